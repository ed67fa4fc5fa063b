//! How schedules end: what was printed, which threads failed, and which wait for which.

use std::sync::Arc;

use super::super::machine::{Observed, letter_order};
use super::super::state::{Kind, State, Status};
use super::super::value::Value;
use super::program::{Python, letter_number};
use explore::{Ending, Note, ScheduleEnd, Stuck, letter};

/// How a schedule ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Last {
    /// What was printed, or what `--outcome` selects.
    pub output: Arc<str>,
    /// For each uncaught exception, its thread and its last line.
    pub failures: Vec<(String, String)>,
    /// The line of a thread that never ends.
    pub never_ends: Option<usize>,
    /// Whether a loop was cut before the program's end.
    pub cut: bool,
    /// Threads that can never move again.
    pub stuck: Vec<Wait>,
}

/// A thread that can never move again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Wait {
    /// The number of its letter.
    pub thread: u8,
    /// The locks that it holds.
    pub holds: Vec<String>,
    /// What it waits for.
    pub waits_for: String,
    /// The number of the letter of the thread that could end the wait.
    pub on: Option<u8>,
}

impl Last {
    /// What there is to say besides the output.
    fn notes(&self) -> Vec<Note> {
        let raised = |(thread, error): &(String, String)| Note::Raised {
            thread: thread.clone(),
            error: error.clone(),
        };
        let failures = self.failures.iter().map(raised);
        let never_ends = self.never_ends.map(Note::NeverEnds);
        failures
            .chain(never_ends)
            .chain(self.cut.then_some(Note::Cut))
            .collect()
    }
}

impl Python {
    pub(super) fn last_of(&self, state: &State, hopeless: bool) -> Last {
        let output = match &self.settings.outcome {
            Observed::Globals(names) => {
                let values = names.iter().map(|name| {
                    let number = self.program.globals.iter().position(|one| one == name);
                    let value = number.and_then(|number| global(state, number));
                    (name, value.cloned())
                });
                let values: Vec<_> = values.collect();
                let mut common = self.common();
                let mut run = self.run(&mut common, state.clone());
                let values = values.into_iter().map(|(name, value)| match value {
                    Some(value) if value.bound() => format!("{name} = {}", run.show(&value)),
                    _ => format!("{name} is not set"),
                });
                values.collect::<Vec<_>>().join(", ")
            }
            Observed::Output | Observed::Last => self.common().ends_with(state.out),
        };
        let failures = {
            let common = self.common();
            let told = state.failures.iter().map(|(thread, text)| {
                let name = Self::thread_name(state, usize::from(*thread));
                (name, common.text(*text).to_string())
            });
            told.collect()
        };
        let mut last = Last {
            output: output.into(),
            failures,
            ..Last::default()
        };
        if state.over {
            return last;
        }
        let endless = |daemons: bool| {
            let mut threads = state.threads.iter();
            threads.find_map(|thread| match thread.status {
                Status::Endless(at) if thread.daemon == daemons => Some(self.source.line(at)),
                _ => None,
            })
        };
        if hopeless {
            last.never_ends = self.spinning(state);
            return last;
        }
        if let Some(line) = endless(false) {
            last.never_ends = Some(line);
            return last;
        }
        if state
            .threads
            .iter()
            .any(|one| matches!(one.status, Status::Held(_)))
        {
            last.cut = true;
            return last;
        }
        last.stuck = self.stuck(state);
        last
    }

    pub(crate) fn thread_name(state: &State, thread: usize) -> String {
        let thread = &state.threads[thread];
        let heap = &state.spaces[usize::from(thread.space)].heap;
        match heap[thread.object as usize].as_deref().map(|one| &one.kind) {
            Some(Kind::Thread(object)) => object.name.to_string(),
            _ => String::new(),
        }
    }

