//! Remembers steps. The result of a step depends only on its thread and on what it reads: if all of this
//! is as it was before, the step need not be executed again.

use std::collections::HashMap;

use super::copy_on_write::CopyOnWrite;
use super::encode::{Collapsed, HEAD, OUT, Parts};
use super::hashing::Hashing;
use super::outputs::Outputs;
use super::state::{Question, State, Status};
use super::watched::ALL;

/// The maximum number of steps remembered: some ten megabytes.
const MOST: usize = 1 << 16;

/// All remembered steps.
#[derive(Default)]
pub(super) struct Steps {
    /// By what every step depends on.
    known: HashMap<Start, Vec<ReadSet>, Hashing>,
    len: usize,
    /// Buffers reused from step to step.
    seen: Vec<u32>,
    after: Collapsed,
}

/// A step that a thread is about to take.
pub(super) struct Step<'s> {
    /// The state before it.
    pub(super) before: &'s Collapsed,
    /// The thread.
    pub(super) me: usize,
    /// Whether only the last line of the output is kept, so that a text depends on those before it.
    pub(super) last_line: bool,
}

/// What is known about a step.
pub(super) enum Remembered<'s> {
    /// It leads to this state, and its thread keeps the GIL or not.
    To(&'s Collapsed, bool),
    /// It is not possible.
    Impossible,
    /// Nothing.
    Nothing,
}

/// What every step depends on: its thread, the head of its state, and in some searches the output.
#[derive(PartialEq, Eq, Hash)]
struct Start {
    me: usize,
    head: u32,
    thread: u32,
    calls: u32,
    out: u32,
}

/// Where a step looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// At a word of the state.
    Word(u32),
    /// At what a thread answers to a question.
    Asked(u32, Question),
}

/// The steps of a thread that look at the same places of a state, by what they find there.
struct ReadSet {
    looks: Box<[Look]>,
    steps: HashMap<Box<[u32]>, Option<Change>, Hashing>,
}

/// What a step changes in a state.
struct Change {
    /// Words that the step depends on, each with its new value.
    words: Box<[(u32, u32)]>,
    /// Whether those refer to the same objects as before.
    alike: bool,
    /// Globals that were written unread, and so may have held anything.
    globals: Box<[(u32, u32)]>,
    out: Out,
    keeps_gil: bool,
}

/// What a step prints.
enum Out {
    /// These texts, one after the other.
    Texts(Box<[u32]>),
    /// The kept part of the output becomes this.
    Is(u32),
}

/// The positions of the bits in a set.
fn places(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = set.trailing_zeros();
        (set != 0).then(|| {
            set &= set - 1;
            place as usize
        })
    })
}

impl Steps {
    /// What is known about a step.
    pub(super) fn known(
        &mut self,
        step: &Step,
        outputs: &mut Outputs,
        parts: &mut Parts,
    ) -> Remembered<'_> {
        let alike = self.known.get(&step.start()).map_or(&[][..], Vec::as_slice);
        let found = alike.iter().find_map(|alike| {
            step.see(&alike.looks, parts, &mut self.seen);
            alike.steps.get(&self.seen[..])
        });
        match found {
            None => Remembered::Nothing,
            Some(None) => Remembered::Impossible,
            Some(Some(change)) => {
                self.after.copy(step.before);
                change.make(&mut self.after, parts);
                self.after.print(change.out.after(&self.after, outputs));
                Remembered::To(&self.after, change.keeps_gil)
            }
        }
    }

    /// Remembers a step by the state that the machine left, and whether its thread keeps the GIL; or that
    /// it is not possible.
    pub(super) fn remember(
        &mut self,
        step: &Step,
        ran: &State,
        after: Option<(&Collapsed, bool)>,
        outputs: &Outputs,
        parts: &mut Parts,
    ) {
        let looks = step.looks(ran, parts).filter(|_| self.len < MOST);
        let Some(looks) = looks else { return };
        let change = after.map(|after| step.change(after, &looks, ran, outputs, parts));
        if let Some(None) = change {
            return;
        }
        step.see(&looks, parts, &mut self.seen);
        let all = self.known.entry(step.start()).or_default();
        let place = all.iter().position(|alike| *alike.looks == *looks);
        let place = place.unwrap_or_else(|| {
            let (looks, steps) = (looks.into(), HashMap::default());
            all.push(ReadSet { looks, steps });
            all.len() - 1
        });
        let seen = self.seen[..].into();
        all[place].steps.insert(seen, change.flatten());
        self.len += 1;
    }
}

