//! Hashes learned earlier, on disk: a small file each, named by the hash of
//! what was fetched. A file that cannot be used is as good as none.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bun_lock::Integrity;
use sha2::{Digest as _, Sha256};

const HEADER: &str = "bun-nix 1";

/// A folder of hashes.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache in a folder, which need not exist.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Cache {
        Cache {
            folder: folder.into(),
        }
    }

    /// The user's: `bun-nix` under `$XDG_CACHE_HOME` or where the platform keeps
    /// caches. `None` where the environment names no home.
    pub fn of_user(env: &dyn Fn(&str) -> Option<String>) -> Option<Cache> {
        let absolute = |name| {
            env(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let home = || absolute("HOME");
        let platform = || {
            if cfg!(windows) {
                absolute("LOCALAPPDATA")
            } else if cfg!(target_os = "macos") {
                home().map(|home| home.join("Library/Caches"))
            } else {
                home().map(|home| home.join(".cache"))
            }
        };
        let caches = absolute("XDG_CACHE_HOME").or_else(platform)?;
        Some(Cache::in_folder(caches.join("bun-nix")))
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The hash of what `key` describes.
    pub(super) fn get(&self, key: &str) -> Option<Integrity> {
        let text = fs_err::read_to_string(self.file(key)).ok()?;
        let mut lines = text.lines();
        let hash = match (lines.next()?, lines.next()?, lines.next()?) {
            (HEADER, written_key, hash) if written_key == key => hash,
            _ => return None,
        };
        // A file that was cut off has no final newline.
        (lines.next().is_none() && text.ends_with('\n')).then_some(())?;
        Integrity::parse(hash).ok()
    }

    /// Keeps a hash. Whoever reads meanwhile finds the old file or the new one.
    pub(super) fn put(&self, key: &str, hash: Integrity) -> io::Result<()> {
        let file = self.file(key);
        let folder = file.parent().unwrap_or(&self.folder);
        fs_err::create_dir_all(folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        write!(temporary, "{HEADER}\n{key}\n{hash}\n")?;
        temporary.persist(&file)?;
        Ok(())
    }

    fn file(&self, key: &str) -> PathBuf {
        let digest = Sha256::digest(key.as_bytes());
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join("hashes").join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash() -> Integrity {
        Integrity::parse("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=").unwrap()
    }

    #[test]
    fn what_was_put_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path().join("new"));
        assert_eq!(cache.get("a"), None);
        cache.put("a", hash()).unwrap();
        assert_eq!(cache.get("a"), Some(hash()));
        assert_eq!(cache.get("b"), None);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path());
        cache.put("a", hash()).unwrap();
        let file = cache.file("a");
        let whole = fs_err::read(&file).unwrap();
        for length in 0..whole.len() {
            fs_err::write(&file, &whole[..length]).unwrap();
            assert_eq!(cache.get("a"), None, "cut at {length}");
        }
        fs_err::write(&file, b"\xff\xfe").unwrap();
        assert_eq!(cache.get("a"), None);
        cache.put("a", hash()).unwrap();
        assert_eq!(cache.get("a"), Some(hash()));
    }

    #[test]
    fn it_lies_where_the_platform_keeps_caches() {
        let at = |name: &'static str, value: &'static str| {
            Cache::of_user(&move |asked| (asked == name).then(|| value.to_owned()))
                .map(|cache| cache.folder)
        };
        if cfg!(unix) {
            assert_eq!(at("XDG_CACHE_HOME", "/c"), Some("/c/bun-nix".into()));
            assert_eq!(at("XDG_CACHE_HOME", "relative"), None);
        }
        assert_eq!(at("OTHER", "/c"), None);
    }
}
