//! Finding tasks by what they say.

use crate::task::Task;

/// The tasks that have every word of the query somewhere, those that have it in a
/// better place first: id and title, then labels and people, then the texts. Upper
/// and lower case make no difference.
pub fn search<'a>(tasks: impl IntoIterator<Item = &'a Task>, query: &str) -> Vec<&'a Task> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let rank = |task: &'a Task| {
        let places = places(task);
        let place = |word: &&str| places.iter().position(|place| place.contains(word));
        let ranks: Option<Vec<usize>> = words.iter().map(place).collect();
        Some((ranks?.iter().sum::<usize>(), task))
    };
    let mut found: Vec<(usize, &Task)> = tasks.into_iter().filter_map(rank).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, task)| task).collect()
}

fn places(task: &Task) -> [String; 3] {
    let criteria = task
        .acceptance_criteria
        .iter()
        .map(|criterion| criterion.text.as_str());
    let criteria: Vec<&str> = criteria.collect();
    let names = [&task.labels[..], &task.assignee, task.milestone.as_slice()].concat();
    [
        format!("{}\n{}", task.id, task.title).to_lowercase(),
        names.join("\n").to_lowercase(),
        [
            &task.description,
            &criteria.join("\n"),
            &task.plan,
            &task.notes,
        ]
        .map(String::as_str)
        .join("\n")
        .to_lowercase(),
    ]
}
