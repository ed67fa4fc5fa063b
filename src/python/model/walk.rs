//! One schedule of a Python program, step by step, with the program's lines.

use std::sync::Arc;

use super::super::code::Code;
use super::super::encode::Collapsed;
use super::super::machine::{Common, Note, StepKind};
use super::super::source::Span;
use super::super::state::{Frame, Kind, State, Status};
use super::super::value::Value;
use super::columns::Column;
use super::program::{Alternatives, Python, UNBORN, letter_number, of_letter};
use explore::{Access, Listing, Model, Moved, ScheduleEnd, Walk, letter};

/// The name for what a thread has read or computed in the middle of a line.
const READ: &str = "in hand";

/// A schedule in progress.
#[derive(Clone)]
pub struct PythonWalk<'p> {
    python: &'p Python,
    state: State,
    shown: Arc<[Column]>,
    /// What the module printed before any step.
    opening: Arc<str>,
    threads: usize,
}

impl Python {
    /// Starts a schedule of a program that the search has explored. `None` if the module itself can run
    /// in several ways.
    pub fn walk(&self) -> Option<PythonWalk<'_>> {
        let mut common = self.common();
        let first = self.first(&mut common);
        if first == UNBORN {
            return None;
        }
        let first = first.to_vec();
        let (state, opening) = (common.state(&first), Arc::clone(&common.opening));
        drop(common);
        let shown = self.columns(&state);
        Some(PythonWalk {
            python: self,
            shown: shown.into(),
            opening,
            state,
            threads: 1,
        })
    }
}

