//! What the threads of a program do, line by line, as seen in some of its schedules.

use std::collections::BTreeMap;

use super::super::machine::{Note, StepKind};
use super::super::source::Span;
use super::program::{Python, letter_number, thread_number};
use super::walk::{PythonWalk, receiver};
use explore::{FunctionSteps, letter, typed_letters};

/// The maximum number of steps examined in one schedule.
const MOST_STEPS: usize = 200;

/// What has been seen so far.
#[derive(Default)]
struct Seen {
    /// The code that each thread runs first, by the number of its letter.
    codes: BTreeMap<u8, Option<u32>>,
    /// What is done, by code and line.
    deeds: BTreeMap<(Option<u32>, usize), Vec<String>>,
    threads: usize,
}

/// How many letters two schedules have in common at their start.
fn common(one: &[char], two: &[char]) -> usize {
    let both = one.iter().zip(two);
    both.take_while(|(one, two)| one == two).count()
}

impl Python {
    /// The maximum number of threads besides main that these schedules start, and what they do, each from
    /// `start` on. Nothing is known if the module itself can run in several ways.
    pub fn roles<'s>(
        &self,
        start: Option<&PythonWalk>,
        schedules: impl Iterator<Item = &'s str>,
    ) -> Option<(usize, Vec<FunctionSteps>)> {
        let letters = schedules.map(|all| typed_letters(all).take(MOST_STEPS).collect());
        let schedules: Vec<Vec<char>> = letters.collect();
        let common = schedules.windows(2).map(|two| common(&two[0], &two[1]));
        let common: Vec<usize> = common.collect();
        // Walks at places up to which later schedules are the same.
        let mut kept: Vec<(usize, PythonWalk)> = Vec::new();
        let mut seen = Seen::default();
        for (number, letters) in schedules.iter().enumerate() {
            let before = number.checked_sub(1).map_or(0, |before| common[before]);
            kept.retain(|(at, _)| *at <= before);
            let (first, mut walk) = match kept.pop() {
                Some(kept) => kept,
                None => (0, start?.clone()),
            };
            for (at, typed) in letters.iter().enumerate().skip(first) {
                if common[number..].contains(&at) {
                    kept.push((at, walk.clone()));
                }
                let place = (0..26).find(|place| letter(usize::from(*place)) == *typed);
                let thread = place.map_or(usize::MAX, thread_number);
                seen.threads = seen.threads.max(walk.state().threads.len());
                let Some(own) = walk.state().threads.get(thread) else {
                    break;
                };
                let first = own.frames.first().map(|frame| frame.code);
                let code = if thread == 0 { Some(0) } else { first };
                let code = *seen.codes.entry(letter_number(thread)).or_insert(code);
                let note = walk.noted(thread, 0);
                // The library's own code has no lines.
                if let Some(note) = note.filter(|note| note.span != Span::default()) {
                    let line = self.source.line(note.span.start);
                    let deeds = seen.deeds.entry((code, line)).or_default();
                    let deed = self.deed(&note);
                    if !deeds.contains(&deed) {
                        deeds.push(deed);
                    }
                }
            }
            seen.threads = seen.threads.max(walk.state().threads.len());
        }
        let mut roles: Vec<(Option<u32>, Vec<usize>)> = Vec::new();
        for (letter, code) in &seen.codes {
            match roles.iter_mut().find(|(one, _)| one == code) {
                Some((_, threads)) => threads.push(usize::from(*letter)),
                None => roles.push((*code, vec![usize::from(*letter)])),
            }
        }
        let roles = roles.into_iter().map(|(code, threads)| {
            let lines = seen.deeds.iter().filter(|((one, _), _)| *one == code);
            let lines = lines.map(|((_, line), deeds)| {
                let text = self.source.text_of_line(*line).trim().to_owned();
                (*line, text, deeds.clone())
            });
            FunctionSteps {
                function: self.role(code),
                lines: lines.collect(),
                threads,
            }
        });
        Some((seen.threads.saturating_sub(1), roles.collect()))
    }

    /// The name of what a thread runs.
    fn role(&self, code: Option<u32>) -> String {
        let program = self.program();
        match code {
            Some(0) => "main".into(),
            Some(code) if code == program.worker => "worker of an executor".into(),
            Some(code) if code != program.caller => {
                let name = &program.codes[code as usize].qualified;
                let own = name.rsplit("<locals>.").next().unwrap_or(name);
                own.to_owned()
            }
            _ => "of the library".into(),
        }
    }

    /// What a step does, regardless of values.
    fn deed(&self, note: &Note) -> String {
        let snippet = self.source.snippet(note.span);
        let verb = note.text.split(": ").next().unwrap_or_default();
        let verb = match verb.split_once(' ') {
            Some((first @ ("print" | "put" | "get"), _)) => first,
            _ => verb,
        };
        let object = receiver(&snippet);
        match note.kind {
            StepKind::Read => format!("read {snippet}"),
            StepKind::Write => format!("write {snippet}"),
            StepKind::Other if verb == "print" || object.is_empty() => verb.to_owned(),
            StepKind::Other if matches!(verb, "acquire" | "release" | "set" | "notify") => {
                format!("{verb} {object}")
            }
            StepKind::Other => format!("{object}: {verb}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    #[test]
    fn without_schedules_there_is_nothing_to_tell_and_nothing_unknown() {
        let python = Python::new("program.py", b"x = 1".to_vec(), Settings::default())
            .unwrap_or_else(|refusal| panic!("{}", refusal.0));
        assert_eq!(
            python.roles(None, std::iter::empty()),
            Some((0, Vec::new()))
        );
        assert_eq!(python.roles(None, std::iter::once("A")), None);
    }
}
