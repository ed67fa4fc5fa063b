//! Converts a state to the numbers of its parts and back; new parts get new numbers.

use super::super::copy_on_write::CopyOnWrite;
use super::super::state::{Frame, Object, Space, State, Status, Thread};
use super::super::value::Value;
use super::super::watched::Watched;
use super::collapsed::{Collapsed, HEAD, OUT, large};
use super::parts::{Buffers, Head, Parts, Read, Table};
use super::writer::{Names, Writer, alive};
use explore::Cut;

impl Collapsed {
    /// A state as numbers.
    ///
    /// # Errors
    /// If there is no memory for what is new in it.
    pub(crate) fn of(state: &State, parts: &mut Parts) -> Result<Self, Cut> {
        let head = Head {
            over: state.over,
            spurious: state.spurious,
            failures: state.failures.clone(),
            threads: state.threads.len(),
            globals: state.spaces.first().map_or(0, |space| space.globals.len()),
            made: state.spaces.iter().map(Space::counts).collect(),
        };
        let mut collapsed = Self::new(&head, state.out, parts);
        for (space, number) in state.spaces.iter().zip(0..) {
            Numbering::over(space, parts, |numbering| {
                numbering.process(state, number, &mut collapsed.words)
            })?;
        }
        Ok(collapsed)
    }

    /// The word of an object, whether or not anything refers to it.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub(crate) fn of_object(space: &Space, object: &Object, parts: &mut Parts) -> Result<u32, Cut> {
        Numbering::over(space, parts, |numbering| Ok(numbering.object(object)? + 1))
    }

    /// The size of those parts that are decoded each time because they are large.
    pub(crate) fn large(&self, parts: &Parts) -> usize {
        let memories = self.memories().map(|(globals, objects)| {
            let objects = objects.iter().filter_map(|object| object.checked_sub(1));
            large(&parts.globals, globals.iter().copied()) + large(&parts.objects, objects)
        });
        memories.sum()
    }

    /// The decoded state.
    pub(crate) fn state(&self, parts: &Parts) -> State {
        let head = parts.heads.part(self.words[HEAD]);
        let threads = (0..self.threads()).map(|place| {
            let thread = parts.threads.part(self.words[Self::thread(place)]);
            let frames = match thread.status {
                Status::Ended => CopyOnWrite::default(),
                _ => parts.calls.kept(self.words[Self::calls(place)]),
            };
            thread.with(frames, |object| object)
        });
        let memories = self.memories().zip(&head.made);
        let spaces = memories.map(|((globals, objects), (threads, processes, executors))| {
            let globals = globals.iter().map(|global| parts.globals.kept(*global));
            let object = |object: &u32| Some(parts.objects.part(object.checked_sub(1)?));
            Space {
                globals: Watched::new(globals.collect()),
                heap: Watched::new(objects.iter().map(object).collect()),
                made: (*threads, *processes),
                executors: *executors,
            }
        });
        State {
            spaces: spaces.collect(),
            threads: Watched::new(threads.collect()),
            out: self.words[OUT],
            failures: head.failures.clone(),
            spurious: head.spurious,
            over: head.over,
        }
    }
}

impl Space {
    /// How many threads, processes and executors have been made.
    fn counts(&self) -> (u32, u32, u32) {
        (self.made.0, self.made.1, self.executors)
    }
}

/// A process whose parts are being numbered.
struct Numbering<'s> {
    space: &'s Space,
    parts: &'s mut Parts,
    buffers: Buffers,
}

