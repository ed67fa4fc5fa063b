//! A step program as a text to read along: the steps of each group of threads that do the same, one line
//! each, and the line that a thread is on. A run of steps that repeats is written once.

use super::program::{Program, period};
use super::step::{Op, Thread};
use crate::replay::Listing;
use crate::written::letter;

/// A program's text, and where each thread is in it.
pub(super) struct ProgramText {
    /// The steps of each group of threads.
    pub(super) listings: Vec<Listing>,
    /// For each thread and place, its line, counted over all listings.
    pub(super) lines: Vec<Vec<usize>>,
    /// For each thread and register, what it holds.
    pub(super) registers: Vec<Vec<Option<String>>>,
    /// For each thread, how often its lines are repeated and, for each place, which repetition that is.
    rounds: Vec<(usize, Vec<usize>)>,
}

impl ProgramText {
    /// The text of a program.
    pub(super) fn of(program: &Program) -> Self {
        let mut groups: Vec<(&Thread, Vec<usize>)> = Vec::new();
        for (number, thread) in program.threads.iter().enumerate() {
            match groups.iter_mut().find(|(one, _)| one.reads_as(thread)) {
                Some((_, threads)) => threads.push(number),
                None => groups.push((thread, vec![number])),
            }
        }
        let threads = program.threads.len();
        let mut text = Self {
            listings: Vec::new(),
            lines: vec![Vec::new(); threads],
            registers: program
                .threads
                .iter()
                .map(|one| one.names(program))
                .collect(),
            rounds: vec![(1, Vec::new()); threads],
        };
        let mut first = 0;
        for (thread, members) in groups {
            let words: Vec<&str> = thread.words().collect();
            let period = period(&words).unwrap_or(words.len()).max(1);
            let nth = thread.nth();
            for member in &members {
                text.lines[*member] = nth.iter().map(|nth| first + nth % period).collect();
                let rounds = nth.iter().map(|nth| nth / period + 1).collect();
                text.rounds[*member] = (words.len() / period, rounds);
            }
            let letters = members
                .iter()
                .map(|one| letter(program.number(*one)).into());
            let letters: Vec<String> = letters.collect();
            let lines: Vec<String> = words.iter().take(period).map(|&line| line.into()).collect();
            first += lines.len();
            text.listings.push(Listing {
                title: format!("{} ({})", letters.join(" "), thread.role),
                lines,
            });
        }
        text
    }

    /// Which repetition of its lines a thread is in, if they repeat and it has not ended.
    pub(super) fn round(&self, thread: usize, place: usize) -> Option<(String, String)> {
        let (all, rounds) = &self.rounds[thread];
        let round = rounds.get(place).filter(|_| *all > 1)?;
        Some(("round".into(), format!("{round} of {all}")))
    }
}

impl Thread {
    /// The words of those steps that have some.
    fn words(&self) -> impl Iterator<Item = &str> {
        let names = self.steps.iter().map(|step| step.name.as_str());
        names.filter(|name| !name.is_empty())
    }

    fn reads_as(&self, other: &Self) -> bool {
        self.role == other.role && self.words().eq(other.words())
    }

    /// For each place, the number of the words that cover its step; a step without words is covered by
    /// those before it.
    fn nth(&self) -> Vec<usize> {
        let mut named = 0;
        let steps = self.steps.iter().map(|step| {
            named += usize::from(!step.name.is_empty());
            named
        });
        steps.map(|named: usize| named.saturating_sub(1)).collect()
    }

    /// What each register holds, if a reader would know it.
    fn names(&self, program: &Program) -> Vec<Option<String>> {
        let mut names = vec![None; self.registers];
        for step in &self.steps {
            match step.op {
                Op::Read(var, to) => {
                    names[to.0] = Some(format!("read {}", program.vars[var.0].name));
                }
                Op::Take(queue, to) => {
                    names[to.0] = Some(format!("took from {}", program.queues[queue.0].0.name));
                }
                _ => {}
            }
        }
        names
    }
}
