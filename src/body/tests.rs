use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::front_matter::FrontMatter;
use crate::task::Criterion;

const FRONT: &str = "---\nid: TASK-1\ntitle: x\n---\n";

fn all(text: &str) -> Vec<Section<'_>> {
    let body = FrontMatter::of(text).unwrap().body;
    sections(text, body).unwrap()
}

fn says(text: &str, known: Known) -> String {
    let sections = all(text);
    find(&sections, known)
        .map(|section| content(text, section))
        .unwrap_or_default()
}

fn criteria_of(text: &str) -> Vec<(String, bool)> {
    let criteria = criteria::read(text, &all(text)).into_iter();
    criteria
        .map(|criterion| (criterion.text, criterion.checked))
        .collect()
}

fn list(items: &[(String, bool)]) -> Vec<Criterion> {
    let criterion = |(text, checked): &(String, bool)| Criterion {
        index: 0,
        text: text.clone(),
        checked: *checked,
    };
    items.iter().map(criterion).collect()
}

/// A piece of a body as Backlog.md of some version, or a person, may have written it.
fn piece() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Before everything.\n\n",
        "## Description\n\nOne line.\n\n",
        "## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\nMarked.\n\n## Inner heading\n\nMore.\n<!-- SECTION:DESCRIPTION:END -->\n\n",
        "## description (Optional)\n\n```md\n## no heading\n```\n\n",
        "## Acceptance Criteria\n\n- [x] done\n- [ ] open  \n  and more of it\n\nWords.\n\n",
        "## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [x] #1 done\n- [ ] #2 open\n<!-- AC:END -->\n\n",
        "## Acceptance Criteria\n<!-- AC:BEGIN -->\n<!-- AC:END -->\n",
        "## Definition of Done\n<!-- DOD:BEGIN -->\n- [ ] #1 tests pass\n<!-- DOD:END -->\n\n",
        "## Implementation Plan\n\n1. First\n2. Second\n\n",
        "## Implementation Plan\n",
        "## Implementation Notes\n\n<!-- SECTION:IMPLEMENTATION_NOTES:BEGIN -->\nUnder another name.\n<!-- SECTION:IMPLEMENTATION_NOTES:END -->\nBehind.\n\n",
        "## Implementation Notes\n\n\n\n  indented\n\n\n",
        "## Risks\n\nA section of one's own.\n\n",
        "## Final Summary\n\n<!-- SECTION:FINAL_SUMMARY:BEGIN -->\nAll done.\n<!-- SECTION:FINAL_SUMMARY:END -->\n",
        "### Smaller\n\n~~~\n## also none\n~~~~\n\n",
        "last words, and no line break",
    ])
    .prop_map(str::to_owned)
}

fn file() -> impl Strategy<Value = String> {
    (vec(piece(), 0..7), any::<bool>()).prop_map(|(pieces, crlf)| {
        let text = format!("{FRONT}\n{}", pieces.concat());
        if crlf {
            text.replace('\n', "\r\n")
        } else {
            text
        }
    })
}

fn prose() -> impl Strategy<Value = String> {
    let lines = prop::sample::select(vec![
        "words",
        "",
        "  indented",
        "# One",
        "## Two",
        "## Acceptance Criteria",
        "```",
        "~~~~",
        "- [ ] box",
        "---",
        "<!-- comment -->",
        "<!-- AC:BEGIN -->",
        "<!-- SECTION:PLAN:BEGIN -->",
        "trailing  ",
        "ä\u{1f600}",
        "\\| * _",
    ]);
    prop_oneof![
        vec(lines, 0..7).prop_map(|lines| lines.join("\n")),
        "[ -~\n]{0,40}"
    ]
}

fn criterion() -> impl Strategy<Value = (String, bool)> {
    let words = prop::sample::select(vec![
        "a", "b", "done", "open", "#1 c", "[x] d", "- [ ] e", "## f", "```",
    ]);
    (words.prop_map(str::to_owned), any::<bool>())
}

