//! What config.yml says, as far as this program uses it.

use crate::front_matter::{Fields, Value, Values};
use crate::problem::Flaw;

/// The configuration of a project. Backlog.md's other keys are left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// `project_name`
    pub project_name: String,
    /// `statuses`: the columns of the board, in their order. Never empty.
    pub statuses: Vec<String>,
    /// `default_status`, or the first status.
    pub default_status: String,
    /// `priorities`, the highest first.
    pub priorities: Vec<String>,
    /// `task_prefix`: letters.
    pub task_prefix: String,
    /// `zero_padded_ids`: how many digits a new id has at least.
    pub zero_padded_ids: usize,
    /// `default_port` of the web board.
    pub default_port: u16,
    /// `auto_open_browser`
    pub auto_open_browser: bool,
}

/// The keys whose values have to be YAML. Backlog.md writes what is between quotes as it is,
/// quotes and backslashes included: that makes a name or a command, but no YAML.
const READ: [&str; 7] = [
    "statuses",
    "default_status",
    "priorities",
    "task_prefix",
    "zero_padded_ids",
    "default_port",
    "auto_open_browser",
];

impl Config {
    pub(crate) fn read(text: &str) -> Result<Config, Flaw> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let fields = Fields::of(text, 0..text.len(), 1)?;
        let project_name = name(&fields);
        let mut values = fields.only(&READ).values()?;
        let statuses = list_or(&mut values, "statuses", &["To Do", "In Progress", "Done"])?;
        let default = values.text("default_status")?;
        let default = default.and_then(|status| one_of(&statuses, &status));
        Ok(Config {
            project_name,
            default_status: default.unwrap_or_else(|| statuses[0].clone()),
            priorities: list_or(&mut values, "priorities", &["high", "medium", "low"])?,
            task_prefix: prefix(&mut values)?,
            zero_padded_ids: values
                .parsed("zero_padded_ids", "a number")?
                .unwrap_or(0)
                .min(12),
            default_port: values.parsed("default_port", "a port")?.unwrap_or(6420),
            auto_open_browser: values
                .parsed("auto_open_browser", "true or false")?
                .unwrap_or(true),
            statuses,
        })
    }

    /// The status of finished tasks: the last one.
    pub(crate) fn done_status(&self) -> &str {
        self.statuses.last().unwrap_or(&self.default_status)
    }

    /// A status as the configuration spells it.
    pub(crate) fn status(&self, given: &str) -> Option<String> {
        one_of(&self.statuses, given)
    }

    /// A priority as the configuration spells it.
    pub(crate) fn priority(&self, given: &str) -> Option<String> {
        one_of(&self.priorities, given)
    }
}

/// Upper and lower case make no difference, nor does space around it.
fn one_of(known: &[String], given: &str) -> Option<String> {
    let given = given.trim().to_lowercase();
    known
        .iter()
        .find(|known| known.to_lowercase() == given)
        .cloned()
}

/// The project's name: of what is no YAML, what the quotes hold.
fn name(fields: &Fields<'_>) -> String {
    match fields.value("project_name") {
        Ok(Value::Text(name)) => name.trim().to_owned(),
        Ok(_) => String::new(),
        Err(_) => {
            let raw = fields.find("project_name").map(|field| fields.raw(field));
            let raw = raw.unwrap_or_default().trim();
            let inner = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
            inner.unwrap_or(raw).to_owned()
        }
    }
}

fn list_or(values: &mut Values<'_>, key: &str, default: &[&str]) -> Result<Vec<String>, Flaw> {
    let given = values
        .list(key)?
        .into_iter()
        .map(|item| item.trim().to_owned());
    let given: Vec<String> = given.filter(|item| !item.is_empty()).collect();
    let default = || default.iter().map(|item| (*item).to_owned()).collect();
    Ok(if given.is_empty() { default() } else { given })
}

fn prefix(values: &mut Values<'_>) -> Result<String, Flaw> {
    let given = values
        .text("task_prefix")?
        .unwrap_or_else(|| "task".to_owned());
    if is_prefix(&given) {
        return Ok(given);
    }
    Err(Flaw::whole(format!(
        "`task_prefix` is `{given}`; a prefix is letters a to z"
    )))
}

/// What an id can begin with.
pub(crate) fn is_prefix(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_backlog_md_writes_it() {
        let config = Config::read(concat!(
            "project_name: \"bun-nix\"\n",
            "default_status: \"to do\"\n",
            "statuses: [\"Ideas\", \"To Do\", \"Done\"]\n",
            "labels: []\n",
            "date_format: yyyy-mm-dd hh:mm\n",
            "default_port: 7000\n",
            "auto_open_browser: false\n",
            "zero_padded_ids: 3\n",
            "onStatusChange: \"echo $TASK_ID: done\"\n",
            "task_prefix: \"back\"\n",
        ))
        .unwrap();
        assert_eq!(config.statuses, ["Ideas", "To Do", "Done"]);
        assert_eq!(config.default_status, "To Do");
        assert_eq!(config.priorities, ["high", "medium", "low"]);
        assert_eq!((config.default_port, config.zero_padded_ids), (7000, 3));
        assert_eq!(
            (config.task_prefix.as_str(), config.auto_open_browser),
            ("back", false)
        );
    }

    #[test]
    fn an_empty_one_has_the_defaults() {
        let config = Config::read("").unwrap();
        assert_eq!(config.statuses, ["To Do", "In Progress", "Done"]);
        assert_eq!(config.default_status, "To Do");
        assert_eq!(config.task_prefix, "task");
    }

    #[test]
    fn what_backlog_md_quotes_in_its_own_way_stops_nothing() {
        let config = Config::read(concat!(
            "project_name: \"My \"new\" \\x\"\n",
            "statuses: [\"To Do\", \"Done\"]\n",
            "definition_of_done: [\"Say \"hi\"\"]\n",
            "onStatusChange: \"echo \"$TASK_ID\"\"\n",
        ))
        .unwrap();
        assert_eq!(config.project_name, r#"My "new" \x"#);
        assert_eq!(config.statuses, ["To Do", "Done"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let message = |text| Config::read(text).unwrap_err().to_string();
        assert_eq!(
            message("project_name: x\ndefault_port: many\n"),
            "line 2: `default_port` is not a port"
        );
        assert_eq!(
            message("task_prefix: ../x\n"),
            "`task_prefix` is `../x`; a prefix is letters a to z"
        );
        assert_eq!(
            message("statuses: {a: b}\n"),
            "line 1: `statuses` is not a list of texts"
        );
    }
}
