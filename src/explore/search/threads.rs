//! The threads of a search. Each has a name; if the system refuses one, its work is done on the current
//! thread, only more slowly.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// Does all of this in parallel: each piece of `work` on its own thread, and `mine` on this one.
pub(super) fn beside<T: Send, R>(
    name: &str,
    work: &[impl Fn() -> T + Sync],
    mine: impl FnOnce() -> R,
) -> (R, Vec<T>) {
    scope(|scope| {
        let started: Vec<_> = work
            .iter()
            .map(|piece| {
                let thread = Builder::new().name(name.into());
                (piece, thread.spawn_scoped(scope, piece))
            })
            .collect();
        let mine = mine();
        let results = started.into_iter().map(|(piece, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => piece(),
        });
        (mine, results.collect())
    })
}

#[cfg(test)]
mod tests {
    use deadline::Deadline;
    use std::thread;

    use super::beside;

    #[test]
    fn every_piece_is_done_once_by_a_thread_of_this_name_and_results_keep_their_order() {
        let _deadline = Deadline::new();
        let me = thread::current().id();
        let pieces: Vec<_> = (0..5)
            .map(|nth| move || (nth, thread::current().name().map(String::from)))
            .collect();
        let (mine, results) = beside("search", &pieces, || thread::current().id());
        assert_eq!(mine, me);
        let expected = (0..5).map(|nth| (nth, Some("search".to_string())));
        assert_eq!(results, expected.collect::<Vec<_>>());
    }
}
