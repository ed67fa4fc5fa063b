//! Outcomes on one line each, by what tells them apart.

use crate::explore::Outcome;

/// An error, and the output before it, get at least these columns: they say what went wrong.
const NOTED: usize = 44;
/// Its output gets as many of them, however much else there is to say.
const OUTPUT: usize = 12;

/// Each outcome by what tells it from the others: lines of output that all begin or end with are left
/// out. Each gets this many columns.
pub(super) fn distinct(outcomes: &[Outcome], widest: usize) -> Vec<String> {
    let lines = |outcome: &Outcome| -> Vec<String> {
        let output = outcome.ending.name.lines().map(str::to_owned);
        output.collect()
    };
    let own: Vec<_> = outcomes
        .iter()
        .filter(|outcome| !outcome.deadlock)
        .map(lines)
        .collect();
    let (first, last) = common(&own);
    let name = |outcome: &Outcome| {
        if outcome.deadlock {
            return "deadlock".to_owned();
        }
        let lines = lines(outcome);
        let notes = outcome.ending.notes.iter().map(ToString::to_string);
        let notes = notes.collect::<Vec<_>>().join(" | ");
        let output = lines[first..lines.len() - last].join(" | ");
        let widest = if notes.is_empty() {
            widest
        } else {
            widest.max(NOTED)
        };
        match (&*output, &*notes) {
            ("", "") => "nothing".to_owned(),
            ("", notes) => clip(notes, widest),
            (output, "") => clip(output, widest),
            (output, notes) => {
                let room = widest.saturating_sub(notes.chars().count() + 3);
                let output = clip(output, room.max(OUTPUT));
                let room = widest.saturating_sub(output.chars().count() + 3);
                format!("{output} | {}", clip(notes, room))
            }
        }
    };
    outcomes.iter().map(name).collect()
}

/// How many lines all outputs begin with, and how many more all end with, less one that tells what it
/// is about.
fn common(own: &[Vec<String>]) -> (usize, usize) {
    let [one, others @ ..] = own else {
        return (0, 0);
    };
    let shortest = own.iter().map(Vec::len).min().unwrap_or(0);
    if others.is_empty() || shortest == 0 {
        return (0, 0);
    }
    let most = shortest - 1;
    let alike = |at: &dyn Fn(&Vec<String>) -> usize| {
        let same = |other: &Vec<String>| other[at(other)] == one[at(one)];
        others.iter().all(same)
    };
    let first = (0..most).take_while(|line| alike(&|_| *line)).count();
    let last = (0..most - first).take_while(|line| alike(&|lines| lines.len() - 1 - line));
    (first, last.count())
}

fn clip(text: &str, widest: usize) -> String {
    let visible = |one: char| if one.is_control() { ' ' } else { one };
    let text: String = text.chars().map(visible).collect();
    if text.chars().count() <= widest {
        return text;
    }
    let start: String = text.chars().take(widest.saturating_sub(3)).collect();
    format!("{start}...")
}
