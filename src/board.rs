//! The board: a column for each status.

use serde::Serialize;

use crate::config::Config;
use crate::load::Tasks;
use crate::problem::Problem;
use crate::project::Project;
use crate::task::Task;

/// All that there is to show of a project. Its JSON form is what the web board and
/// scripts read.
#[derive(Clone, Debug, Serialize)]
pub struct Board {
    /// The project.
    pub project: Name,
    /// The configuration's, and behind them what else tasks have.
    pub statuses: Vec<String>,
    /// Of a new task.
    pub default_status: String,
    /// Of a finished task: the configuration's last.
    pub done_status: String,
    /// The configuration's, the highest first.
    pub priorities: Vec<String>,
    /// By id.
    pub tasks: Vec<Task>,
    /// The files that are not among them, and why.
    pub problems: Vec<Problem>,
    /// Another one for another board.
    pub revision: String,
}

/// What the project is called.
#[derive(Clone, Debug, Serialize)]
pub struct Name {
    /// For people.
    pub name: String,
}

/// The tasks of one status.
#[derive(Debug)]
pub struct Column<'a> {
    /// The status.
    pub status: &'a str,
    /// By id.
    pub tasks: Vec<&'a Task>,
}

impl Board {
    /// The board with these tasks.
    pub fn of(project: &Project, all: Tasks) -> Board {
        let Tasks { tasks, problems } = all;
        let mut board = Board {
            project: Name {
                name: project.name(),
            },
            statuses: statuses(project.config(), &tasks),
            default_status: project.config().default_status.clone(),
            done_status: project.config().done_status().to_owned(),
            priorities: project.config().priorities.clone(),
            tasks,
            problems,
            revision: String::new(),
        };
        board.revision = board.fingerprint();
        board
    }

    /// The columns from left to right.
    pub fn columns(&self) -> Vec<Column<'_>> {
        columns(&self.statuses, self.tasks.iter())
    }

    fn fingerprint(&self) -> String {
        let mut said = vec![
            self.project.name.as_str(),
            &self.default_status,
            &self.done_status,
        ];
        said.extend(
            self.statuses
                .iter()
                .chain(&self.priorities)
                .map(String::as_str),
        );
        for task in &self.tasks {
            said.extend([task.path.as_str(), &task.status, &task.revision]);
        }
        for problem in &self.problems {
            said.extend([problem.path.as_str(), &problem.message]);
        }
        crate::task::revision(&said.join("\0"))
    }

    /// The board as a Markdown table.
    pub fn markdown(&self) -> String {
        let columns = self.columns();
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = format!("# {}\n\n", self.project.name);
        text += &row(columns.iter().map(|column| cell(column.status)).collect());
        text += &row(columns.iter().map(|_| "---".to_owned()).collect());
        let height = columns.iter().map(|column| column.tasks.len()).max();
        for line in 0..height.unwrap_or(0) {
            let task = |column: &Column<'_>| column.tasks.get(line).map(|task| card(task));
            text += &row(columns
                .iter()
                .map(|column| task(column).unwrap_or_default())
                .collect());
        }
        text
    }
}

/// The configuration's statuses, and what else the tasks have, in alphabetical order.
fn statuses(config: &Config, tasks: &[Task]) -> Vec<String> {
    let known = |status: &&str| config.statuses.iter().all(|known| known != status);
    let others = tasks.iter().map(|task| task.status.as_str()).filter(known);
    let others: std::collections::BTreeSet<&str> = others.collect();
    let others = others.into_iter().map(str::to_owned);
    config.statuses.iter().cloned().chain(others).collect()
}

/// The tasks by status; none of another status is among them.
pub fn columns<'a>(
    statuses: &'a [String],
    tasks: impl Iterator<Item = &'a Task> + Clone,
) -> Vec<Column<'a>> {
    let column = |status: &'a String| Column {
        status,
        tasks: tasks
            .clone()
            .filter(|task| task.status == *status)
            .collect(),
    };
    statuses.iter().map(column).collect()
}

/// A task in a cell of the table.
fn card(task: &Task) -> String {
    let mut card = format!("**{}** {}", cell(&task.id), cell(&task.title));
    if !task.assignee.is_empty() {
        card += &format!(" [{}]", cell(&task.assignee.join(", ")));
    }
    if !task.labels.is_empty() {
        let labels: Vec<String> = task
            .labels
            .iter()
            .map(|label| format!("#{label}"))
            .collect();
        card += &format!("<br>*{}*", cell(&labels.join(" ")));
    }
    card
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