    /// The line of a thread that still moves although no end can be reached; preferably one that isn't a
    /// daemon.
    fn spinning(&self, state: &State) -> Option<usize> {
        let mut lines: Vec<(bool, usize)> = Vec::new();
        for thread in letter_order(state.threads.len()) {
            let own = &state.threads[thread];
            let frame = own.frames.last().filter(|_| own.status == Status::Ready);
            let Some(frame) = frame else { continue };
            let mut common = self.common();
            let mut run = self.run(&mut common, state.clone());
            if let Ok(true) = run.take(thread) {
                let spans = &self.program.codes[frame.code as usize].spans;
                let span = spans.get(frame.at as usize).copied().unwrap_or_default();
                lines.push((own.daemon, self.source.line(span.start)));
            }
        }
        lines
            .into_iter()
            .min_by_key(|(daemon, _)| *daemon)
            .map(|(_, line)| line)
    }

    fn stuck(&self, state: &State) -> Vec<Wait> {
        let mut all = Vec::new();
        let order = letter_order(state.threads.len());
        for thread in order {
            let own = &state.threads[thread];
            if !matches!(own.status, Status::Ready | Status::Joining) {
                continue;
            }
            // Main is only waiting for the others to end.
            if thread == 0 && own.frames.is_empty() {
                continue;
            }
            let (waits_for, on) = self.obstacle_of(state, thread);
            all.push(Wait {
                thread: letter_number(thread),
                holds: self.holds(state, thread),
                waits_for,
                on: on.map(letter_number),
            });
        }
        all
    }

    pub(crate) fn holds(&self, state: &State, thread: usize) -> Vec<String> {
        let space = &state.spaces[usize::from(state.threads[thread].space)];
        let me = u16::try_from(thread + 1).unwrap_or(u16::MAX);
        let mut names = Vec::new();
        for (place, object) in space.heap.iter().enumerate() {
            let held = match object.as_deref().map(|one| &one.kind) {
                Some(Kind::Lock(holder) | Kind::RLock(holder, _)) => *holder == me,
                _ => false,
            };
            if held {
                let place = u32::try_from(place).unwrap_or(u32::MAX);
                names.push(
                    self.name_of(state, thread, place)
                        .unwrap_or("a lock".into()),
                );
            }
        }
        names.sort();
        names
    }

    pub(super) fn judged(&self, last: &Last) -> ScheduleEnd {
        if !last.stuck.is_empty() {
            let stuck = last.stuck.iter().map(|wait| Stuck {
                thread: usize::from(wait.thread),
                holds: wait.holds.clone(),
                waits_for: wait.waits_for.clone(),
                on: wait.on.map(usize::from),
            });
            return ScheduleEnd::Deadlock(stuck.collect());
        }
        let output = &*last.output;
        let said = match last.never_ends {
            Some(line) => format!("line {line} repeats itself without a step"),
            None => String::new(),
        };
        let bad = last.never_ends.is_some() || !last.failures.is_empty();
        let ending = if bad {
            Ending::bad(1, output, said)
        } else {
            Ending::good(1, output).meaning(said)
        };
        let ending = Ending {
            notes: last.notes(),
            ..ending.goal(self.goal(last))
        };
        match last {
            last if last.never_ends.is_some() => ScheduleEnd::Endless(ending),
            last if last.cut => ScheduleEnd::Cut(ending),
            _ => ScheduleEnd::Done(ending),
        }
    }

    /// The goal for a player.
    fn goal(&self, last: &Last) -> String {
        if let Some((thread, error)) = last.failures.first() {
            return format!("make {thread} raise {error}");
        }
        if last.never_ends.is_some() {
            return "make it never end".into();
        }
        let lines: Vec<&str> = last.output.lines().collect();
        let shown = lines.join(" | ");
        match &self.settings.outcome {
            Observed::Globals(_) => format!("make it end with {shown}"),
            Observed::Output | Observed::Last if shown.is_empty() => "make it print nothing".into(),
            Observed::Output | Observed::Last => format!("make it print {shown}"),
        }
    }

