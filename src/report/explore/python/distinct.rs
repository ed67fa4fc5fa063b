//! Outcomes on one line each, reduced to what tells them apart.

use std::collections::{HashMap, HashSet};

use explore::Outcome;

/// An error and the output before it get at least this many columns: they say what went wrong.
const NOTED: usize = 44;
/// The output gets at least this many of them, whatever else there is to say.
const OUTPUT: usize = 12;

/// If more lines differ, none is shortened.
const MOST_LINES: usize = 1_000;

/// An outcome, reduced to what its name is made from.
pub(crate) struct Named<'o> {
    /// All that is printed.
    pub(crate) output: &'o str,
    /// What else happens.
    pub(crate) notes: Vec<String>,
    /// Whether it is a deadlock.
    pub(crate) deadlock: bool,
}

impl<'o> Named<'o> {
    /// These outcomes of a search.
    pub(super) fn all(outcomes: &'o [Outcome]) -> Vec<Self> {
        let one = |outcome: &'o Outcome| Self {
            output: &outcome.ending.name,
            notes: outcome
                .ending
                .notes
                .iter()
                .map(ToString::to_string)
                .collect(),
            deadlock: outcome.deadlock,
        };
        outcomes.iter().map(one).collect()
    }
}

/// The names of outcomes.
pub(crate) struct Names {
    /// One for each outcome.
    pub(crate) all: Vec<String>,
    /// Whether lines are shortened to what tells them apart.
    pub(crate) shortened: bool,
}

/// Names each outcome by what tells it from the others: lines that all outputs begin or end with are left
/// out, and lines are shortened if names would otherwise read alike. A name gets up to `widest` columns.
pub(crate) fn distinct(outcomes: &[Named<'_>], most: usize, widest: usize) -> Names {
    let printed = outcomes.iter().filter(|outcome| !outcome.deadlock);
    let own: Vec<Vec<&str>> = printed
        .map(|outcome| outcome.output.lines().collect())
        .collect();
    let (first, last) = common(&own);
    let shown: Vec<_> = outcomes.iter().take(most).collect();
    let name = |way: &dyn Fn(&str) -> String, between: &str| -> Vec<String> {
        let names = shown.iter().map(|outcome| {
            let lines: Vec<&str> = outcome.output.lines().collect();
            let lines = lines.get(first..lines.len().saturating_sub(last));
            let lines = lines.unwrap_or_default().iter().map(|line| way(line));
            named(outcome, &lines.collect::<Vec<_>>().join(between), widest)
        });
        names.collect()
    };
    let plain = name(&str::to_owned, " | ");
    let apart = |names: &[String]| names.iter().collect::<HashSet<_>>().len();
    let told = apart(&plain);
    if told == plain.len() {
        return Names {
            all: plain,
            shortened: false,
        };
    }
    let lines: Vec<&str> = own
        .iter()
        .flatten()
        .copied()
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    let ways = shorter(&lines);
    let best = ways
        .iter()
        .map(|way| {
            let words = way.values().any(|short| short.contains(' '));
            let between = if words { " | " } else { " " };
            name(&|line| way.get(line).cloned().unwrap_or_default(), between)
        })
        .max_by_key(|names| apart(names));
    match best.filter(|names| apart(names) > told) {
        Some(all) => Names {
            all,
            shortened: true,
        },
        None => Names {
            all: plain,
            shortened: false,
        },
    }
}

/// An outcome by its output on one line and its notes.
fn named(outcome: &Named<'_>, output: &str, widest: usize) -> String {
    if outcome.deadlock {
        return "deadlock".to_owned();
    }
    let notes = outcome.notes.join(" | ");
    let widest = if notes.is_empty() {
        widest
    } else {
        widest.max(NOTED)
    };
    match (output, &*notes) {
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
}

/// Ways to shorten lines that keep them distinct: dropping what all begin and end with, dropping words
/// that all have in the same place, keeping the first and last words, keeping one of these, or an initial
/// and the last word.
fn shorter<'l>(lines: &[&'l str]) -> Vec<HashMap<&'l str, String>> {
    let Some(one) = lines.first().filter(|_| lines.len() <= MOST_LINES) else {
        return Vec::new();
    };
    let shortest = lines.iter().map(|line| line.chars().count()).min();
    let most = shortest.unwrap_or(0);
    let start = |line: &&str| alike(one.chars(), line.chars());
    let start = lines.iter().map(start).min().unwrap_or(0).min(most);
    let end = |line: &&str| alike(one.chars().rev(), line.chars().rev());
    let end = lines.iter().map(end).min().unwrap_or(0).min(most - start);
    let cut = |line: &str| -> String {
        let length = line.chars().count();
        line.chars()
            .skip(start)
            .take(length - start - end)
            .collect()
    };
    let words =
        |line: &str| -> Vec<String> { line.split_whitespace().map(str::to_owned).collect() };
    let everywhere = |place: usize, word: &str| {
        let same = |line: &&str| line.split_whitespace().nth(place) == Some(word);
        lines.iter().all(same)
    };
    let told = |line: &str| -> String {
        let words = words(line).into_iter().enumerate();
        let words = words.filter(|(place, word)| !everywhere(*place, word));
        words.map(|(_, word)| word).collect::<Vec<_>>().join(" ")
    };
    let ends = |line: &str| -> String {
        match &words(line)[..] {
            [first, .., last] => format!("{first} {last}"),
            words => words.join(" "),
        }
    };
    let initial = |line: &str| match &words(line)[..] {
        [first, .., last] => format!("{}{last}", first.chars().take(1).collect::<String>()),
        words => words.join(""),
    };
    let last = |line: &str| words(line).pop().unwrap_or_default();
    let first = |line: &str| words(line).into_iter().next().unwrap_or_default();
    let ways: [&dyn Fn(&str) -> String; 6] = [&initial, &first, &last, &ends, &told, &cut];
    let ways = ways.map(|way| -> HashMap<&str, String> {
        let pairs = lines.iter().map(|line| (*line, way(line)));
        pairs.collect()
    });
    let apart = |way: &HashMap<&str, String>| {
        let all: HashSet<_> = way.values().collect();
        all.len() == way.len() && all.iter().all(|short| !short.is_empty())
    };
    ways.into_iter().filter(apart).collect()
}

/// The length of the common prefix.
fn alike(one: impl Iterator<Item = char>, two: impl Iterator<Item = char>) -> usize {
    one.zip(two).take_while(|(one, two)| one == two).count()
}

/// How many lines all outputs begin with, and how many more all end with, always leaving at least one
/// line.
fn common(own: &[Vec<&str>]) -> (usize, usize) {
    let [one, others @ ..] = own else {
        return (0, 0);
    };
    let shortest = own.iter().map(Vec::len).min().unwrap_or(0);
    if others.is_empty() || shortest == 0 {
        return (0, 0);
    }
    let most = shortest - 1;
    let alike = |at: &dyn Fn(&Vec<&str>) -> usize| {
        let same = |other: &Vec<&str>| other[at(other)] == one[at(one)];
        others.iter().all(same)
    };
    let first = (0..most).take_while(|line| alike(&|_| *line)).count();
    let last = (0..most - first).take_while(|line| alike(&|lines| lines.len() - 1 - line));
    (first, last.count())
}

pub(super) fn clip(text: &str, widest: usize) -> String {
    let visible = |one: char| if one.is_control() { ' ' } else { one };
    let text: String = text.chars().map(visible).collect();
    if text.chars().count() <= widest {
        return text;
    }
    let start: String = text.chars().take(widest.saturating_sub(3)).collect();
    format!("{start}...")
}
