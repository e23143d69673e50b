//! The command line as clap types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

const GLOBAL: &str = "Global options";

/// A task manager that keeps its tasks as Markdown files.
#[derive(Parser)]
#[command(name = "backlog", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: Output,
    /// Run as if started in this folder
    #[arg(short = 'C', long, global = true, value_name = "FOLDER", default_value = ".", help_heading = GLOBAL)]
    pub(crate) directory: PathBuf,
}

/// Without either, output is for people on a terminal and plain elsewhere.
#[derive(Args, Clone, Copy)]
pub(crate) struct Output {
    /// Print for scripts: one line a task, fields between tabs
    #[arg(long, global = true, conflicts_with = "json", help_heading = GLOBAL)]
    pub(crate) plain: bool,
    /// Print one JSON document
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub(crate) json: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make this folder a project with a backlog
    Init(Init),
    /// Create, list, view, edit and archive tasks
    #[command(subcommand)]
    Task(Task),
    /// Show the board, or export it
    Board {
        #[command(subcommand)]
        command: Option<Board>,
    },
    /// Find tasks that contain all of these words
    Search {
        /// Words, in any order
        #[arg(required = true)]
        query: Vec<String>,
        #[command(flatten)]
        filter: Filter,
    },
    /// Serve the web board on this machine and open it
    Browser {
        /// The port; 0 takes a free one [default: default_port of config.yml]
        #[arg(long)]
        port: Option<u16>,
        /// Do not open a browser
        #[arg(long)]
        no_open: bool,
    },
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Args)]
pub(crate) struct Init {
    /// The project's name [default: the folder's]
    pub(crate) name: Option<String>,
    /// What ids begin with
    #[arg(long, value_name = "LETTERS", default_value = "task")]
    pub(crate) task_prefix: String,
    /// How many digits an id has at least
    #[arg(long, value_name = "DIGITS", default_value_t = 0)]
    pub(crate) zero_padded_ids: usize,
}

#[derive(Subcommand)]
pub(crate) enum Task {
    /// Create a task
    Create {
        /// The title
        title: String,
        #[command(flatten)]
        fields: Fields,
        /// An acceptance criterion; once for each
        #[arg(long = "ac", value_name = "TEXT", allow_hyphen_values = true)]
        criteria: Vec<String>,
    },
    /// List the tasks
    List {
        #[command(flatten)]
        filter: Filter,
    },
    /// Show a task
    View {
        /// Its id, `TASK-7` or `7`
        id: String,
    },
    /// Change fields of a task; what is not named stays, to the byte
    Edit(Box<Edit>),
    /// Move a task to the archive
    Archive {
        /// Its id, `TASK-7` or `7`
        id: String,
    },
}

/// Fields that a new task and an edited one have in common.
#[derive(Args, Default, PartialEq)]
pub(crate) struct Fields {
    /// What is to be done, in Markdown
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) description: Option<String>,
    /// One of the configuration's statuses
    #[arg(short, long)]
    pub(crate) status: Option<String>,
    /// Who does it; several between commas
    #[arg(short, long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) assignee: Option<Vec<String>>,
    /// Labels; several between commas
    #[arg(short, long, value_name = "LABELS", value_delimiter = ',')]
    pub(crate) labels: Option<Vec<String>>,
    /// high, medium or low, or what the configuration has; empty for none
    #[arg(long)]
    pub(crate) priority: Option<String>,
    /// A milestone; empty for none
    #[arg(short, long)]
    pub(crate) milestone: Option<String>,
    /// Tasks that come first; several between commas
    #[arg(
        long = "depends-on",
        visible_alias = "dep",
        value_name = "IDS",
        value_delimiter = ','
    )]
    pub(crate) depends_on: Option<Vec<String>>,
    /// The implementation plan, in Markdown
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) plan: Option<String>,
    /// The implementation notes, in Markdown
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) notes: Option<String>,
}

#[derive(Args, Default, PartialEq)]
pub(crate) struct Edit {
    /// Its id, `TASK-7` or `7`
    pub(crate) id: String,
    /// The title; the file keeps its name
    #[arg(short, long)]
    pub(crate) title: Option<String>,
    #[command(flatten)]
    pub(crate) fields: Fields,
    /// Add a label
    #[arg(long, value_name = "LABEL")]
    pub(crate) add_label: Vec<String>,
    /// Take a label away
    #[arg(long, value_name = "LABEL")]
    pub(crate) remove_label: Vec<String>,
    /// Add a paragraph to the notes
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) append_notes: Vec<String>,
    /// Add an acceptance criterion; once for each
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) ac: Vec<String>,
    /// Check off an acceptance criterion
    #[arg(long, value_name = "NUMBER")]
    pub(crate) check_ac: Vec<usize>,
    /// Take a check off again
    #[arg(long, value_name = "NUMBER")]
    pub(crate) uncheck_ac: Vec<usize>,
    /// Take an acceptance criterion away
    #[arg(long, value_name = "NUMBER")]
    pub(crate) remove_ac: Vec<usize>,
}

/// Which tasks to show. Case makes no difference.
#[derive(Args)]
pub(crate) struct Filter {
    /// Only this status
    #[arg(short, long)]
    pub(crate) status: Option<String>,
    /// Only of this assignee, with `@` or without
    #[arg(short, long, value_name = "NAME")]
    pub(crate) assignee: Option<String>,
    /// Only with this label
    #[arg(short, long)]
    pub(crate) label: Option<String>,
    /// Only of this priority
    #[arg(long)]
    pub(crate) priority: Option<String>,
    /// Only of this milestone
    #[arg(short, long)]
    pub(crate) milestone: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Board {
    /// Write the board as a Markdown table
    Export {
        /// The file [default: standard output]
        file: Option<PathBuf>,
        /// Replace a file that is there
        #[arg(long, requires = "file")]
        force: bool,
    },
}
