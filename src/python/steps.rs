//! Remembers steps. The result of a step depends only on its thread and on what it reads: if all of this
//! is as it was before, the step need not be executed again.

use std::collections::HashMap;

use super::encode::{Sketch, number, thread};
use super::outputs::Outputs;
use super::sharing::Hashing;
use super::state::{State, Thread};
use super::watched::ALL;

/// The maximum number of steps remembered: some ten megabytes.
const MOST: usize = 1 << 16;

/// All remembered steps.
#[derive(Default)]
pub(super) struct Steps {
    /// By the state of their threads before the step.
    known: HashMap<Box<[u8]>, Vec<Alike>, Hashing>,
    len: usize,
    /// Buffers reused from step to step.
    key: Vec<u8>,
    seen: Vec<u8>,
    after: Sketch,
}

/// A step that a thread is about to take.
pub(super) struct Step<'s> {
    /// The state before it.
    pub(super) before: &'s Sketch,
    /// The thread.
    pub(super) me: usize,
    /// Whether only the last line of the output is kept, so that a text depends on those before it.
    pub(super) last_line: bool,
}

/// What is known about a step.
pub(super) enum Known<'s> {
    /// It leads to this state.
    To(&'s Sketch),
    /// It is not possible.
    Impossible,
    /// Nothing.
    Nothing,
}

/// The steps of a thread that read the same things, by what they find there.
struct Alike {
    looks: Looks,
    steps: HashMap<Box<[u8]>, Option<Change>, Hashing>,
}

/// What a step reads besides its own thread: heap places, threads, and threads whose calls it reads, each
/// as a set of bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Looks {
    globals: bool,
    objects: u128,
    threads: u128,
    calls: u128,
}

/// What a step changes.
struct Change {
    over: bool,
    spurious: u32,
    made: (u32, u32),
    executors: u32,
    globals: Option<u32>,
    objects: Box<[(u32, u32)]>,
    threads: Box<[(usize, Thread<u32>)]>,
    out: Out,
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

impl Looks {
    /// What the run that led to a state has read; `None` if the step may depend on anything.
    pub(super) fn of(state: &State, me: usize) -> Option<Self> {
        let [space] = &state.spaces[..] else {
            return None;
        };
        let objects = space.heap.looked();
        if objects & ALL != 0 {
            return None;
        }
        let own = 1u128 << me;
        let calls = (0..state.threads.len()).filter(|place| {
            let thread = state.threads.unnoted(*place);
            thread.is_some_and(|thread| thread.frames.was_looked_at())
        });
        let calls = calls.fold(0, |calls, place| calls | 1u128 << place);
        Some(Self {
            globals: space.globals.was_looked_at(),
            objects,
            threads: state.threads.looked() & !ALL & !own,
            calls: calls | own,
        })
    }

    /// Writes what these reads find in a state.
    fn see(self, state: &Sketch, bytes: &mut Vec<u8>) {
        let process = &state.processes[0];
        if self.globals {
            number(bytes, process.globals as usize);
        }
        for place in places(self.objects) {
            let object = process.objects.get(place).copied().unwrap_or(0);
            number(bytes, object as usize);
        }
        for place in places(self.threads) {
            thread(&state.threads[place], bytes);
        }
        for place in places(self.calls) {
            number(bytes, state.threads[place].frames as usize);
        }
    }
}

impl Steps {
    /// What is known about a step.
    pub(super) fn known(&mut self, step: &Step, outputs: &mut Outputs) -> Known<'_> {
        step.key(&mut self.key);
        let alike = self.known.get(&self.key[..]).map_or(&[][..], Vec::as_slice);
        let found = alike.iter().find_map(|alike| {
            self.seen.clear();
            alike.looks.see(step.before, &mut self.seen);
            Some((alike.looks, alike.steps.get(&self.seen[..])?))
        });
        match found {
            None => Known::Nothing,
            Some((_, None)) => Known::Impossible,
            Some((looks, Some(change))) => {
                self.after.copy(step.before);
                change.apply(looks, &mut self.after, outputs);
                Known::To(&self.after)
            }
        }
    }

