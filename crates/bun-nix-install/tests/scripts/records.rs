//! What the scripts of one install recorded.

use std::collections::BTreeMap;
use std::path::Path;

/// Records by the place and event of a script.
pub struct Records {
    pub scripts: BTreeMap<String, String>,
    /// `start …` and `end …`, in the order in which they were written.
    order: Vec<String>,
}

impl Records {
    /// Reads a folder of records.
    pub fn of(folder: &Path) -> Records {
        let mut scripts = BTreeMap::new();
        let mut order = Vec::new();
        for entry in fs_err::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let text = fs_err::read_to_string(entry.path()).unwrap();
            let name = entry.file_name().into_string().unwrap();
            if name == "order" {
                order = text.lines().map(str::to_owned).collect();
            } else {
                scripts.insert(name, comparable(&text));
            }
        }
        Records { scripts, order }
    }

    /// The scripts that ran.
    pub fn names(&self) -> Vec<&str> {
        self.scripts.keys().map(String::as_str).collect()
    }

    /// Whether one script had ended before another started.
    pub fn is_before(&self, one: &str, other: &str) -> bool {
        let at = |line: String| self.order.iter().position(|other| *other == line).unwrap();
        at(format!("end {one}")) < at(format!("start {other}"))
    }
}

/// Without what is Bun's alone: the folder of its `node-gyp`, which is no folder
/// twice, and the variable that names it.
fn comparable(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("BUN_WHICH_IGNORE_CWD="));
    let lines = lines.map(|line| match line.strip_prefix("PATH=") {
        Some(path) => {
            let folders = path.split(':').filter(|one| !one.ends_with(".node-gyp"));
            format!("PATH={}", folders.collect::<Vec<_>>().join(":"))
        }
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