impl Step<'_> {
    fn start(&self) -> Start {
        let before = self.before;
        Start {
            me: self.me,
            head: before.word(HEAD),
            thread: before.word(Collapsed::thread(self.me)),
            calls: before.word(Collapsed::calls(self.me)),
            out: if self.last_line { before.word(OUT) } else { 0 },
        }
    }

    /// What is found in some places of the state before it.
    fn see(&self, looks: &[Look], parts: &Parts, seen: &mut Vec<u32>) {
        seen.clear();
        seen.extend(looks.iter().map(|look| {
            match *look {
                Look::Word(at) => self.before.word(at as usize),
                Look::Asked(thread, question) => question
                    .answer(self.before.status(thread as usize, parts))
                    .into(),
            }
        }));
    }

    /// Where the run has looked, except at its own thread; `None` if the step may depend on anything, or
    /// made threads or processes.
    fn looks(&self, ran: &State, parts: &Parts) -> Option<Vec<Look>> {
        let [space] = &ran.spaces[..] else {
            return None;
        };
        let threads = ran.threads.len();
        if threads != self.before.threads() {
            return None;
        }
        let (globals, objects) = (space.globals.looked(), space.heap.looked());
        if (globals | objects) & ALL != 0 {
            return None;
        }
        let others = (0..threads).filter(|place| *place != self.me);
        let calls = others.filter(|place| {
            let thread = ran.threads.unnoted(*place);
            let ended = self.before.status(*place, parts) == Status::Ended;
            thread.is_some_and(|thread| !ended && thread.frames.was_looked_at())
        });
        let others = !ALL & !(1 << self.me);
        let threads = places(ran.threads.looked() & others);
        let words = threads
            .map(Collapsed::thread)
            .chain(calls.map(Collapsed::calls));
        let globals = places(globals).map(|place| self.before.global(place));
        let objects = places(objects).map(|place| self.before.object(place));
        let words = words.chain(globals).chain(objects);
        let words = words.map(|word| Some(Look::Word(u32::try_from(word).ok()?)));
        let asked = [Question::Joining, Question::Ended].map(|question| {
            let threads = places(ran.threads.asked(question) & others);
            threads.map(move |thread| Some(Look::Asked(u32::try_from(thread).ok()?, question)))
        });
        words.chain(asked.into_iter().flatten()).collect()
    }

    /// What the step changed; `None` if that can't be told apart from what other threads do.
    fn change(
        &self,
        (after, keeps_gil): (&Collapsed, bool),
        looks: &[Look],
        ran: &State,
        outputs: &Outputs,
        parts: &mut Parts,
    ) -> Option<Change> {
        let before = self.before;
        let change = |at: usize| Some((u32::try_from(at).ok()?, after.word(at)));
        let (mut words, mut alike) = (Vec::new(), true);
        let space = &ran.spaces[0];
        let own = [HEAD, Collapsed::thread(self.me), Collapsed::calls(self.me)];
        let looks = looks.iter().filter_map(|look| match look {
            Look::Word(at) => Some(*at as usize),
            Look::Asked(..) => None,
        });
        for at in own.into_iter().chain(looks) {
            if at >= before.object(0) && after.word(at) == 0 {
                // Nothing refers to it in this state, but something may in another.
                alike = false;
                let object = space.heap.unnoted(at - before.object(0))?.as_deref();
                if let Some(object) = object.filter(|object| object.kept.is_none()) {
                    let new = Collapsed::of_object(space, object, parts).ok()?;
                    words.push((u32::try_from(at).ok()?, new));
                }
            } else if after.word(at) != before.word(at) {
                words.push(change(at)?);
                alike &= after.refers_alike(at, before.word(at), parts);
            }
        }
        let unread = |place: &usize| {
            let written = matches!(space.globals.unnoted(*place), Some(CopyOnWrite::Own(_)));
            written && !space.globals.has_looked(*place)
        };
        let globals = (0..space.globals.len()).filter(unread);
        let globals: Option<_> = globals.map(|place| change(before.global(place))).collect();
        let (earlier, later) = (before.word(OUT), after.word(OUT));
        Some(Change {
            words: words.into(),
            alike,
            globals: globals?,
            out: if self.last_line {
                Out::Is(later)
            } else {
                Out::Texts(outputs.since(earlier, later).into())
            },
            keeps_gil,
        })
    }
}

impl Change {
    /// Makes the change, except to the output.
    fn make(&self, state: &mut Collapsed, parts: &mut Parts) {
        for (at, new) in &self.words {
            state.set(*at, *new);
        }
        let mut alike = self.alike;
        for (at, new) in &self.globals {
            alike &= state.replace(*at, *new, parts);
        }
        if !alike {
            state.leave_out_unreached(parts);
        }
    }
}

impl Out {
    /// The output after it.
    fn after(&self, state: &Collapsed, outputs: &mut Outputs) -> u32 {
        match self {
            Self::Is(out) => *out,
            Self::Texts(texts) => {
                let longer = |output, text: &u32| outputs.longer(output, *text);
                texts.iter().fold(state.word(OUT), longer)
            }
        }
    }
}