impl Numbering<'_> {
    /// Numbers parts of a process, in the buffers that there are.
    fn over<T>(
        space: &Space,
        parts: &mut Parts,
        number: impl FnOnce(&mut Numbering<'_>) -> Result<T, Cut>,
    ) -> Result<T, Cut> {
        let mut buffers = std::mem::take(&mut parts.buffers);
        buffers.enter(space.heap.len());
        let mut numbering = Numbering {
            space,
            parts,
            buffers,
        };
        let done = number(&mut numbering);
        numbering.parts.buffers = numbering.buffers;
        done
    }

    fn process(&mut self, state: &State, number: u8, words: &mut Vec<u32>) -> Result<(), Cut> {
        let space = self.space;
        let heap = words.len();
        words.push(0);
        let globals = (0..space.globals.len()).filter_map(|place| space.globals.unnoted(place));
        for global in globals {
            words.push(self.global(global)?);
        }
        for place in 0..state.threads.len() {
            if let Some(thread) = state.threads.unnoted(place)
                && thread.space == number
            {
                self.thread(thread, &mut words[Collapsed::thread(place)..][..2])?;
            }
        }
        let first = words.len();
        let mut next = 0;
        while let Some(place) = self.buffers.met.get(next).copied() {
            next += 1;
            let object = self.object(alive(space, place))?;
            let at = first + self.parts.objects.place(object) as usize;
            if words.len() <= at {
                words.resize(at + 1, 0);
            }
            words[at] = object + 1;
        }
        words[heap] = u32::try_from(words.len() - first).unwrap_or(u32::MAX);
        Ok(())
    }

    fn thread(&mut self, thread: &Thread, words: &mut [u32]) -> Result<(), Cut> {
        let (space, places, buffers) = (self.space, &mut self.parts.places, &mut self.buffers);
        let named = thread.with((), |object| {
            buffers.meet(object);
            places.of(alive(space, object))
        });
        words[0] = self.parts.threads.number(&named);
        if thread.status != Status::Ended {
            words[1] = self.calls(&thread.frames)?;
        }
        Ok(())
    }

    fn global(&mut self, global: &CopyOnWrite<Value>) -> Result<u32, Cut> {
        match global {
            CopyOnWrite::Shared(number, ..) => {
                Ok(met(&self.parts.globals, *number, &mut self.buffers))
            }
            CopyOnWrite::Own(value) => {
                self.write_part(|writer| writer.value(value))?;
                Ok(self.numbered(|parts| &mut parts.globals))
            }
        }
    }

    fn calls(&mut self, calls: &CopyOnWrite<Vec<Frame>>) -> Result<u32, Cut> {
        match calls {
            CopyOnWrite::Shared(number, ..) => {
                Ok(met(&self.parts.calls, *number, &mut self.buffers))
            }
            CopyOnWrite::Own(calls) => {
                self.write_part(|writer| writer.calls(calls))?;
                Ok(self.numbered(|parts| &mut parts.calls))
            }
        }
    }

    fn object(&mut self, object: &Object) -> Result<u32, Cut> {
        if let Some(kept) = object.kept {
            return Ok(met(&self.parts.objects, kept.number, &mut self.buffers));
        }
        let place = self.parts.places.of(object);
        self.write_part(|writer| {
            writer.number(place);
            writer.object(object);
        })?;
        Ok(self.numbered(|parts| &mut parts.objects))
    }

    /// Writes a part whose number isn't known.
    fn write_part(&mut self, write: impl FnOnce(&mut Writer<'_, '_>)) -> Result<(), Cut> {
        self.buffers.bytes.clear();
        let mut writer = Writer {
            space: self.space,
            bytes: &mut self.buffers.bytes,
            names: Names::Placed(&mut self.parts.places, &mut self.buffers.reached),
            summing: None,
            refused: false,
        };
        write(&mut writer);
        let refused = writer.refused;
        if refused {
            self.buffers.reached.clear();
            return Err(Cut::Memory);
        }
        Ok(())
    }

    /// The number of the part that was just written.
    fn numbered<T: Read>(&mut self, table: impl Fn(&mut Parts) -> &mut Table<T>) -> u32 {
        let known = table(self.parts).number(&self.buffers.bytes);
        let number = known.unwrap_or_else(|| {
            let places = &mut self.parts.places;
            let reached = self.buffers.reached.iter();
            let reaches = reached.map(|object| places.of(alive(self.space, *object)));
            let reaches = reaches.collect();
            table(self.parts).add(&self.buffers.bytes, reaches)
        });
        self.buffers.meet_reached();
        number
    }
}

/// Records the objects of a part whose number is known: they are already in their places.
fn met<T: Read>(table: &Table<T>, number: u32, buffers: &mut Buffers) -> u32 {
    buffers.meet_all(table.reaches(number));
    number
}