    /// A name in the program's text that leads to an object.
    pub(super) fn name_of(&self, state: &State, thread: usize, wanted: u32) -> Option<String> {
        use super::super::value::Value;
        let space = &state.spaces[usize::from(state.threads[thread].space)];
        let is = |value: &Value| matches!(value, Value::Ref(object) if *object == wanted);
        let values = || space.globals.each().map(|value| &**value);
        let named = || self.program.globals.iter().zip(values());
        if let Some((name, _)) = named().find(|(_, value)| is(value)) {
            return Some(name.clone());
        }
        for (name, value) in named() {
            let Value::Ref(object) = value else { continue };
            let Some(object) = &space.heap[*object as usize] else {
                continue;
            };
            let inside = match &object.kind {
                Kind::List(values) => values.iter().position(is).map(|at| format!("[{at}]")),
                Kind::Instance(_, attrs) => attrs
                    .iter()
                    .find(|(_, value)| is(value))
                    .map(|(name, _)| format!(".{}", self.program.names[*name as usize])),
                _ => None,
            };
            if let Some(inside) = inside {
                return Some(format!("{name}{inside}"));
            }
        }
        // A local variable of this thread.
        for frame in state.threads[thread].frames.iter().rev() {
            let code = &self.program.codes[frame.code as usize];
            for (name, value) in code.slots.iter().zip(&frame.slots) {
                if is(value) && !name.is_empty() {
                    return Some(name.clone());
                }
            }
        }
        None
    }

    /// What a blocked thread waits for, and the thread that could end the wait.
    pub(super) fn obstacle_of(&self, state: &State, thread: usize) -> (String, Option<usize>) {
        let mut common = self.common();
        let mut run = self.run(&mut common, state.clone());
        let _ = run.take(thread);
        let wait = run.waits.take();
        drop(run);
        drop(common);
        self.obstacle(state, thread, wait)
    }

    /// The same, given the object that the thread waits for.
    pub(crate) fn obstacle(
        &self,
        state: &State,
        thread: usize,
        wait: Option<u32>,
    ) -> (String, Option<usize>) {
        let own = &state.threads[thread];
        let snippet = own.frames.last().map_or(String::new(), |frame| {
            let spans = &self.program.codes[frame.code as usize].spans;
            let span = spans.get(frame.at as usize).copied().unwrap_or_default();
            self.source.snippet(span)
        });
        let Some(wait) = wait else {
            return (snippet, None);
        };
        let space = &state.spaces[usize::from(own.space)];
        let object = space.heap.get(wait as usize).and_then(Option::as_deref);
        let name = self.name_of(state, thread, wait).unwrap_or(snippet);
        let holder = |holder: u16| usize::from(holder).checked_sub(1);
        match object.map(|one| &one.kind) {
            Some(Kind::Lock(held) | Kind::RLock(held, _)) => (name, holder(*held)),
            Some(Kind::Thread(one)) => {
                let on = one.number.map(usize::from);
                let end = on.map_or(String::new(), |on| {
                    format!("the end of {}", letter(letter_number(on).into()))
                });
                (end, on)
            }
            Some(Kind::Semaphore(..)) => (format!("a permit of {name}"), None),
            Some(Kind::Event(_)) => (format!("{name} to be set"), None),
            Some(Kind::Condition(..)) => (format!("a notification of {name}"), None),
            Some(Kind::Barrier(_)) => (format!("others at {name}"), None),
            Some(Kind::Queue(queue)) if queue.items.is_empty() => {
                (format!("an item of {name}"), None)
            }
            Some(Kind::Queue(_)) => (format!("room or task_done in {name}"), None),
            Some(Kind::Future(_)) => ("a task's result".into(), None),
            _ => (name, None),
        }
    }
}

/// A global's value, for a description.
fn global(state: &State, number: usize) -> Option<&Value> {
    state
        .spaces
        .first()?
        .globals
        .get(number)
        .map(|value| &**value)
}
