//! Odd tar archives, written byte by byte.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Two blocks of zeros.
pub const END: [u8; 1024] = [0; 1024];

/// One header, whose fields may be anything.
#[derive(Clone)]
pub struct Header(pub [u8; 512]);

impl Header {
    /// A regular file of mode 644, in ustar.
    pub fn new(name: impl AsRef<[u8]>, size: usize) -> Header {
        let header = Header([0; 512]).with(0, name).with(100, "0000644");
        let header = header.with(124, format!("{size:011o}"));
        header.with(156, "0").with(257, "ustar\x0000").summed()
    }

    pub fn kind(self, kind: u8) -> Header {
        self.with(156, [kind]).summed()
    }

    pub fn mode(self, mode: u32) -> Header {
        self.with(100, format!("{mode:07o}")).summed()
    }

    /// Sets the bytes of a field.
    pub fn with(mut self, at: usize, bytes: impl AsRef<[u8]>) -> Header {
        let bytes = bytes.as_ref();
        self.0[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    /// Sets the checksum.
    pub fn summed(self) -> Header {
        let header = self.with(148, [b' '; 8]);
        let sum: u32 = header.0.iter().map(|byte| u32::from(*byte)).sum();
        header.with(148, format!("{sum:06o}\0 "))
    }

    /// The header and what follows it.
    pub fn content(self, content: impl AsRef<[u8]>) -> Vec<u8> {
        [&self.0[..], &padded(content.as_ref())].concat()
    }
}

/// A file of mode 644.
pub fn file(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    Header::new(name, content.len()).content(content)
}

/// An entry of another kind.
pub fn entry(kind: u8, name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let header = Header::new(name, content.len()).kind(kind);
    header.content(content)
}

/// A link of a kind.
pub fn link(kind: u8, name: &str, target: &str) -> Vec<u8> {
    let header = Header::new(name, 0).kind(kind);
    header.with(157, target).summed().0.to_vec()
}

/// A pax header.
pub fn pax(records: &[(&str, &[u8])]) -> Vec<u8> {
    let records: Vec<Vec<u8>> = records
        .iter()
        .map(|(key, value)| record(key, value))
        .collect();
    entry(b'x', "PaxHeader/x", records.concat())
}

/// A record of a pax header, which begins with its own length.
pub fn record(key: &str, value: &[u8]) -> Vec<u8> {
    let rest = [b" ", key.as_bytes(), b"=", value, b"\n"].concat();
    let lengths = rest.len()..;
    let mut lengths = lengths.filter(|length| length.to_string().len() + rest.len() == *length);
    [lengths.next().unwrap().to_string().into_bytes(), rest].concat()
}

/// A GNU header with a long name.
pub fn long_name(name: impl AsRef<[u8]>) -> Vec<u8> {
    entry(b'L', "././@LongLink", [name.as_ref(), b"\0"].concat())
}

/// Every package has one.
pub fn manifest() -> Vec<u8> {
    file("package/package.json", r#"{"name":"x","version":"1.0.0"}"#)
}

/// A gzip member.
pub fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// A gzipped archive of a manifest and other entries.
pub fn package(entries: &[Vec<u8>]) -> Vec<u8> {
    gzip([manifest(), entries.concat(), END.to_vec()].concat())
}

/// With zeros to full blocks.
pub fn padded(content: &[u8]) -> Vec<u8> {
    let mut content = content.to_vec();
    content.resize(content.len().next_multiple_of(512), 0);
    content
}

/// Archives that Bun unpacks, by name.
pub fn taken() -> Vec<(&'static str, Vec<u8>)> {
    [
        names(),
        kinds(),
        modes_and_sizes(),
        pax_headers(),
        long_names(),
        ends(),
    ]
    .concat()
}

type Archives = Vec<(&'static str, Vec<u8>)>;

fn names() -> Archives {
    let deep = format!("package/{}/f", vec!["d".repeat(60); 4].join("/"));
    let endless = format!("package/{}y", "x/".repeat(3000));
    let prefixed = |magic: &str| {
        let header = Header::new("package/name", 1).with(345, "prefix/of");
        header.with(257, magic).summed().content("a")
    };
    vec![
        (
            "plain",
            package(&[file("package/a.js", "a"), file("package/b/c.js", "c")]),
        ),
        (
            "no top folder",
            package(&[file("a", "a"), file("b/c", "c")]),
        ),
        (
            "several top folders",
            package(&[file("other/a", "a"), file("third/b/c", "c")]),
        ),
        (
            "dot slash",
            package(&[file("./package/a", "a"), file("././b", "b")]),
        ),
        (
            "dots inside",
            package(&[
                file("package/./a", "a"),
                file("package//b", "b"),
                file("package/c/.", "c"),
            ]),
        ),
        (
            "absolute",
            package(&[file("/etc/a", "a"), file("//b/c", "c")]),
        ),
        (
            "dot dot",
            package(&[
                file("package/../a", "a"),
                file("package/b/../c", "c"),
                file("../d", "d"),
                file("../../e", "e"),
                file("package/f/..", "f"),
                file("package/..", "g"),
                file("..", "h"),
            ]),
        ),
        (
            "names of dots",
            package(&[
                file("package/...", "a"),
                file("package/..b", "b"),
                file("package/.", "c"),
                file("package/.hidden", "d"),
            ]),
        ),
        (
            "backslashes",
            package(&[
                file("package/a\\b", "a"),
                file("package\\c", "c"),
                file("package/..\\d", "d"),
                file("package/e\\..\\f", "f"),
            ]),
        ),
        (
            "characters",
            package(&[
                file("package/ a ", "a"),
                file("package/C:/b", "b"),
                file("package/\x1b[31m\n", "c"),
                file("package/sn\u{f8}w\u{2603}", "d"),
                file(b"package/\xff\xfe", "e"),
            ]),
        ),
        (
            "deep",
            package(&[
                pax(&[("path", deep.as_bytes())]),
                file("package/short", "a"),
            ]),
        ),
        (
            "endless",
            package(&[
                pax(&[("path", endless.as_bytes())]),
                file("package/short", "a"),
            ]),
        ),
        (
            "full name field",
            package(&[file(format!("package/{}", "x".repeat(92)), "a")]),
        ),
        ("prefix", package(&[prefixed("ustar\x0000")])),
        ("prefix of GNU", package(&[prefixed("ustar  \0")])),
        (
            "prefix without version",
            package(&[prefixed("ustar\0\0\0")]),
        ),
        (
            "prefix without magic",
            package(&[prefixed("\0\0\0\0\0\0\0\0")]),
        ),
        ("empty prefix", package(&[file("/a", "a")])),
        (
            "case",
            package(&[file("package/A", "A"), file("package/a", "a")]),
        ),
        (
            "twice",
            package(&[
                Header::new("package/a", 5).mode(0o755).content("first"),
                file("package/a", "2"),
                file("package/b", "1"),
                Header::new("other/b", 6).mode(0o755).content("second"),
            ]),
        ),
        (
            "node_modules and dotfiles",
            package(&[
                file("package/node_modules/a/b", "b"),
                file("package/.git/x", "x"),
                file("package/.npmignore", "*"),
            ]),
        ),
    ]
}

fn kinds() -> Archives {
    let all = b"123456789ADEFGHIKMNSVZabz ".iter();
    let all = all.map(|kind| entry(*kind, format!("package/kind-{kind}"), "hello"));
    vec![
        (
            "files",
            package(&[entry(0, "package/a", "a"), entry(b'7', "package/b", "b")]),
        ),
        (
            "other kinds",
            package(&[all.collect::<Vec<_>>().concat(), file("package/after", "x")]),
        ),
        (
            "links",
            package(&[
                link(b'2', "package/a", "package.json"),
                link(b'2', "package/b", "/etc/passwd"),
                link(b'2', "package/c", ".."),
                file("package/c/d", "not through the link"),
                link(b'2', "package/e", "package.json"),
                file("package/e", "not through the link"),
                link(b'1', "package/f", "package/package.json"),
            ]),
        ),
        (
            "folders",
            package(&[
                entry(b'5', "package/empty/", ""),
                Header::new("package/a/", 0)
                    .kind(b'5')
                    .mode(0o600)
                    .0
                    .to_vec(),
                file("package/a/b", "b"),
                entry(b'5', "package/c", ""),
                file("package/c", "a file after all"),
            ]),
        ),
        (
            "folders by name",
            package(&[
                file("package/a/", "x"),
                entry(0, "package/b/", ""),
                file("package/c", "c"),
            ]),
        ),
    ]
}

fn modes_and_sizes() -> Archives {
    let mode = |name: &str, field: &[u8]| {
        let header = Header::new(format!("package/{name}"), 1).with(100, field);
        header.summed().content("x")
    };
    let size = |name: &str, field: &[u8]| {
        let header = Header::new(format!("package/{name}"), 0).with(124, field);
        header.summed().content("hello")
    };
    vec![
        (
            "modes",
            package(&[
                mode("a", b"0000000\0"),
                mode("b", b"0000600\0"),
                mode("c", b"0000711\0"),
                mode("d", b"0000777\0"),
                mode("e", b"0006755\0"),
                mode("f", b"0100644\0"),
            ]),
        ),
        (
            "fields of modes",
            package(&[
                mode("a", b"zzzzzzz\0"),
                mode("b", b"\0\0\0\0\0\0\0\0"),
                mode("c", b"   755 \0"),
                mode("d", b"00007551"),
                mode("e", b"\x80\0\0\0\0\0\x01\xed"),
            ]),
        ),
        (
            "fields of sizes",
            package(&[
                size("a", b"          5 "),
                size("b", b"\x80\0\0\0\0\0\0\0\0\0\0\x05"),
                size("c", b"5\0abcdefghi\0"),
            ]),
        ),
        (
            "checksums",
            package(&[
                signed_checksum(),
                spaced_checksum(),
                file("package/after", "x"),
            ]),
        ),
    ]
}

fn signed_checksum() -> Vec<u8> {
    let header = Header::new(b"package/\xfc", 1);
    let sum: i32 = header.0.iter().map(|byte| i32::from(*byte as i8)).sum();
    let stored: i32 = header.0[148..156].iter().map(|byte| i32::from(*byte)).sum();
    let sum = sum - stored + 8 * 32;
    header.with(148, format!("{sum:06o}\0 ")).content("a")
}

fn spaced_checksum() -> Vec<u8> {
    let header = Header::new("package/spaced", 1);
    let sum = String::from_utf8(header.0[148..154].to_vec()).unwrap();
    let sum = sum.trim_start_matches('0').to_owned();
    header.with(148, format!("{sum:>6}\0 ")).content("a")
}

fn pax_headers() -> Archives {
    let named = |name: &[u8]| {
        package(&[
            pax(&[("path", name)]),
            file("package/short", "a"),
            file("package/next", "n"),
        ])
    };
    let raw = |text: &[u8]| {
        package(&[
            entry(b'x', "PaxHeader/x", text),
            file("package/short", "a"),
            file("package/next", "n"),
        ])
    };
    let sized = |size: &[u8]| {
        package(&[
            pax(&[("size", size)]),
            Header::new("package/a", 0).content("hello"),
            file("package/next", "n"),
        ])
    };
    let good = record("path", b"package/q");
    vec![
        ("pax: name", named("package/sn\u{f8}w".as_bytes())),
        ("pax: bytes", named(b"package/\xff")),
        ("pax: newline", named(b"package/a\nb")),
        ("pax: NUL", named(b"package/a\0b")),
        ("pax: empty name", named(b"")),
        ("pax: no slash", named(b"q")),
        ("pax: dot dot", named(b"package/../../q")),
        ("pax: folder", named(b"package/q/")),
        (
            "pax: two names",
            package(&[
                pax(&[("path", b"package/one"), ("path", b"package/two")]),
                file("package/short", "a"),
            ]),
        ),
        ("pax: size", sized(b"5")),
        ("pax: size after a space", sized(b" 5")),
        ("pax: size before a letter", sized(b"5x")),
        (
            "pax: smaller size",
            package(&[
                pax(&[("size", b"2")]),
                Header::new("package/a", 5).content("hello"),
                file("package/next", "n"),
            ]),
        ),
        ("pax: record too long", raw(b"99 path=package/q\n")),
        ("pax: record without length", raw(b"abc path=package/q\n")),
        (
            "pax: record with a length that is off",
            raw(b"12 path=zz\n\n"),
        ),
        ("pax: rest", raw(&[&good[..], b"\0\0\0"].concat())),
        (
            "pax: Solaris",
            package(&[entry(b'X', "x", &good), file("package/short", "a")]),
        ),
        (
            "pax: of the archive",
            package(&[
                entry(b'g', "x", record("path", b"package/q")),
                file("package/a", "a"),
            ]),
        ),
        (
            "pax: of the archive, between",
            package(&[
                entry(b'x', "x", &good),
                entry(b'g', "x", record("comment", b"c")),
                file("package/short", "a"),
            ]),
        ),
        (
            "pax: of a folder",
            package(&[
                entry(b'x', "x", &good),
                entry(b'5', "package/d", ""),
                file("package/a", "a"),
            ]),
        ),
        (
            "pax: of another kind",
            package(&[
                entry(b'x', "x", &good),
                entry(b'Z', "package/d", "d"),
                file("package/a", "a"),
            ]),
        ),
        (
            "pax: at the end",
            package(&[file("package/a", "a"), entry(b'x', "x", &good)]),
        ),
        (
            "pax: before a block of zeros",
            package(&[
                entry(b'x', "x", &good),
                vec![0; 512],
                file("package/short", "a"),
            ]),
        ),
        (
            "pax: long",
            package(&[
                pax(&[("comment", &[b'z'; 2_000_000]), ("path", b"package/q")]),
                file("package/short", "a"),
            ]),
        ),
    ]
}

fn long_names() -> Archives {
    let short = || file("package/short", "a");
    vec![
        (
            "GNU: name",
            package(&[
                long_name("package/long"),
                short(),
                file("package/next", "n"),
            ]),
        ),
        (
            "GNU: without NUL",
            package(&[entry(b'L', "x", "package/long"), short()]),
        ),
        (
            "GNU: NUL inside",
            package(&[long_name(b"package/a\0b"), short()]),
        ),
        ("GNU: empty", package(&[entry(b'L', "x", ""), short()])),
        (
            "GNU: twice",
            package(&[long_name("package/a"), long_name("package/b"), short()]),
        ),
        ("GNU: folder", package(&[long_name("package/a/"), short()])),
        (
            "GNU: before pax",
            package(&[
                long_name("package/a"),
                pax(&[("path", b"package/b")]),
                short(),
            ]),
        ),
        (
            "GNU: after pax",
            package(&[
                pax(&[("path", b"package/b")]),
                long_name("package/a"),
                short(),
            ]),
        ),
        (
            "GNU: of a link",
            package(&[
                entry(b'K', "x", "package/a\0"),
                link(b'2', "package/l", "x"),
                short(),
            ]),
        ),
    ]
}

fn ends() -> Archives {
    let begin = || [manifest(), file("package/a", "a")].concat();
    let more = || [file("package/b", "b"), END.to_vec()].concat();
    let wrong = Header::new("package/wrong", 0).with(148, "000001\0 ");
    vec![
        ("end: none", gzip(begin())),
        ("end: one block", gzip([begin(), vec![0; 512]].concat())),
        (
            "end: garbage after it",
            gzip([begin(), END.to_vec(), b"garbage".repeat(300)].concat()),
        ),
        (
            "end: archive after it",
            gzip([begin(), END.to_vec(), more()].concat()),
        ),
        (
            "end: one block between",
            gzip([begin(), vec![0; 512], more()].concat()),
        ),
        (
            "end: one block before",
            gzip([vec![0; 512], begin(), END.to_vec()].concat()),
        ),
        (
            "no header",
            gzip([begin(), wrong.clone().0.to_vec(), more()].concat()),
        ),
        (
            "no header, with content",
            gzip([begin(), wrong.content("content"), more()].concat()),
        ),
        ("gzip: two members", [gzip(begin()), gzip(more())].concat()),
        (
            "gzip: two archives",
            [gzip([begin(), END.to_vec()].concat()), gzip(more())].concat(),
        ),
        (
            "gzip: garbage",
            [gzip(begin()), b"garbage".to_vec()].concat(),
        ),
        (
            "gzip: garbage that begins well",
            [gzip(begin()), b"\x1f\x8bgarbage".to_vec()].concat(),
        ),
        ("gzip: zeros", [gzip(begin()), vec![0; 1000]].concat()),
        ("gzip: name and comment", gzip_with_fields(&begin())),
        ("no gzip", [begin(), END.to_vec()].concat()),
        (
            "no gzip, though it begins like it",
            [file(b"\x1f\x8b\x08/q", "q"), begin(), END.to_vec()].concat(),
        ),
    ]
}

fn gzip_with_fields(content: &[u8]) -> Vec<u8> {
    let fields = b"\x1f\x8b\x08\x1c\0\0\0\0\0\x03\x05\0extraname\0comment\0";
    [&fields[..], &gzip(content)[10..]].concat()
}

/// Archives that Bun refuses, by name.
pub fn refused() -> Archives {
    let begin = || [manifest(), file("package/a", "a")].concat();
    let sized = |size: &[u8]| {
        let header = Header::new("package/b", 0).with(124, size);
        package(&[header.summed().content("hello")])
    };
    let wrong = Header::new("package/wrong", 0)
        .with(148, "000001\0 ")
        .0
        .to_vec();
    let good = gzip(begin());
    let with = |at: usize| {
        let mut changed = good.clone();
        changed[good.len() - at] ^= 1;
        changed
    };
    vec![
        ("empty", Vec::new()),
        ("text", b"hello world".repeat(100)),
        ("empty gzip", gzip("")),
        ("gzip of text", gzip(b"hello world".repeat(100))),
        ("gzip: wrong checksum", with(6)),
        ("gzip: wrong length", with(3)),
        ("gzip: no checksum", good[..good.len() - 8].to_vec()),
        ("gzip: cut off", good[..good.len() - 20].to_vec()),
        (
            "gzip: second member cut off",
            [&good[..], &good[..good.len() - 8]].concat(),
        ),
        (
            "gzip: second member damaged, after the end",
            [
                &gzip([begin(), END.to_vec()].concat())[..],
                &good[..good.len() - 8],
            ]
            .concat(),
        ),
        (
            "first block is no header",
            gzip([wrong.clone(), begin()].concat()),
        ),
        (
            "cut off in a header",
            gzip([begin(), file("package/b", "")[..300].to_vec()].concat()),
        ),
        ("cut off in the end", gzip([begin(), vec![0; 300]].concat())),
        (
            "cut off in content",
            gzip([begin(), Header::new("package/b", 5000).content("hello")].concat()),
        ),
        (
            "cut off in padding",
            gzip([begin(), file("package/b", "b")[..520].to_vec()].concat()),
        ),
        ("size: negative", sized(&[0xff; 12])),
        (
            "size: huge",
            sized(b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
        ),
        ("size: larger than the archive", sized(b"77777777777\0")),
        (
            "pax: negative size",
            package(&[pax(&[("size", b"-5")]), file("package/b", "hello")]),
        ),
        (
            "pax: huge size",
            package(&[
                pax(&[("size", b"99999999999999999999999")]),
                file("package/b", "hello"),
            ]),
        ),
        (
            "pax: two headers",
            package(&[
                pax(&[("path", b"package/q")]),
                pax(&[("path", b"package/r")]),
                file("package/b", "b"),
            ]),
        ),
        (
            "pax: before no header",
            package(&[
                pax(&[("path", b"package/q")]),
                wrong,
                file("package/b", "b"),
            ]),
        ),
        (
            "file, then folder",
            package(&[file("package/a", "a"), file("package/a/b", "b")]),
        ),
        (
            "folder, then file",
            package(&[file("package/a/b", "b"), file("package/a", "a")]),
        ),
        (
            "long part of a path",
            package(&[
                pax(&[("path", format!("package/{}", "x".repeat(300)).as_bytes())]),
                file("package/b", "b"),
            ]),
        ),
    ]
}
