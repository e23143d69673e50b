//! `cargo xtask test`: finds or installs the tools that the tests use, says which tiers run, and
//! runs every test of the workspace.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};

use crate::tools::{self, Missing, Tool};

const CORPUS: &str = "BUN_NIX_CORPUS";

/// Set up and run all tests: exit 0 passed, 1 failed, 2 not run.
///
/// Tools that are missing are installed where that is possible: Bun through npm into
/// target/test-tools, Nix and Chromium by root through apt-get; the front end in web/ is built by
/// Bun. The tests of a tool that is not there are skipped, and a table says so. Real lockfiles are read from the folder that the environment
/// variable BUN_NIX_CORPUS names.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Fail when a tool is missing, instead of skipping its tests.
    #[arg(long)]
    require_all: bool,
}

/// Something outside of the repository that tests of tier 1 need.
struct Need {
    what: String,
    /// The environment variable that tells the tests where it is.
    variable: String,
    /// Where it is, or why its tests are skipped.
    found: Result<PathBuf, String>,
}

/// Runs the task; prints what keeps it from running.
pub(crate) fn run(options: &Options) -> ExitCode {
    match set_up_and_test(options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether all tests passed.
fn set_up_and_test(options: &Options) -> anyhow::Result<bool> {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = xtask.parent().context("xtask lies in no folder")?;
    let corpus = corpus(env::var_os(CORPUS))?;
    let tools = find_tools(&root.join("target").join("test-tools"));
    if options.require_all {
        refuse_missing(&tools)?;
    }
    let mut needs: Vec<Need> = tools.into_iter().map(Need::from).collect();
    needs.push(corpus);

    let table = table(&needs);
    println!("{table}");
    let passed = cargo_test(root, &needs)?;
    let verdict = if passed {
        "All tests passed."
    } else {
        "Tests failed."
    };
    println!("\n{table}\n{verdict}");
    Ok(passed)
}

type Search = (Tool, Result<PathBuf, Missing>);

fn find_tools(dir: &Path) -> Vec<Search> {
    let find = |tool: Tool| (tool, tool.find_or_install(dir));
    tools::ALL.into_iter().map(find).collect()
}

fn refuse_missing(tools: &[Search]) -> anyhow::Result<()> {
    let missing: Vec<String> = tools
        .iter()
        .filter_map(|(tool, found)| Some((tool, found.as_ref().err()?)))
        .map(|(tool, missing)| format!("no {tool}: {}\nhelp: {}", missing.why, missing.help))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!("{}", missing.join("\nerror: "))
}

/// The real lockfiles are too many for the repository: whoever has them names their folder.
fn corpus(folder: Option<OsString>) -> anyhow::Result<Need> {
    let found = match folder.filter(|folder| !folder.is_empty()) {
        Some(folder) if Path::new(&folder).is_dir() => Ok(std::path::absolute(folder)?),
        Some(folder) => bail!(
            "{CORPUS} names {}, which is not a folder\nhelp: set it to a folder of lockfiles, or \
             run `unset {CORPUS}`",
            folder.display()
        ),
        None => Err(format!("{CORPUS} names no folder of lockfiles")),
    };
    Ok(Need {
        what: "corpus".to_owned(),
        variable: CORPUS.to_owned(),
        found,
    })
}

impl From<Search> for Need {
    fn from((tool, found): Search) -> Self {
        Self {
            what: tool.to_string(),
            variable: tool.variable(),
            found: found.map_err(|missing| format!("{}; {}", missing.why, missing.help)),
        }
    }
}

fn table(needs: &[Need]) -> String {
    let mut lines = vec![
        "tier  state    why".to_owned(),
        "0     run      Rust alone: no Nix, no Bun, no network".to_owned(),
    ];
    lines.extend(needs.iter().map(|need| match &need.found {
        Ok(path) => format!("1     run      {}: {}", need.what, path.display()),
        Err(why) => format!("1     skipped  {}: {why}", need.what),
    }));
    lines.join("\n")
}

/// Runs the unit, integration and documentation tests of every package, but no benchmark.
fn cargo_test(root: &Path, needs: &[Need]) -> anyhow::Result<bool> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(root)
        .args(["test", "--workspace", "--no-fail-fast"]);
    for need in needs {
        match &need.found {
            Ok(path) => command.env(&need.variable, path),
            Err(_) => command.env_remove(&need.variable),
        };
    }
    Ok(command.status().context("cargo does not start")?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corpus_that_is_not_named_is_skipped() {
        for folder in [None, Some(OsString::new())] {
            assert!(corpus(folder).expect("a skip").found.is_err());
        }
    }

    #[test]
    fn a_corpus_folder_is_made_absolute() {
        let need = corpus(Some("src".into())).expect("the folder exists");
        assert_eq!(
            need.found,
            Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        );
    }

    #[test]
    fn a_corpus_that_does_not_exist_is_an_error_with_help() {
        let error = corpus(Some("no-such-folder".into()))
            .err()
            .expect("an error");
        assert_eq!(
            error.to_string(),
            "BUN_NIX_CORPUS names no-such-folder, which is not a folder\n\
             help: set it to a folder of lockfiles, or run `unset BUN_NIX_CORPUS`"
        );
    }

    #[test]
    fn every_missing_tool_is_named_with_its_help() {
        let missing = |why: &str, help: &str| Missing {
            why: why.into(),
            help: help.into(),
        };
        let tools = [
            (Tool::NixInstantiate, Err(missing("why not", "get Nix"))),
            (Tool::Bun("1.2.23"), Ok(PathBuf::from("bun"))),
            (Tool::Bun("1.4.5"), Err(missing("why not", "get Bun"))),
        ];
        let error = refuse_missing(&tools).expect_err("two are missing");
        assert_eq!(
            error.to_string(),
            "no nix-instantiate: why not\nhelp: get Nix\n\
             error: no Bun 1.4.5: why not\nhelp: get Bun"
        );
    }

    #[test]
    fn the_table_says_what_runs_and_why_the_rest_does_not() {
        let need = |what: &str, found: Result<&str, &str>| Need {
            what: what.into(),
            variable: "UNUSED".into(),
            found: found.map(PathBuf::from).map_err(str::to_owned),
        };
        let table = table(&[
            need("Bun 1.4.5", Ok("bun")),
            need("corpus", Err("it is not here")),
        ]);
        assert_eq!(
            table,
            "tier  state    why\n\
             0     run      Rust alone: no Nix, no Bun, no network\n\
             1     run      Bun 1.4.5: bun\n\
             1     skipped  corpus: it is not here"
        );
    }
}