impl PythonWalk<'_> {
    /// A description of a step, with its line.
    fn words(&self, note: &Note) -> String {
        let source = &self.python.source;
        if note.span == Span::default() {
            // The library's own code has no lines.
            return note.text.clone();
        }
        let line = source.line(note.span.start);
        let snippet = source.snippet(note.span);
        let snippet = if snippet.chars().count() > 30 {
            let start: String = snippet.chars().take(27).collect();
            format!("{start}...")
        } else {
            snippet
        };
        match note.kind {
            StepKind::Read => format!("{line}  read {snippet}: {}", note.text),
            StepKind::Write => format!("{line}  {snippet} = {}", note.text),
            StepKind::Other => {
                let receiver = receiver(&snippet);
                if note.text.starts_with("print") || receiver.is_empty() {
                    format!("{line}  {}", note.text)
                } else {
                    format!("{line}  {receiver}: {}", note.text)
                }
            }
        }
    }

    /// The shown global that a step read or set.
    fn access(&self, note: &Note) -> Option<Access> {
        let location = note.location?;
        let of = |column: &Column| column.location == Some(location);
        let place = self.shown.iter().position(of)?;
        match note.kind {
            StepKind::Read => Some(Access::Read(place)),
            StepKind::Write => Some(Access::Write(place)),
            StepKind::Other => None,
        }
    }

    /// A run that takes a thread's step by one of its alternatives and records what it does.
    fn take(
        &self,
        common: &mut Common,
        thread: usize,
        alternative: u8,
    ) -> (Vec<Note>, String, State) {
        let mut alternatives = Alternatives::default();
        let mut passed = 0;
        loop {
            let mut run = self.python.run(common, self.state.clone());
            run.choices = alternatives.prefix();
            run.notes = Some(Vec::new());
            let possible = matches!(run.take(thread), Ok(true));
            if (possible && passed == alternative)
                || !alternatives.next(std::mem::take(&mut run.choices))
            {
                let notes = run.notes.take().unwrap_or_default();
                let printed = std::mem::take(&mut run.printed);
                return (notes, printed, std::mem::take(&mut run.state));
            }
            passed += u8::from(possible);
        }
    }

    /// The state that it is in.
    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Moves a thread that can move, and returns what it did.
    pub(super) fn noted(&mut self, thread: usize, alternative: u8) -> Option<Note> {
        self.moved(thread, alternative).0
    }

    /// The same, with what was printed.
    fn moved(&mut self, thread: usize, alternative: u8) -> (Option<Note>, String) {
        let mut common = self.python.common();
        let (notes, printed, state) = self.take(&mut common, thread, alternative);
        self.state = as_searched(&mut common, &state);
        drop(common);
        let own = notes.into_iter().find(|note| note.thread == thread);
        (own, printed)
    }

    /// The innermost call in progress of a thread.
    fn frame(&self, letter_index: usize) -> Option<(&Frame, &'_ Code)> {
        let thread = of_letter(letter_index);
        let own = self.state.threads.get(thread)?;
        let frame = own.frames.last()?;
        Some((frame, &self.python.program.codes[frame.code as usize]))
    }

    /// Whether no end can be reached any more, so that the search ended here.
    fn hopeless(&self) -> bool {
        if !self.python.endless {
            return false;
        }
        let mut common = self.python.common();
        let Ok(state) = Collapsed::of(&self.state, &mut common.parts) else {
            return false;
        };
        let mut bytes = Vec::new();
        state.write(&mut bytes);
        self.python.hopeless(&mut common, &bytes)
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

/// A state as the search encodes it, without unreachable objects, since the names of new objects depend
/// on which exist.
fn as_searched(common: &mut Common, state: &State) -> State {
    match Collapsed::of(state, &mut common.parts) {
        Ok(collapsed) => collapsed.state(&common.parts),
        Err(_) => state.clone(),
    }
}

/// The text of the object on which a call's text calls a method; the whole text if it isn't such a call.
pub(super) fn receiver(snippet: &str) -> &str {
    match snippet.split_once('(') {
        Some((called, _)) => called.rsplit_once('.').map_or("", |(object, _)| object),
        None => snippet,
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
        if self.hopeless() {
            return Vec::new();
        }
        let threads = 0..self.state.threads.len();
        let mut able: Vec<usize> = threads
            .filter(|thread| self.can(*thread))
            .map(|thread| usize::from(letter_number(thread)))
            .collect();
        able.sort_unstable();
        able
    }

    fn is_able(&self, letter_index: usize) -> bool {
        let thread = of_letter(letter_index);
        thread < self.state.threads.len() && !self.hopeless() && self.can(thread)
    }

    fn obstacle(&self, letter_index: usize) -> String {
        let thread = of_letter(letter_index);
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

    fn at(&self, state: &[u8]) -> Self {
        Self {
            python: self.python,
            state: self.python.common().state(state),
            shown: Arc::clone(&self.shown),
            opening: Arc::clone(&self.opening),
            threads: self.threads,
        }
    }

    fn advance(&mut self, letter_index: usize, alternative: u8) -> Moved {
        let thread = of_letter(letter_index);
        let (own, printed) = self.moved(thread, alternative);
        self.threads = self.threads.max(letter_index + 1);
        Moved {
            thread: letter_index,
            text: own
                .as_ref()
                .map_or("a step".into(), |note| self.words(note)),
            values: self.values(),
            note: String::new(),
            printed,
            access: own.as_ref().and_then(|note| self.access(note)),
        }
    }

    fn end(&self) -> Option<ScheduleEnd> {
        if !self.able().is_empty() {
            return None;
        }
        Some(
            self.python
                .judge(&self.python.last_of(&self.state, self.hopeless())),
        )
    }

    fn next_step(&self, letter_index: usize) -> String {
        let thread = of_letter(letter_index);
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
        self.shown.iter().map(|one| one.name.clone()).collect()
    }

    fn values(&self) -> Vec<String> {
        let mut common = self.python.common();
        let mut run = self.python.run(&mut common, self.state.clone());
        let values = self.shown.iter().map(|column| column.shown(&mut run));
        values.collect()
    }

    fn is_lock(&self, column: usize) -> bool {
        let object = self.shown[column].object(&self.state);
        matches!(object, Some((_, Kind::Lock(_) | Kind::RLock(..))))
    }

    fn waits_at(&self, letter_index: usize) -> Option<usize> {
        let thread = of_letter(letter_index);
        let mut common = self.python.common();
        let mut run = self.python.run(&mut common, self.state.clone());
        let _ = run.take(thread);
        let wanted = run.waits.take()?;
        let is = |column: &Column| {
            let object = column.object(&self.state);
            object.is_some_and(|(object, _)| object == wanted)
        };
        self.shown.iter().position(is)
    }

    fn name(&self, letter_index: usize) -> Option<String> {
        let thread = of_letter(letter_index);
        let started = thread < self.state.threads.len();
        started.then(|| Python::thread_name(&self.state, thread))
    }

    fn own(&self, letter_index: usize) -> Vec<(String, String)> {
        let Some((frame, code)) = self.frame(letter_index) else {
            return Vec::new();
        };
        let plain = |value: &Value| {
            matches!(
                value,
                Value::None
                    | Value::Bool(_)
                    | Value::Int(_)
                    | Value::Big(_)
                    | Value::Float(_)
                    | Value::Str(_)
                    | Value::Tuple(_)
            )
        };
        let locals = code.slots.iter().zip(&frame.slots);
        let locals = locals.filter(|(name, _)| !name.is_empty());
        let held = frame.stack.iter().map(|value| (READ, value));
        let all = locals
            .map(|(name, value)| (name.as_str(), value))
            .chain(held);
        let mut common = self.python.common();
        let mut run = self.python.run(&mut common, self.state.clone());
        all.filter(|(_, value)| plain(value))
            .map(|(name, value)| (name.to_string(), run.show(value)))
            .collect()
    }

    fn opening(&self) -> String {
        self.opening.to_string()
    }

    fn text(&self) -> Vec<Listing> {
        let source = &self.python.source;
        let lines = (1..=source.lines()).map(|line| source.text_of_line(line).to_string());
        let mut lines: Vec<String> = lines.collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        vec![Listing {
            title: source.name.clone(),
            lines,
        }]
    }

    fn line(&self, letter_index: usize) -> Option<usize> {
        let (frame, code) = self.frame(letter_index)?;
        let span = code.spans.get(frame.at as usize)?;
        Some(self.python.source.line(span.start) - 1)
    }
}