/// Titles and texts of all sections but one.
fn others(text: &str, known: Known) -> Vec<(String, String)> {
    let sections = all(text);
    let others = sections
        .iter()
        .filter(|section| section.known != Some(known));
    others
        .map(|section| (section.title.to_owned(), content(text, section)))
        .collect()
}

proptest! {
    #[test]
    fn setting_a_section_changes_what_it_says_and_no_other(file in file(), new in prose()) {
        for known in [Known::Description, Known::ImplementationPlan, Known::ImplementationNotes] {
            let edited = set_section(&file, known, &new).unwrap();
            prop_assert_eq!(says(&edited, known), tidy(&new), "{}", edited);
            prop_assert_eq!(others(&edited, known), others(&file, known));
            prop_assert_eq!(set_section(&edited, known, &new).unwrap(), edited.clone());
            prop_assert!(!file.contains("\r\n") || !edited.replace("\r\n", "").contains('\n'));
        }
    }

    /// What stands before the section and behind it stays to the byte.
    #[test]
    fn only_the_sections_bytes_change(file in file(), new in "[a-z]{1,9}") {
        for known in [Known::Description, Known::ImplementationPlan, Known::ImplementationNotes] {
            let sections = all(&file);
            let Some(section) = find(&sections, known) else { continue };
            let edited = set_section(&file, known, &new).unwrap();
            prop_assert!(edited.starts_with(&file[..section.content.start]));
            prop_assert!(edited.ends_with(&file[section.content.end..]));
        }
    }

    #[test]
    fn what_is_set_to_itself_stays(file in file()) {
        for known in [Known::Description, Known::ImplementationPlan, Known::ImplementationNotes] {
            prop_assert_eq!(set_section(&file, known, &says(&file, known)).unwrap(), file.clone());
        }
        prop_assert_eq!(criteria::set(&file, &list(&criteria_of(&file))).unwrap(), file.clone());
    }

    #[test]
    fn setting_the_criteria_changes_them_and_no_section(file in file(), new in vec(criterion(), 0..5)) {
        let edited = criteria::set(&file, &list(&new)).unwrap();
        prop_assert_eq!(criteria_of(&edited), new.clone(), "{}", edited);
        prop_assert_eq!(others(&edited, Known::AcceptanceCriteria), others(&file, Known::AcceptanceCriteria));
        prop_assert_eq!(criteria::set(&edited, &list(&new)).unwrap(), edited.clone());
        prop_assert!(!file.contains("\r\n") || !edited.replace("\r\n", "").contains('\n'));
    }

    #[test]
    fn a_check_is_one_byte(file in file(), which in any::<prop::sample::Index>()) {
        let mut criteria = criteria_of(&file);
        if criteria.is_empty() {
            return Ok(());
        }
        let which = which.index(criteria.len());
        criteria[which].1 = !criteria[which].1;
        let edited = criteria::set(&file, &list(&criteria)).unwrap();
        prop_assert_eq!(edited.len(), file.len());
        prop_assert_eq!(edited.bytes().zip(file.bytes()).filter(|(a, b)| a != b).count(), 1);
    }

    #[test]
    fn no_text_makes_it_panic(body in "[-#<>!`~ x\\[\\]a:\n\r]{0,80}", new in "[ -~\n]{0,20}") {
        let file = format!("{FRONT}## Implementation Plan\n{body}");
        let _ = set_section(&file, Known::ImplementationPlan, &new);
        let _ = criteria::set(&file, &list(&[(new, true)]));
    }
}

