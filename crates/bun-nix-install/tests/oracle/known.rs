//! The differences from Bun that are accepted, each with its reason. One that no
//! longer occurs fails as much as one that is not listed. docs/compatibility.md
//! explains them.

use super::tree::Difference;

/// Paths of one project's run that may differ.
struct Known {
    project: &'static str,
    run: &'static str,
    /// The path, relative to the project's folder.
    path: &'static str,
    /// Why. Not read by the tests.
    _reason: &'static str,
    /// Whether Bun itself leaves it one way or the other from run to run.
    varies: bool,
}

const KNOWN: &[Known] = &[];

/// Fails with the differences that are not known, and with the known ones that are
/// not there any more.
pub fn assert_known(project: &str, run: &str, differences: Vec<Difference>) {
    let known: Vec<&Known> = KNOWN
        .iter()
        .filter(|known| known.project == project && known.run == run)
        .collect();
    let is_at = |known: &Known, one: &Difference| one.path.to_str() == Some(known.path);
    let gone: Vec<&str> = known
        .iter()
        .filter(|known| !known.varies && !differences.iter().any(|one| is_at(known, one)))
        .map(|known| known.path)
        .collect();
    let mut unknown = differences;
    unknown.retain(|one| !known.iter().any(|known| is_at(known, one)));
    assert!(unknown.is_empty(), "{project}, {run}: {}", listed(&unknown));
    assert!(
        gone.is_empty(),
        "{project}, {run}: listed as known, and the same as Bun's: {gone:?}"
    );
}

const SHOWN: usize = 25;

fn listed(differences: &[Difference]) -> String {
    let mut text = format!("{} paths differ from Bun's", differences.len());
    for one in differences.iter().take(SHOWN) {
        text += &format!("\n  {one}");
    }
    if differences.len() > SHOWN {
        text += &format!("\n  and {} more", differences.len() - SHOWN);
    }
    text
}