    /// Remembers a step by the state that the machine left, or that it is not possible.
    pub(super) fn remember(
        &mut self,
        step: &Step,
        ran: &State,
        after: Option<&Sketch>,
        outputs: &Outputs,
    ) {
        let looks = Looks::of(ran, step.me).filter(|_| self.len < MOST);
        let Some(looks) = looks else { return };
        let change = after.map(|after| step.change(after, looks, ran, outputs));
        if let Some(None) = change {
            return;
        }
        step.key(&mut self.key);
        self.seen.clear();
        looks.see(step.before, &mut self.seen);
        let all = self.known.entry(self.key[..].into()).or_default();
        let place = all.iter().position(|alike| alike.looks == looks);
        let place = place.unwrap_or_else(|| {
            let steps = HashMap::default();
            all.push(Alike { looks, steps });
            all.len() - 1
        });
        all[place]
            .steps
            .insert(self.seen[..].into(), change.flatten());
        self.len += 1;
    }
}

impl Step<'_> {
    /// What every step depends on: the thread itself, and the counters of its process.
    fn key(&self, bytes: &mut Vec<u8>) {
        bytes.clear();
        let process = &self.before.processes[0];
        let own = &self.before.threads[self.me];
        number(bytes, self.me);
        number(bytes, self.before.processes.len());
        number(bytes, self.before.threads.len());
        for part in [
            self.before.spurious,
            process.made.0,
            process.made.1,
            process.executors,
            if self.last_line { self.before.out } else { 0 },
            own.frames,
        ] {
            number(bytes, part as usize);
        }
        thread(own, bytes);
    }

    /// What the step changed; `None` if that can't be told apart from what other threads do.
    fn change(
        &self,
        after: &Sketch,
        looks: Looks,
        ran: &State,
        outputs: &Outputs,
    ) -> Option<Change> {
        let before = self.before;
        let ([now], [then]) = (&before.processes[..], &after.processes[..]) else {
            return None;
        };
        if after.failures != before.failures || after.threads.len() != before.threads.len() {
            return None;
        }
        let mut objects = Vec::new();
        for place in places(looks.objects) {
            let number = then.objects.get(place).copied().unwrap_or(0);
            if number == 0 {
                // Nothing refers to it in this state, but something may in another.
                let object = ran.spaces[0].heap.unnoted(place)?.as_deref();
                if object.is_some_and(|object| object.kept.is_none()) {
                    return None;
                }
            } else if now.objects.get(place) != Some(&number) {
                objects.push((u32::try_from(place).ok()?, number));
            }
        }
        let threads = after.threads.iter().enumerate();
        let changed = threads.filter(|(place, thread)| before.threads[*place] != **thread);
        Some(Change {
            over: after.over,
            spurious: after.spurious,
            made: then.made,
            executors: then.executors,
            globals: (now.globals != then.globals).then_some(then.globals),
            objects: objects.into(),
            threads: changed.map(|(place, thread)| (place, *thread)).collect(),
            out: if self.last_line {
                Out::Is(after.out)
            } else {
                Out::Texts(outputs.since(before.out, after.out).into())
            },
        })
    }
}

impl Change {
    /// Applies the change to another state.
    fn apply(&self, looks: Looks, state: &mut Sketch, outputs: &mut Outputs) {
        let process = &mut state.processes[0];
        (state.over, state.spurious) = (self.over, self.spurious);
        (process.made, process.executors) = (self.made, self.executors);
        process.globals = self.globals.unwrap_or(process.globals);
        for (place, object) in &self.objects {
            process.objects[*place as usize] = *object;
        }
        for (place, thread) in &self.threads {
            let own = &mut state.threads[*place];
            let frames = if looks.calls >> place & 1 == 1 {
                thread.frames
            } else {
                own.frames
            };
            *own = Thread { frames, ..*thread };
        }
        match &self.out {
            Out::Is(out) => state.out = *out,
            Out::Texts(texts) => {
                for text in texts {
                    state.out = outputs.longer(state.out, *text);
                }
            }
        }
    }
}
