//! One schedule of a Python program, step by step, with the program's lines.

use super::super::machine::{Deed, Note};
use super::super::sharing::Location;
use super::super::state::{Kind, State, Status};
use super::super::value::Value;
use super::program::{Python, letter_number, thread_number};
use crate::explore::{End, Model, Moved, Walk, letter};

/// A schedule under way.
#[derive(Clone)]
pub struct PythonWalk<'p> {
    python: &'p Python,
    state: State,
    /// The globals that are shown, and the locks, by the name that leads to them.
    shown: Vec<(String, u32)>,
    /// Per shown global: how often it was written, and by whom last.
    written: Vec<(u32, usize)>,
    /// Per thread and shown global: how often it had been written when the thread read it.
    read: Vec<Vec<u32>>,
    threads: usize,
}

impl Python {
    /// Starts a schedule; of those that the search has found to be possible. `None` where the module
    /// itself runs in several ways.
    pub fn walk(&self) -> Option<PythonWalk<'_>> {
        let mut common = self.common();
        let state = self.births(&mut common).ok()?.into_iter().next()?;
        drop(common);
        let globals = &self.program.globals;
        let mut shown: Vec<(String, u32)> = Vec::new();
        for (number, name) in (0..).zip(globals) {
            let value = &state.spaces[0].globals[number as usize];
            let lock = match value {
                Value::Ref(object) => matches!(
                    state.spaces[0].heap[*object as usize]
                        .as_deref()
                        .map(|one| &one.kind),
                    Some(
                        Kind::Lock(_)
                            | Kind::RLock(..)
                            | Kind::Semaphore(..)
                            | Kind::Event(_)
                            | Kind::Queue(_)
                            | Kind::List(_)
                            | Kind::Deque(..)
                            | Kind::Dict(..)
                    )
                ),
                _ => false,
            };
            let global = self.shared.contains(&Location::Global(0, number));
            if global || lock {
                shown.push((name.clone(), number));
            }
        }
        let written = vec![(0, 0); shown.len()];
        Some(PythonWalk {
            python: self,
            read: vec![vec![0; shown.len()]; 26],
            written,
            shown,
            state,
            threads: 1,
        })
    }
}

impl PythonWalk<'_> {
    /// What a step did, in words, with its line.
    fn words(&self, note: &Note) -> String {
        let source = &self.python.source;
        let line = source.line(note.span.start);
        let snippet = source.snippet(note.span);
        let snippet = if snippet.chars().count() > 30 {
            let start: String = snippet.chars().take(27).collect();
            format!("{start}...")
        } else {
            snippet
        };
        match note.deed {
            Deed::Read => format!("{line}  read {snippet}: {}", note.text),
            Deed::Write => format!("{line}  {snippet} = {}", note.text),
            Deed::Other => {
                let receiver = match snippet.split_once('(') {
                    Some((called, _)) => called.rsplit_once('.').map_or("", |(object, _)| object),
                    None => snippet.as_str(),
                };
                if note.text.starts_with("print") || receiver.is_empty() {
                    format!("{line}  {}", note.text)
                } else {
                    format!("{line}  {receiver}: {}", note.text)
                }
            }
        }
    }

    /// What a reader should notice: an update that is based on what has changed since.
    fn remark(&mut self, thread: usize, note: &Note) -> String {
        let text = self.python.source.snippet(note.span);
        let Some(place) = self.shown.iter().position(|(name, _)| *name == text) else {
            return String::new();
        };
        let (times, by) = self.written[place];
        match note.deed {
            Deed::Read => self.read[thread][place] = times,
            Deed::Write => {
                let stale = self.read[thread][place] != times && times > 0 && by != thread;
                self.written[place] = (times + 1, thread);
                self.read[thread][place] = times + 1;
                if stale {
                    return format!("overwrites {}'s update", letter(by));
                }
            }
            Deed::Other => {}
        }
        String::new()
    }

    /// Whether a thread can move now.
    fn can(&self, thread: usize) -> bool {
        if self.state.over || self.state.threads[thread].status != Status::Ready {
            return false;
        }
        let mut common = self.python.common();
        let mut run = self.python.run(&mut common, self.state.clone());
        matches!(run.take(thread), Ok(true))
    }
}

