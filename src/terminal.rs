//! How things look on a terminal. Texts of task files are shown without control
//! characters, which could do anything to a terminal.

use std::io::{self, IsTerminal as _, Write};

use anstyle::{AnsiColor, Style};
use backlog::Task;
use backlog::board::Column;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();

/// The least that a column of the board is wide.
const NARROW: usize = 18;

pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// The style in which a priority stands out.
pub(crate) fn priority_style(priority: &str) -> Style {
    match priority.to_lowercase().as_str() {
        "high" => Style::new().fg_color(Some(AnsiColor::Red.into())),
        "medium" => Style::new().fg_color(Some(AnsiColor::Yellow.into())),
        _ => DIM,
    }
}

/// A text in a style, without what could steer the terminal.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{}{style:#}", line(text))
}

/// One line without control characters.
pub(crate) fn line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), "\u{fffd}")
}

/// Several lines without any other control characters.
pub(crate) fn lines(text: &str) -> String {
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
    text.replace(steers, "\u{fffd}")
}

/// How many characters fit into a line.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))
}

/// The columns side by side, if the terminal is wide enough for them; else one
/// below the other.
pub(crate) fn board(out: &mut impl Write, columns: &[Column<'_>], width: usize) -> io::Result<()> {
    let each = (width + 3) / columns.len().max(1);
    if each < NARROW + 3 {
        return columns
            .iter()
            .try_for_each(|column| stacked(out, column, width));
    }
    side_by_side(out, columns, each - 3)
}

fn stacked(out: &mut impl Write, column: &Column<'_>, width: usize) -> io::Result<()> {
    writeln!(out, "{}", styled(BOLD, &heading(column)))?;
    for task in &column.tasks {
        let indent = task.id.width() + 3;
        let title = wrapped(&line(&task.title), width.saturating_sub(indent));
        let title = title.join(&format!("\n{}", " ".repeat(indent)));
        writeln!(out, "  {} {title}", styled(DIM, &task.id))?;
    }
    writeln!(out)
}

fn heading(column: &Column<'_>) -> String {
    format!("{} ({})", column.status, column.tasks.len())
}

fn side_by_side(out: &mut impl Write, columns: &[Column<'_>], width: usize) -> io::Result<()> {
    let headings = columns.iter().map(|column| (BOLD, heading(column)));
    row(out, headings.collect(), width)?;
    let rule = "─".repeat(width);
    writeln!(out, "{}", vec![rule.as_str(); columns.len()].join("─┼─"))?;
    let cards = |column: &Column<'_>| -> Vec<(Style, String)> {
        column
            .tasks
            .iter()
            .flat_map(|task| card(task, width))
            .collect()
    };
    let cards: Vec<Vec<(Style, String)>> = columns.iter().map(cards).collect();
    let height = cards.iter().map(Vec::len).max().unwrap_or(0);
    for index in 0..height {
        let cell = |card: &Vec<(Style, String)>| card.get(index).cloned().unwrap_or_default();
        row(out, cards.iter().map(cell).collect(), width)?;
    }
    Ok(())
}

fn row(out: &mut impl Write, cells: Vec<(Style, String)>, width: usize) -> io::Result<()> {
    let cells = cells.into_iter().map(|(style, text)| {
        let text = clipped(&line(&text), width);
        let space = " ".repeat(width - text.width());
        format!("{style}{text}{style:#}{space}")
    });
    writeln!(out, "{}", cells.collect::<Vec<_>>().join(" │ ").trim_end())
}

/// A task as the lines of a column.
fn card(task: &Task, width: usize) -> Vec<(Style, String)> {
    let priority = task.priority.as_deref().unwrap_or_default();
    let style = if priority.is_empty() {
        DIM
    } else {
        priority_style(priority)
    };
    let head = format!("{} {priority}", task.id);
    let mut lines = vec![(style, head.trim_end().to_owned())];
    lines.extend(
        wrapped(&line(&task.title), width)
            .into_iter()
            .map(|text| (Style::new(), text)),
    );
    let labels = task.labels.iter().map(|label| format!("#{label}"));
    let extras: Vec<String> = task.assignee.iter().cloned().chain(labels).collect();
    if !extras.is_empty() {
        lines.push((DIM, extras.join(" ")));
    }
    lines.push((Style::new(), String::new()));
    lines
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let gap = usize::from(!lines[last].is_empty());
        if gap == 1 && lines[last].width() + gap + word.width() > width {
            lines.push(word.to_owned());
        } else {
            lines[last].push_str(&" ".repeat(gap));
            lines[last].push_str(word);
        }
    }
    lines
}

fn clipped(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        clipped.push(c);
    }
    clipped + "…"
}

#[cfg(test)]
mod tests {
    use backlog::Project;
    use backlog::board::Board;

    use super::*;

    fn shown(width: usize) -> String {
        let folder = tempfile::tempdir().unwrap();
        let tasks = folder.path().join("backlog/tasks");
        fs_err::create_dir_all(&tasks).unwrap();
        fs_err::write(tasks.join("../config.yml"), "project_name: x\n").unwrap();
        let task = |id: usize, fields: &str| {
            let text = format!("---\nid: TASK-{id}\n{fields}---\n");
            fs_err::write(tasks.join(format!("task-{id}.md")), text).unwrap();
        };
        task(
            1,
            "title: A title that does not fit into one line\nstatus: Done\npriority: high\nassignee: '@sara'\n",
        );
        task(
            2,
            "title: \"Steers \\e[31m the terminal\"\nstatus: To Do\nlabels: [one, two, three, four, five, six]\n",
        );
        task(
            3,
            "title: 長い題名は折り返せない長い題名は折り返せない\nstatus: To Do\n",
        );
        let project = Project::find(folder.path()).unwrap();
        let all = Board::of(&project, project.tasks().unwrap());
        let mut out = anstream::StripStream::new(Vec::new());
        board(&mut out, &all.columns(), width).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    #[test]
    fn columns_stand_side_by_side() {
        insta::assert_snapshot!(shown(72));
    }

    #[test]
    fn on_a_narrow_terminal_one_below_the_other() {
        insta::assert_snapshot!(shown(50));
    }
}
