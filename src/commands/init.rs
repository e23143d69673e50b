//! `backlog init`

use std::path::Path;

use backlog::{Init, Project};
use serde_json::json;

use super::print::Printer;
use crate::cli;

pub(super) fn run(folder: &Path, args: cli::Init, printer: Printer) -> anyhow::Result<()> {
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let init = Init {
        name: args.name.or(name).unwrap_or_else(|| "Backlog".to_owned()),
        prefix: args.task_prefix,
        digits: args.zero_padded_ids,
    };
    let project = Project::init(folder, &init)?;
    let config = "backlog/config.yml";
    let people = format!(
        "Wrote {config} for {}.\nNext: backlog task create \"What is to be done\"",
        project.name()
    );
    let json = json!({ "project": { "name": project.name() }, "path": config });
    printer.say(&people, config, &json)
}