#[test]
fn a_new_section_goes_to_its_place() {
    let file = format!("{FRONT}\n## Description\n\nWhat.\n\n## Risks\n\nSome.\n");
    let with_notes = set_section(&file, Known::ImplementationNotes, "How.").unwrap();
    let edited = set_section(&with_notes, Known::ImplementationPlan, "First.").unwrap();
    assert_eq!(
        edited,
        format!(
            "{FRONT}\n## Description\n\nWhat.\n\n\
             ## Implementation Plan\n\n<!-- SECTION:PLAN:BEGIN -->\nFirst.\n<!-- SECTION:PLAN:END -->\n\n\
             ## Implementation Notes\n\n<!-- SECTION:NOTES:BEGIN -->\nHow.\n<!-- SECTION:NOTES:END -->\n\n\
             ## Risks\n\nSome.\n"
        )
    );
    let without = set_section(&edited, Known::ImplementationPlan, "").unwrap();
    assert_eq!(without, with_notes);
    assert_eq!(
        set_section(&without, Known::ImplementationNotes, " \n").unwrap(),
        file
    );
}

#[test]
fn a_text_that_needs_markers_gets_them() {
    let file = format!("{FRONT}\n## Description\n\nWhat.\n\n## Risks\n\nSome.\n");
    let edited = set_section(&file, Known::Description, "Why.\n\n## Inner").unwrap();
    assert_eq!(
        edited,
        file.replace(
            "What.",
            "<!-- SECTION:DESCRIPTION:BEGIN -->\nWhy.\n\n## Inner\n<!-- SECTION:DESCRIPTION:END -->"
        )
    );
}

#[test]
fn a_text_that_would_end_its_section_is_refused() {
    let refused = set_section(
        FRONT,
        Known::Description,
        "a\n<!-- SECTION:DESCRIPTION:END -->\n## b",
    );
    let message = refused.unwrap_err().to_string();
    assert_eq!(
        message,
        "the text holds a marker that ends its section, Description"
    );
}

#[test]
fn a_marker_without_its_end_is_a_flaw() {
    let file = format!("{FRONT}\n## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\nWhat.\n");
    let body = FrontMatter::of(&file).unwrap().body;
    assert_eq!(
        sections(&file, body).unwrap_err().to_string(),
        "line 8: `<!-- SECTION:DESCRIPTION:BEGIN -->` has no `<!-- SECTION:DESCRIPTION:END -->`"
    );
}

#[test]
fn a_line_that_goes_on_without_indentation_belongs_to_its_criterion() {
    let file = format!(
        "{FRONT}\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 a\nstill a\n- [ ] #2 b\nstill b\n<!-- AC:END -->\n"
    );
    let set = |texts: &[&str]| {
        let items: Vec<_> = texts
            .iter()
            .map(|text| ((*text).to_owned(), false))
            .collect();
        criteria::set(&file, &list(&items)).unwrap()
    };
    assert_eq!(
        set(&["a", "b", "c"]),
        file.replace("still b\n", "still b\n- [ ] #3 c\n")
    );
    assert_eq!(set(&["a"]), file.replace("- [ ] #2 b\nstill b\n", ""));
}

#[test]
fn criteria_that_move_are_numbered_anew() {
    let file = format!(
        "{FRONT}\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [x] #1 a\n- [ ] #2 b\n  still b\n- [ ] #3 c\n<!-- AC:END -->\n"
    );
    let set = |items: &[(&str, bool)]| {
        let items: Vec<_> = items
            .iter()
            .map(|(text, checked)| ((*text).to_owned(), *checked))
            .collect();
        criteria::set(&file, &list(&items)).unwrap()
    };
    assert_eq!(
        set(&[("a", true), ("c", true)]),
        file.replace("- [ ] #2 b\n  still b\n- [ ] #3 c", "- [x] #2 c")
    );
    assert_eq!(
        set(&[("a", true), ("new", false), ("b", false), ("c", false)]),
        file.replace(
            "- [ ] #2 b\n  still b\n- [ ] #3 c",
            "- [ ] #2 new\n- [ ] #3 b\n  still b\n- [ ] #4 c"
        )
    );
    assert_eq!(set(&[]), format!("{FRONT}"));
}
