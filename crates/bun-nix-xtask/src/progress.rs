//! How the fetching goes, on standard error: a bar on a terminal, a line for
//! each source elsewhere.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

use bun_lock::Integrity;
use bun_nix::Source;
use bun_nix::prefetch::{FetchError, Progress};

/// Columns of the bar itself.
const WIDTH: usize = 20;

/// Columns that a terminal surely has.
const LINE: usize = 79;

/// The progress of a number of sources.
pub(crate) struct Bar {
    total: usize,
    is_terminal: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    done: usize,
    running: Vec<String>,
}

impl Bar {
    pub fn new(total: usize) -> Bar {
        Bar {
            total,
            is_terminal: io::stderr().is_terminal(),
            state: Mutex::default(),
        }
    }

    /// Takes the bar off the terminal.
    pub fn clear(&self) {
        if self.is_terminal && self.total > 0 {
            print("\r\x1b[K");
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        if self.is_terminal {
            print(&format!("\r\x1b[K{}", drawn(&state, self.total)));
        }
    }
}

impl Progress for Bar {
    fn started(&self, source: &Source) {
        if !self.is_terminal {
            print(&format!("fetching {} ({})\n", source.package, source.key));
        }
        self.change(|state| state.running.push(source.package.clone()));
    }

    fn retrying(&self, source: &Source, error: &FetchError) {
        let error: String = error.to_string().replace(char::is_control, "\u{FFFD}");
        self.clear();
        print(&format!("trying {} again: {error}\n", source.package));
        self.change(|_| {});
    }

    fn finished(&self, source: &Source, _result: &Result<Integrity, FetchError>) {
        self.change(|state| {
            state.done += 1;
            let running = state.running.iter();
            let at = running
                .enumerate()
                .find(|(_, name)| **name == source.package);
            if let Some(at) = at.map(|(at, _)| at) {
                state.running.remove(at);
            }
        });
    }
}

fn drawn(state: &State, total: usize) -> String {
    let full = WIDTH * state.done / total.max(1);
    let line = format!(
        "[{}{}] {}/{total} {}",
        "=".repeat(full),
        " ".repeat(WIDTH - full),
        state.done,
        state.running.join(", "),
    );
    line.chars().take(LINE).collect()
}

/// Whoever closed standard error wants no progress.
fn print(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fits_a_terminal() {
        let state = State {
            done: 3,
            running: vec!["a".to_owned(), "b".repeat(200)],
        };
        let line = drawn(&state, 8);
        assert!(
            line.starts_with("[=======             ] 3/8 a, bbb"),
            "{line}"
        );
        assert_eq!(line.chars().count(), LINE);
    }
}
