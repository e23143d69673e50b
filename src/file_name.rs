//! The name of a task's file: `task-210 - Title-of-it.md`.

/// As Backlog.md names files: what a path cannot hold becomes a dash, other
/// punctuation goes.
pub(crate) fn file_name(id: &str, title: &str) -> String {
    let id = id.to_ascii_lowercase();
    match slug(title).as_str() {
        "" => format!("{id}.md"),
        slug => format!("{id} - {slug}.md"),
    }
}

fn slug(title: &str) -> String {
    let dash = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*'
            )
    };
    let kept = title.chars().filter(|c| !is_noise(*c));
    let dashed: String = kept.map(|c| if dash(c) { '-' } else { c }).collect();
    let words = dashed.split('-').filter(|word| !word.is_empty());
    shortened(&words.collect::<Vec<_>>().join("-")).to_owned()
}

fn is_noise(c: char) -> bool {
    let punctuation = matches!(
        c,
        '\'' | '('
            | ')'
            | ','
            | '!'
            | '@'
            | '#'
            | '$'
            | '%'
            | '^'
            | '&'
            | '+'
            | '='
            | '['
            | ']'
            | '{'
            | '}'
            | ';'
    );
    punctuation || (c.is_control() && !c.is_whitespace())
}

/// File systems take names of 255 bytes; a name ends with neither dash nor dot.
fn shortened(slug: &str) -> &str {
    let mut end = slug.len().min(200);
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    slug[..end].trim_end_matches(['-', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let name = |title| file_name("TASK-7", title);
        assert_eq!(
            name("Refactor Nix packaging"),
            "task-7 - Refactor-Nix-packaging.md"
        );
        assert_eq!(name("Don't: panic (ever)!"), "task-7 - Dont-panic-ever.md");
        assert_eq!(name("../../etc/passwd"), "task-7 - ..-..-etc-passwd.md");
        assert_eq!(name("  spaced -- out  "), "task-7 - spaced-out.md");
        assert_eq!(name("Größe 長さ"), "task-7 - Größe-長さ.md");
        assert_eq!(name("???"), "task-7.md");
    }

    #[test]
    fn a_long_title_still_makes_a_name() {
        let name = file_name("TASK-7", &"ä".repeat(300));
        assert!(name.len() < 255, "{}", name.len());
        assert!(name.ends_with("ä.md"));
    }
}
