//! Odd patches, for one package.

/// The files of the package: path, content and whether it can be executed.
pub fn package() -> Vec<(&'static str, String, bool)> {
    let lines: String = (1..=20).map(|line| format!("line {line}\n")).collect();
    let marked = |marks: &[usize]| -> String {
        let line = |line| {
            if marks.contains(&line) {
                "mark\n"
            } else {
                "other\n"
            }
        };
        (1..=60).map(line).collect()
    };
    let plain = [
        ("a.txt", lines.clone()),
        ("crlf.txt", lines.replace('\n', "\r\n")),
        ("same.txt", "same\n".repeat(60)),
        ("marks.txt", marked(&[5, 15])),
        ("more-marks.txt", marked(&[5, 15, 40])),
        ("no-newline.txt", "one\ntwo\nthree".to_owned()),
        ("one.txt", "only\n".to_owned()),
        ("blank.txt", "a\n\n\nb\n".to_owned()),
        ("empty.txt", String::new()),
        ("dir/b.txt", "b1\nb2\nb3\n".to_owned()),
        ("with space.txt", "s1\ns2\n".to_owned()),
        ("sn\u{f8}w.txt", "u1\nu2\n".to_owned()),
        (
            "package.json",
            r#"{"name":"x","version":"1.0.0"}"#.to_owned(),
        ),
    ];
    let program = ("run.sh", "#!/bin/sh\necho hi\n".to_owned(), true);
    let plain = plain
        .into_iter()
        .map(|(path, content)| (path, content, false));
    plain.chain([program]).collect()
}

