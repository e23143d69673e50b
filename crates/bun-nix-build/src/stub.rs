//! The page that stands in for a front end that is not built. The line
//! `<meta name="bun-nix-build" content="stub">` marks it.

use std::path::{Path, PathBuf};

use crate::error::Error;

const PAGE: &str = include_str!("stub.html");

/// Writes the page under the folder `out`, and says in which folder.
pub(crate) fn write(out: &Path, frontend: &Path) -> Result<PathBuf, Error> {
    let folder = out.join("bun-nix-build").join("stub");
    fs_err::create_dir_all(&folder)?;
    let name = escape(&frontend.display().to_string());
    fs_err::write(folder.join("index.html"), PAGE.replace("{folder}", &name))?;
    Ok(folder)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_the_folder_as_text() {
        let out = tempfile::tempdir().unwrap();
        let folder = write(out.path(), Path::new("web & <script>")).unwrap();
        let page = fs_err::read_to_string(folder.join("index.html")).unwrap();
        assert!(page.contains("cd web &amp; &lt;script>"), "{page}");
        assert!(page.contains(r#"<meta name="bun-nix-build" content="stub">"#));
    }
}
