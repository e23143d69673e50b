use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;

/// Files as Backlog.md, older versions of it and people write them.
const FILES: [&str; 7] = [
    include_str!("../../tests/files/marked.md"),
    include_str!("../../tests/files/crlf.md"),
    include_str!("../../tests/files/bom.md"),
    include_str!("../../tests/files/headings-only.md"),
    include_str!("../../tests/files/by-hand.md"),
    include_str!("../../tests/files/no-final-newline.md"),
    include_str!("../../tests/files/front-matter-only.md"),
];

fn config() -> Config {
    Config::read("").unwrap()
}

fn read(text: &str) -> Task {
    Task::read("x.md", text, &config()).unwrap()
}

fn words() -> impl Strategy<Value = String> {
    "[ -~äß長\u{1f600}]{0,12}[!-~ä]"
}

fn names() -> impl Strategy<Value = Vec<String>> {
    vec(words(), 0..4)
}

fn markdown() -> impl Strategy<Value = String> {
    "([ -~ä]{0,9}\n|## [a-z]{1,5}\n|```\n|- \\[ \\] [a-z]{1,5}\n){0,6}"
}

fn criteria() -> impl Strategy<Value = Vec<Criterion>> {
    let criterion = (words(), any::<bool>()).prop_map(|(text, checked)| Criterion {
        index: 0,
        text,
        checked,
    });
    vec(criterion, 0..4)
}

prop_compose! {
    fn changes()(
        title in option::of(words()),
        status in option::of(prop::sample::select(vec!["To Do", "done"])),
        (assignee, labels) in (option::of(names()), option::of(names())),
        priority in option::of(option::of(prop::sample::select(vec!["high", "LOW"]))),
        milestone in option::of(option::of(words())),
        (description, plan, notes) in (option::of(markdown()), option::of(markdown()), option::of(markdown())),
        acceptance_criteria in option::of(criteria()),
    ) -> Changes {
        Changes {
            title,
            status: status.map(str::to_owned),
            assignee,
            labels,
            dependencies: None,
            priority: priority.map(|priority| priority.map(str::to_owned)),
            milestone,
            description,
            acceptance_criteria,
            plan,
            notes,
        }
    }
}

proptest! {
    /// Whatever is changed reads back as it was meant, and nothing else has changed.
    #[test]
    fn an_edit_reads_back(file in prop::sample::select(&FILES[..]), changes in changes()) {
        let task = read(file);
        let changes = changes.checked(&config(), Some(&task)).unwrap().beyond(&task);
        let edited = changes.applied(file).unwrap();
        let mut expected = changes.clone().expected(task);
        let edited_task = read(&edited);
        expected.revision.clone_from(&edited_task.revision);
        prop_assert_eq!(&edited_task, &expected, "{}", edited);
        let again = changes.beyond(&edited_task);
        prop_assert_eq!(again.clone(), Changes::default());
        prop_assert_eq!(again.applied(&edited).unwrap(), edited);
    }
}