type Patches = Vec<(&'static str, String)>;

/// A patch of one file's lines.
fn change(file: &str, hunks: &str) -> String {
    format!("diff --git a/{file} b/{file}\n--- a/{file}\n+++ b/{file}\n{hunks}")
}

fn create(file: &str, mode: &str, hunks: &str) -> String {
    format!(
        "diff --git a/{file} b/{file}\nnew file mode {mode}\n--- /dev/null\n+++ b/{file}\n{hunks}"
    )
}

fn delete(file: &str, hunks: &str) -> String {
    format!(
        "diff --git a/{file} b/{file}\ndeleted file mode 100644\n--- a/{file}\n+++ /dev/null\n{hunks}"
    )
}

fn rename(from: &str, to: &str, rest: &str) -> String {
    format!("diff --git a/{from} b/{to}\nrename from {from}\nrename to {to}\n{rest}")
}

fn mode(file: &str, old: &str, new: &str) -> String {
    format!("diff --git a/{file} b/{file}\nold mode {old}\nnew mode {new}\n")
}

const LINE_4: &str = "@@ -4 +4 @@\n-line 4\n+X\n";
const NEW: &str = "@@ -0,0 +1,2 @@\n+x\n+y\n";
const PRAGMA: &str = "\\ No newline at end of file\n";

/// Patches that Bun applies, by name.
pub fn taken() -> Patches {
    [places(), ends(), forms(), files()].concat()
}

/// Where hunks go.
fn places() -> Patches {
    let a = |hunks: &str| change("a.txt", hunks);
    let same = |hunks: &str| change("same.txt", hunks);
    let marks = |hunks: &str| change("marks.txt", hunks);
    let more = |hunks: &str| change("more-marks.txt", hunks);
    vec![
        (
            "one line further",
            a("@@ -5,3 +5,3 @@\n line 4\n-line 5\n+X\n line 6\n"),
        ),
        (
            "far off",
            a("@@ -100,3 +100,3 @@\n line 4\n-line 5\n+X\n line 6\n"),
        ),
        (
            "farther than any file",
            a("@@ -4294967295 +4294967295 @@\n-line 4\n+X\n"),
        ),
        ("the old place counts", same("@@ -10 +20 @@\n-same\n+X\n")),
        (
            "as near: the later place",
            marks("@@ -10 +10 @@\n-mark\n+X\n"),
        ),
        ("nearer: before", marks("@@ -9 +9 @@\n-mark\n+X\n")),
        ("nearer: after", marks("@@ -11 +11 @@\n-mark\n+X\n")),
        (
            "after the hunk before",
            same("@@ -10,2 +10 @@\n-same\n-same\n+X\n@@ -10 +9 @@\n-same\n+Y\n"),
        ),
        (
            "not where the hunk before was",
            marks("@@ -5 +5 @@\n-mark\n+mark\n@@ -6 +6 @@\n-mark\n+X\n"),
        ),
        (
            "in any order",
            same("@@ -30 +30,3 @@\n-same\n+X\n+Y\n+Z\n@@ -10 +10 @@\n-same\n+W\n"),
        ),
        (
            "in any order, off",
            more("@@ -12 +12 @@\n-mark\n+X\n@@ -11 +11 @@\n-mark\n+Y\n"),
        ),
        (
            "places are not carried on",
            more("@@ -10 +10 @@\n-mark\n+X\n@@ -30 +30 @@\n-other\n+Y\n"),
        ),
        (
            "white space at the end of lines",
            a("@@ -4,3 +4,3 @@\n line 4  \n-line 5\t\r\n+X \n line 6\n"),
        ),
        (
            "carriage returns of the file",
            change(
                "crlf.txt",
                "@@ -4,3 +4,3 @@\n line 4\n-line 5\n+X\n line 6\n",
            ),
        ),
        (
            "nothing around it",
            a("@@ -5,0 +6 @@\n+X\n@@ -10,2 +11,0 @@\n-line 10\n-line 11\n"),
        ),
        ("at the beginning", a("@@ -0,0 +1 @@\n+X\n")),
        ("at the end", a("@@ -20,0 +21 @@\n+X\n")),
        ("twice in a file", a(LINE_4) + &a("@@ -4 +4 @@\n-X\n+Y\n")),
        ("empty hunk", a("@@ -4,0 +4,0 @@\n")),
    ]
}

/// Newlines at the end of files.
fn ends() -> Patches {
    let no = |hunks: String| change("no-newline.txt", &hunks);
    let one = |hunks: String| change("one.txt", &hunks);
    let a = |hunks: String| change("a.txt", &hunks);
    vec![
        (
            "end: gets one",
            no(format!("@@ -3 +3 @@\n-three\n{PRAGMA}+three\n")),
        ),
        (
            "end: loses it",
            one(format!("@@ -1 +1 @@\n-only\n+only\n{PRAGMA}")),
        ),
        (
            "end: still none",
            no(format!("@@ -3 +3 @@\n-three\n{PRAGMA}+X\n{PRAGMA}")),
        ),
        (
            "end: still none, around",
            no(format!("@@ -2,2 +2,2 @@\n-two\n+X\n three\n{PRAGMA}")),
        ),
        ("end: far from it", no("@@ -1 +1 @@\n-one\n+X\n".to_owned())),
        (
            "end: more lines",
            no(format!(
                "@@ -3 +3,2 @@\n-three\n{PRAGMA}+three\n+four\n{PRAGMA}"
            )),
        ),
        ("end: not said", no("@@ -3 +3 @@\n-three\n+X\n".to_owned())),
        (
            "end: not said, around",
            no("@@ -2,2 +2,2 @@\n-two\n+X\n three\n".to_owned()),
        ),
        (
            "end: new line after it",
            no("@@ -3,0 +4 @@\n+X\n".to_owned()),
        ),
        (
            "end: last line goes",
            no(format!("@@ -2,2 +2 @@\n two\n-three\n{PRAGMA}")),
        ),
        (
            "end: all lines go",
            no(format!("@@ -1,3 +0,0 @@\n-one\n-two\n-three\n{PRAGMA}")),
        ),
        (
            "end: said, but the file has one",
            one(format!("@@ -1 +1,2 @@\n+X\n only\n{PRAGMA}")),
        ),
        (
            "end: said of the old, but the file has one",
            one(format!("@@ -1 +1 @@\n-only\n{PRAGMA}+X\n")),
        ),
        (
            "end: said in the middle",
            a(format!("@@ -4 +4 @@\n-line 4\n+X\n{PRAGMA}")),
        ),
        (
            "end: said in the middle of the old",
            a(format!("@@ -4 +4 @@\n-line 4\n{PRAGMA}+X\n")),
        ),
        (
            "end: said before more new lines",
            a(format!("@@ -20 +20,2 @@\n-line 20\n+X\n{PRAGMA}+Y\n")),
        ),
        (
            "end: said around, then less",
            no(format!("@@ -2,2 +2 @@\n two\n{PRAGMA}-three\n")),
        ),
        (
            "end: said around, then more",
            no(format!("@@ -3 +3,2 @@\n three\n{PRAGMA}+X\n")),
        ),
        (
            "end: of an empty file",
            change("empty.txt", &format!("@@ -0,0 +1 @@\n+x\n{PRAGMA}")),
        ),
        (
            "end: of what becomes empty",
            one("@@ -1 +0,0 @@\n-only\n".to_owned()),
        ),
    ]
}

/// How patches are written.
fn forms() -> Patches {
    let plain = format!("--- a/a.txt\n+++ b/a.txt\n{LINE_4}");
    let other = "--- a/dir/b.txt\n+++ b/dir/b.txt\n@@ -1 +1 @@\n-b1\n+Y\n";
    vec![
        ("form: no git", plain.clone()),
        ("form: no git, two files", format!("{plain}{other}")),
        (
            "form: other programs",
            format!("Index: a.txt\n=====\ndiff -ruN a/a.txt b/a.txt\n{plain}"),
        ),
        (
            "form: text before",
            format!("Some words\n\n{}", change("a.txt", LINE_4)),
        ),
        (
            "form: text after",
            format!("{}some words\n", change("a.txt", LINE_4)),
        ),
        (
            "form: byte order mark",
            format!("\u{feff}{}", change("a.txt", LINE_4)),
        ),
        (
            "form: carriage returns",
            change("a.txt", LINE_4).replace('\n', "\r\n"),
        ),
        (
            "form: no newline at the end",
            change("a.txt", LINE_4).trim_end().to_owned(),
        ),
        (
            "form: words after the header",
            change("a.txt", "@@ -4 +4 @@words\n-line 4\n+X\n"),
        ),
        (
            "form: blank lines for empty ones",
            change("blank.txt", "@@ -1,4 +1,4 @@\n a\n\n\r\n-b\n+X\n"),
        ),
        ("form: no patch", "some words\n".to_owned()),
        ("form: no hunks", change("a.txt", "")),
        ("form: lines but no hunk", change("a.txt", "-line 4\n+X\n")),
        (
            "form: other prefixes",
            format!("--- x/a.txt\n+++ y/a.txt\n{LINE_4}"),
        ),
        (
            "form: the second path counts",
            format!("diff --git a/one.txt b/one.txt\n--- a/one.txt\n+++ b/a.txt\n{LINE_4}"),
        ),
        (
            "form: tab after a path",
            "--- a/with space.txt\t\n+++ b/with space.txt\t\n@@ -1 +1 @@\n-s1\n+X\n".to_owned(),
        ),
        (
            "form: not ASCII",
            change("sn\u{f8}w.txt", "@@ -1 +1 @@\n-u1\n+X\n"),
        ),
    ]
}

/// What happens to whole files.
fn files() -> Patches {
    let binary = "Binary files a/one.txt and b/one.txt differ\n";
    vec![
        ("new", create("deep/er/n.txt", "100644", NEW)),
        ("new: executable", create("n.sh", "100755", NEW)),
        ("new: empty", create("n.txt", "100644", "")),
        (
            "new: without newline",
            create("n.txt", "100644", &format!("{NEW}{PRAGMA}")),
        ),
        (
            "new: carriage returns",
            create("n.txt", "100644", "@@ -0,0 +1 @@\n+x\r\n"),
        ),
        ("new: over another", create("run.sh", "100644", NEW)),
        ("new: path with b", create("x b/y.txt", "100644", NEW)),
        ("new: path with dots", create("./n//m.txt", "100644", NEW)),
        (
            "new: in node_modules",
            create("node_modules/z/i.js", "100644", NEW),
        ),
        (
            "new: binary",
            format!("diff --git a/n b/n\nnew file mode 100644\n{binary}"),
        ),
        ("deleted", delete("one.txt", "@@ -1 +0,0 @@\n-only\n")),
        (
            "deleted: content is not compared",
            delete("one.txt", "@@ -1 +0,0 @@\n-other\n"),
        ),
        ("deleted: without content", delete("dir/b.txt", "")),
        (
            "deleted: binary",
            format!("diff --git a/one.txt b/one.txt\ndeleted file mode 100644\n{binary}"),
        ),
        ("renamed", rename("a.txt", "new/dir/z.txt", "")),
        (
            "renamed and changed",
            rename(
                "a.txt",
                "z.txt",
                &format!("--- a/a.txt\n+++ b/z.txt\n{LINE_4}"),
            ),
        ),
        (
            "renamed, with mode",
            rename("a.txt", "z.txt", "old mode 100644\nnew mode 100755\n"),
        ),
        ("renamed: over another", rename("a.txt", "one.txt", "")),
        ("renamed: folder", rename("dir", "dir2", "")),
        ("renamed: binary", rename("one.txt", "two.txt", binary)),
        (
            "copied",
            "diff --git a/a.txt b/z.txt\ncopy from a.txt\ncopy to z.txt\n".to_owned(),
        ),
        (
            "mode",
            mode("a.txt", "100644", "100755") + &mode("run.sh", "100755", "100644"),
        ),
        (
            "mode: and lines",
            mode("a.txt", "100644", "100755") + &format!("--- a/a.txt\n+++ b/a.txt\n{LINE_4}"),
        ),
        ("mode: short", mode("a.txt", "644", "755")),
        ("mode: the same", mode("a.txt", "100600", "100600")),
        (
            "mode: stays",
            change("run.sh", "@@ -2 +2 @@\n-echo hi\n+echo ho\n"),
        ),
        (
            "binary",
            format!("diff --git a/one.txt b/one.txt\n{binary}"),
        ),
    ]
}

/// Patches that Bun refuses, by name.
pub fn refused() -> Patches {
    [misfits(), malformed(), hostile()].concat()
}

fn misfits() -> Patches {
    let a = |hunks: &str| change("a.txt", hunks);
    vec![
        (
            "other lines around",
            a("@@ -4,2 +4,2 @@\n-line 4\n+X\n other\n"),
        ),
        ("other line", a("@@ -4 +4 @@\n-other\n+X\n")),
        (
            "white space at the beginning",
            a("@@ -4 +4 @@\n- line 4\n+X\n"),
        ),
        (
            "empty line at the end",
            change("one.txt", "@@ -1,2 +1,2 @@\n-only\n+X\n \n"),
        ),
        ("past the end", change("one.txt", "@@ -5,0 +6 @@\n+X\n")),
        (
            "inside the hunk before",
            a("@@ -3,4 +3,3 @@\n line 3\n-line 4\n line 5\n line 6\n@@ -4,0 +4 @@\n+X\n"),
        ),
        (
            "before the hunk before",
            change(
                "marks.txt",
                "@@ -15 +15 @@\n-mark\n+X\n@@ -16 +16 @@\n-mark\n+Y\n",
            ),
        ),
        (
            "end before another line",
            a(&format!("@@ -4,2 +4,2 @@\n-line 4\n+X\n{PRAGMA} line 5\n")),
        ),
        (
            "end before an old line",
            a(&format!(
                "@@ -19,2 +19 @@\n+X\n{PRAGMA}-line 19\n-line 20\n"
            )),
        ),
        ("no such file", change("none.txt", "@@ -1 +1 @@\n-a\n+b\n")),
        ("no such file to delete", delete("none.txt", "")),
        ("no such file to rename", rename("none.txt", "z.txt", "")),
        (
            "no such file for a mode",
            mode("none.txt", "100644", "100755"),
        ),
        ("a folder", change("dir", "@@ -1 +1 @@\n-a\n+b\n")),
        ("a folder to delete", delete("dir", "")),
        ("below a file", create("a.txt/z", "100644", NEW)),
        (
            "copied and changed",
            format!(
                "diff --git a/a.txt b/z.txt\ncopy from a.txt\ncopy to z.txt\n--- a/a.txt\n+++ b/z.txt\n{LINE_4}"
            ),
        ),
        (
            "new without a mode",
            format!("--- /dev/null\n+++ b/n.txt\n{NEW}"),
        ),
        (
            "second file",
            a(LINE_4) + &change("dir/b.txt", "@@ -1 +1 @@\n-other\n+X\n"),
        ),
        (
            "paths without prefix",
            format!("--- a.txt\n+++ a.txt\n{LINE_4}"),
        ),
        (
            "paths with time",
            format!("--- a/a.txt\t2020-01-01\n+++ b/a.txt\t2020-01-01\n{LINE_4}"),
        ),
    ]
}

fn malformed() -> Patches {
    let a = |hunks: &str| change("a.txt", hunks);
    vec![
        ("empty", String::new()),
        ("too few lines", a("@@ -4,2 +4 @@\n-line 4\n+X\n")),
        ("too many lines", a("@@ -4 +4 @@\n-line 4\n+X\n+Y\n")),
        ("blank line at the end", a(LINE_4) + "\n"),
        ("signature of format-patch", a(LINE_4) + "-- \n2.40.0\n"),
        ("header: no plus", a("@@ -4,1 4,1 @@\n-line 4\n+X\n")),
        ("header: no number", a("@@ -a +4 @@\n-line 4\n+X\n")),
        (
            "header: large number",
            a("@@ -99999999999 +4 @@\n-line 4\n+X\n"),
        ),
        ("header: of a merge", a("@@@ -4 -4 +4 @@@\n-line 4\n+X\n")),
        (
            "hunk after text",
            a(LINE_4) + "text\n@@ -8 +8 @@\n-line 8\n+Y\n",
        ),
        ("hunk of no file", LINE_4.to_owned()),
        (
            "backslash with other words",
            a("@@ -4 +4 @@\n-line 4\n\\ Kein Zeilenumbruch\n+X\n"),
        ),
        (
            "backslash before lines",
            a(&format!("@@ -4,0 +4,0 @@\n{PRAGMA}")),
        ),
        (
            "quoted paths",
            "diff --git \"a/sn\\303\\270w.txt\" \"b/sn\\303\\270w.txt\"\n".to_owned(),
        ),
        (
            "git paths without prefix",
            format!("diff --git a.txt a.txt\n--- a.txt\n+++ a.txt\n{LINE_4}"),
        ),
        ("one git path", "diff --git a/a.txt\n".to_owned()),
        (
            "rename to nothing",
            "diff --git a/a.txt b/z.txt\nrename from a.txt\n".to_owned(),
        ),
        ("mode 600", create("n.txt", "100600", NEW)),
        (
            "link",
            create("l", "120000", "@@ -0,0 +1 @@\n+package.json\n"),
        ),
        ("submodule", create("s", "160000", NEW)),
        ("mode of a link", mode("a.txt", "100644", "120000")),
        (
            "git binary",
            "diff --git a/one.txt b/one.txt\nGIT binary patch\nliteral 3\nKcmZQzfPfLZ\n\n"
                .to_owned(),
        ),
    ]
}

fn hostile() -> Patches {
    vec![
        ("new file outside", create("../evil.txt", "100644", NEW)),
        (
            "new file outside, later",
            create("q/../../evil.txt", "100644", NEW),
        ),
        (
            "new file inside, after all",
            create("q/../n.txt", "100644", NEW),
        ),
        ("new file, absolute", create("/evil.txt", "100644", NEW)),
        ("new file, backslash", create("..\\evil.txt", "100644", NEW)),
        ("deleted file outside", delete("../../package.json", "")),
        ("renamed to outside", rename("a.txt", "../evil.txt", "")),
        (
            "renamed from outside",
            rename("../../package.json", "z.txt", ""),
        ),
        (
            "mode outside",
            mode("../../package.json", "100644", "100755"),
        ),
        (
            "change outside",
            change("../../package.json", "@@ -1 +1 @@\n-{\n+}\n"),
        ),
        ("NUL", create("a\0b", "100644", NEW)),
    ]
}
