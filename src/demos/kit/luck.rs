//! The order in which threads' lines came, as the sentence that reports call luck.

use std::collections::HashSet;
use std::fmt::Write as _;

use engine::record::{Line, Record};

/// How many marks fit on a line of text; the record has the rest.
const MOST: usize = 24;

/// `WHAT (this time S C C S)`, with the mark that `mark` returns for each line that counts; `None` if one
/// thread printed them all, since luck then played no part.
pub(crate) fn order<M: std::fmt::Display>(
    record: &Record,
    what: &str,
    mark: impl Fn(&Line<'_>) -> Option<M>,
) -> Option<String> {
    let lines = record.lines();
    let marked: Vec<_> = lines
        .iter()
        .filter_map(|line| Some((line.lane, mark(line)?)))
        .collect();
    let threads: HashSet<_> = marked.iter().map(|(lane, _)| lane).collect();
    let turns = marked.chunk_by(|one, next| one.0 == next.0).count();
    if threads.len() <= 1 {
        return None;
    }
    let mut order = String::new();
    for (_, mark) in marked.iter().take(MOST) {
        // Writing to a string can't fail.
        let _ = write!(order, " {mark}");
    }
    if marked.len() > MOST {
        order.push_str(" ...");
        // Turns are only of interest if a thread has more than one line.
        if threads.len() < marked.len() {
            let _ = write!(order, "; {} lines in {turns} turns", marked.len());
        }
    }
    Some(format!("{what} (this time{order})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;

    fn order_of(lanes: &[(usize, Vec<&str>)]) -> Option<String> {
        let record = trial::record(&["a", "b"], lanes);
        order(&record, "the order", |line| line.text.chars().next())
    }

    #[test]
    fn what_one_thread_says_is_no_luck() {
        assert_eq!(order_of(&[]), None);
        assert_eq!(order_of(&[(0, vec!["a", "a"])]), None);
    }

    #[test]
    fn the_lines_of_two_threads_stand_in_the_order_in_which_they_came() {
        let luck = order_of(&[(0, vec!["a"]), (1, vec!["b", "b"])]).unwrap();
        assert_eq!(luck, "the order (this time a b b)");
        let luck = order_of(&[(0, vec!["a"; 20]), (1, vec!["b"; 20])]).unwrap();
        assert!(
            luck.ends_with("b b b b ...; 40 lines in 2 turns)"),
            "{luck}"
        );
    }
}
