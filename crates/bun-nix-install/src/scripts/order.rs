//! When scripts run: those of a package after those of what it depends on, as many
//! at once as are allowed.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// For each wanted place, which of the wanted ones (by offset in `wanted`) it waits
/// for: those that it depends on, through whatever is between, but not those that
/// depend on it too.
pub(super) fn blockers(dependencies: &[Vec<usize>], wanted: &[usize]) -> Vec<Vec<usize>> {
    let reached: Vec<HashSet<usize>> = wanted
        .iter()
        .map(|place| reachable(dependencies, *place))
        .collect();
    let waits = |one: usize, other: usize| {
        one != other
            && reached[one].contains(&wanted[other])
            && !reached[other].contains(&wanted[one])
    };
    let all = 0..wanted.len();
    all.clone()
        .map(|one| all.clone().filter(|other| waits(one, *other)).collect())
        .collect()
}

/// What a place depends on, at any remove.
fn reachable(dependencies: &[Vec<usize>], from: usize) -> HashSet<usize> {
    let mut reached = HashSet::new();
    let mut open = vec![from];
    while let Some(place) = open.pop() {
        let new = dependencies[place]
            .iter()
            .filter(|one| reached.insert(**one));
        open.extend(new);
    }
    reached
}

/// Does the work for each number of `blockers`, after that for its blockers, which
/// form no circle; `jobs` at once. After a failure nothing more is started, and the
/// first one is the result.
pub(super) fn run<E: Send>(
    blockers: &[Vec<usize>],
    jobs: usize,
    work: impl Fn(usize) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let queue = Queue {
        blockers,
        state: Mutex::new(State {
            waiting: (0..blockers.len()).collect(),
            done: vec![false; blockers.len()],
            failure: None,
        }),
        changed: Condvar::new(),
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, blockers.len().max(1)) {
            scope.spawn(|| {
                while let Some(next) = queue.next() {
                    queue.end(next, work(next));
                }
            });
        }
    });
    let state = queue.state.into_inner();
    let state = state.unwrap_or_else(PoisonError::into_inner);
    state.failure.map_or(Ok(()), Err)
}

struct Queue<'a, E> {
    blockers: &'a [Vec<usize>],
    state: Mutex<State<E>>,
    changed: Condvar,
}

struct State<E> {
    /// What is not started, in order.
    waiting: Vec<usize>,
    done: Vec<bool>,
    failure: Option<E>,
}

impl<E> Queue<'_, E> {
    /// What to do next, as soon as there is something; `None` when there is no more.
    fn next(&self) -> Option<usize> {
        let mut state = self.lock();
        loop {
            if state.failure.is_some() || state.waiting.is_empty() {
                return None;
            }
            let is_ready = |one: &usize| self.blockers[*one].iter().all(|other| state.done[*other]);
            if let Some(at) = state.waiting.iter().position(is_ready) {
                return Some(state.waiting.remove(at));
            }
            let wait = self.changed.wait(state);
            state = wait.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn end(&self, one: usize, result: Result<(), E>) {
        let mut state = self.lock();
        state.done[one] = true;
        if let Err(failure) = result {
            state.failure.get_or_insert(failure);
        }
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_are_waited_for_through_others_and_circles_are_not() {
        // 0 → 1 → 2 → 3, 3 → 2, and 4 alone.
        let dependencies = [vec![1], vec![2], vec![3], vec![2], vec![]];
        let blockers = blockers(&dependencies, &[0, 2, 3, 4]);
        assert_eq!(blockers, [vec![1, 2], vec![], vec![], vec![]]);
    }

    #[test]
    fn work_is_done_in_order() {
        let blockers = [vec![2], vec![0], vec![], vec![]];
        for jobs in [0, 1, 2, 9] {
            let done = Mutex::new(Vec::new());
            let result = run(&blockers, jobs, |one| {
                done.lock().unwrap().push(one);
                Ok::<(), ()>(())
            });
            let done = done.into_inner().unwrap();
            let at = |one| done.iter().position(|other| *other == one).unwrap();
            assert!(at(2) < at(0) && at(0) < at(1), "{done:?}");
            assert_eq!((done.len(), result), (4, Ok(())));
        }
        assert_eq!(run(&[], 4, |_| Err("nothing to do")), Ok(()));
    }

    #[test]
    fn nothing_starts_after_a_failure() {
        let blockers = [vec![], vec![0], vec![1]];
        let started = Mutex::new(Vec::new());
        let result = run(&blockers, 2, |one| {
            started.lock().unwrap().push(one);
            if one == 1 { Err(one) } else { Ok(()) }
        });
        assert_eq!(result, Err(1));
        assert_eq!(started.into_inner().unwrap(), [0, 1]);
    }
}
