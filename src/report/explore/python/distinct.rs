//! Outcomes on one line each, by what tells them apart.

use crate::explore::Outcome;

/// Each outcome by what tells it from the others: lines that all begin or end with are left out.
pub(super) fn distinct(outcomes: &[Outcome]) -> Vec<String> {
    let lines: Vec<Vec<String>> = outcomes
        .iter()
        .map(|outcome| {
            if outcome.deadlock {
                return vec!["deadlock".into()];
            }
            let notes = outcome.ending.notes.iter().map(ToString::to_string);
            let output = outcome.ending.name.lines().map(str::to_string);
            output.chain(notes).collect()
        })
        .collect();
    let own: Vec<&Vec<String>> = lines
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| !outcome.deadlock)
        .map(|(lines, _)| lines)
        .collect();
    let shortest = own.iter().map(|lines| lines.len()).min().unwrap_or(0);
    let alike = |at: &dyn Fn(&Vec<String>) -> Option<String>| {
        own.len() > 1 && own.iter().all(|lines| at(lines) == at(own[0]))
    };
    let mut first = 0;
    while first + 1 < shortest && alike(&|lines| lines.get(first).cloned()) {
        first += 1;
    }
    let mut last = 0;
    while first + last + 1 < shortest
        && alike(&|lines| lines.get(lines.len().checked_sub(last + 1)?).cloned())
    {
        last += 1;
    }
    lines
        .iter()
        .zip(outcomes)
        .map(|(lines, outcome)| {
            if outcome.deadlock {
                return "deadlock".into();
            }
            let middle = &lines[first.min(lines.len())
                ..lines.len().saturating_sub(last).max(first.min(lines.len()))];
            let text = if middle.is_empty() {
                lines.join(" | ")
            } else {
                middle.join(" | ")
            };
            clip(if text.is_empty() { "nothing" } else { &text })
        })
        .collect()
}

fn clip(text: &str) -> String {
    const WIDEST: usize = 44;
    let text: String = text
        .chars()
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect();
    if text.chars().count() <= WIDEST {
        return text;
    }
    let start: String = text.chars().take(WIDEST - 3).collect();
    format!("{start}...")
}