impl Walk for PythonWalk<'_> {
    fn threads(&self) -> usize {
        let last = (0..self.state.threads.len())
            .map(letter_number)
            .filter(|one| *one != 12);
        let others = last.max().map_or(1, |last| usize::from(last) + 1);
        let main = if self.can(0) { 13 } else { 0 };
        others.max(main).max(self.threads)
    }

    fn able(&self) -> Vec<usize> {
        let threads = 0..self.state.threads.len();
        let mut able: Vec<usize> = threads
            .filter(|thread| self.can(*thread))
            .map(|thread| usize::from(letter_number(thread)))
            .collect();
        able.sort_unstable();
        able
    }

    fn obstacle(&self, letter_index: usize) -> String {
        let thread = thread_number(u8::try_from(letter_index).unwrap_or(u8::MAX));
        match self.state.threads.get(thread).map(|one| one.status) {
            None => "it has not started".into(),
            Some(Status::Ended) => "it has ended".into(),
            Some(Status::Endless(_)) => "it repeats itself without a step".into(),
            Some(Status::Held(_)) => "its loop was cut".into(),
            _ => {
                let (waits_for, on) = self.python.obstacle_of(&self.state, thread);
                match on {
                    Some(on) if !waits_for.starts_with("the end") => format!(
                        "it waits for {waits_for}, held by {}",
                        letter(letter_number(on).into())
                    ),
                    _ => format!("it waits for {waits_for}"),
                }
            }
        }
    }

    fn advance(&mut self, letter_index: usize) -> Moved {
        let thread = thread_number(u8::try_from(letter_index).unwrap_or(u8::MAX));
        let mut common = self.python.common();
        let mut run = self.python.run(&mut common, self.state.clone());
        run.notes = Some(Vec::new());
        let _ = run.take(thread);
        let notes = run.notes.take().unwrap_or_default();
        self.state = std::mem::take(&mut run.state);
        drop(run);
        drop(common);
        self.threads = self.threads.max(letter_index + 1);
        let own = notes.iter().find(|note| note.thread == thread);
        let text = own.map_or("a step".into(), |note| self.words(note));
        let note = own
            .cloned()
            .map_or(String::new(), |note| self.remark(letter_index, &note));
        Moved {
            thread: letter_index,
            text,
            values: self.values(),
            note,
        }
    }

    fn end(&self) -> Option<End> {
        if !self.able().is_empty() {
            return None;
        }
        Some(self.python.judge(&self.python.last_of(&self.state)))
    }

    fn next_step(&self, letter_index: usize) -> String {
        let thread = thread_number(u8::try_from(letter_index).unwrap_or(u8::MAX));
        let Some(own) = self.state.threads.get(thread) else {
            return String::new();
        };
        if own.status == Status::Ended {
            return String::new();
        }
        let Some(frame) = own.frames.last() else {
            return "end".into();
        };
        let spans = &self.python.program.codes[frame.code as usize].spans;
        let span = spans.get(frame.at as usize).copied().unwrap_or_default();
        let line = self.python.source.line(span.start);
        format!("{line}  {}", self.python.source.snippet(span))
    }

    fn columns(&self) -> Vec<String> {
        self.shown.iter().map(|(name, _)| name.clone()).collect()
    }

    fn values(&self) -> Vec<String> {
        let mut common = self.python.common();
        let mut run = self.python.run(&mut common, self.state.clone());
        let values = self.shown.iter().map(|(_, number)| {
            let space = &self.state.spaces[0];
            let value = &space.globals[*number as usize];
            let object = match value {
                Value::Ref(object) => space.heap[*object as usize].as_deref(),
                Value::Unbound => return "-".into(),
                _ => None,
            };
            match object.map(|one| &one.kind) {
                Some(Kind::Lock(0) | Kind::RLock(0, _)) => "-".into(),
                Some(Kind::Lock(holder) | Kind::RLock(holder, _)) => {
                    letter(letter_number(usize::from(*holder) - 1).into()).to_string()
                }
                Some(Kind::Semaphore(permits, _)) => permits.to_string(),
                Some(Kind::Event(set)) => if *set { "set" } else { "-" }.into(),
                Some(Kind::Queue(queue)) => queue.items.len().to_string(),
                _ => run.show(value),
            }
        });
        values.collect()
    }
}
