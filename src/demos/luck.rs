//! The order in which threads' lines came, as the sentence that reports call luck.

use std::fmt::Write as _;

use crate::record::{Line, Record};

/// So many marks fit a line of text; the record has the rest.
const MOST: usize = 24;

/// `WHAT (this time S C C S)`, with the mark that `mark` gives each line that counts; nothing where
/// one thread said them all, since luck then had no part in it.
pub(super) fn order<M: std::fmt::Display>(
    record: &Record,
    what: &str,
    mark: impl Fn(&Line<'_>) -> Option<M>,
) -> Option<String> {
    let lines = record.lines();
    let marked: Vec<_> = lines
        .iter()
        .filter_map(|line| Some((line.lane, mark(line)?)))
        .collect();
    let turns = marked.chunk_by(|one, next| one.0 == next.0).count();
    if marked.iter().all(|(lane, _)| *lane == marked[0].0) {
        return None;
    }
    let mut order = String::new();
    for (_, mark) in marked.iter().take(MOST) {
        // Writing to a string can't fail.
        let _ = write!(order, " {mark}");
    }
    if marked.len() > MOST {
        let _ = write!(order, " ...; {} lines in {turns} turns", marked.len());
    }
    Some(format!("{what} (this time{order})"))
}
