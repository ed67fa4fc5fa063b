//! Converts a state to the numbers of its parts and back; new parts get new numbers.

use super::super::kept::Kept;
use super::super::state::{Frame, Object, Space, State, Status, Thread};
use super::super::value::Value;
use super::super::watched::Watched;
use super::parts::{Parts, Read, Room, Table};
use super::sketch::{Process, Sketch};
use super::writer::{Names, Writer, alive};
use crate::explore::Cut;

/// Appends the bytes of a state.
///
/// # Errors
/// If there is no memory for them.
pub(in crate::python) fn write(
    state: &State,
    parts: &mut Parts,
    bytes: &mut Vec<u8>,
) -> Result<(), Cut> {
    Sketch::of(state, parts)?.write(parts, bytes);
    Ok(())
}

/// Reads what `write` wrote.
pub(in crate::python) fn read(bytes: &[u8], parts: &Parts) -> State {
    Sketch::read(bytes, parts).state(parts)
}

impl Sketch {
    /// A state as numbers.
    ///
    /// # Errors
    /// If there is no memory for what is new in it.
    pub(in crate::python) fn of(state: &State, parts: &mut Parts) -> Result<Self, Cut> {
        let mut sketch = Self {
            over: state.over,
            spurious: state.spurious,
            out: state.out,
            failures: state.failures.clone(),
            ..Self::default()
        };
        let mut threads: Vec<Option<Thread<u32>>> = vec![None; state.threads.len()];
        for (space, number) in state.spaces.iter().zip(0..) {
            let mut room = std::mem::take(&mut parts.room);
            room.enter(space.heap.len());
            let mut numbering = Numbering { space, parts, room };
            let process = numbering.process(state, number, &mut threads);
            parts.room = numbering.room;
            sketch.processes.push(process?);
        }
        sketch.threads = threads.into_iter().flatten().collect();
        Ok(sketch)
    }

    /// The size of those parts that are decoded each time because they are large.
    pub(in crate::python) fn large(&self, parts: &Parts) -> usize {
        let processes = self.processes.iter().map(|process| {
            let objects = process.objects.iter().filter(|object| **object != 0);
            let objects = objects.map(|object| parts.objects.large(object - 1));
            parts.globals.large(process.globals) + objects.sum::<usize>()
        });
        processes.sum()
    }

    /// The decoded state.
    pub(in crate::python) fn state(&self, parts: &Parts) -> State {
        let threads = self.threads.iter().map(|thread| {
            let ended = thread.status == Status::Ended;
            let frames = match thread.frames {
                _ if ended => Kept::default(),
                calls => parts.calls.kept(calls),
            };
            thread.with(frames, |object| object)
        });
        let spaces = self.processes.iter().map(|process| {
            let objects = process.objects.iter();
            let object = |object: &u32| Some(parts.objects.part(object.checked_sub(1)?));
            Space {
                globals: parts.globals.kept(process.globals),
                heap: Watched::new(objects.map(object).collect()),
                made: process.made,
                executors: process.executors,
            }
        });
        State {
            spaces: spaces.collect(),
            threads: Watched::new(threads.collect()),
            out: self.out,
            failures: self.failures.clone(),
            spurious: self.spurious,
            over: self.over,
        }
    }
}

/// A process whose parts are being numbered.
struct Numbering<'s> {
    space: &'s Space,
    parts: &'s mut Parts,
    room: Room,
}

impl Numbering<'_> {
    fn process(
        &mut self,
        state: &State,
        number: u8,
        threads: &mut [Option<Thread<u32>>],
    ) -> Result<Process, Cut> {
        let space = self.space;
        let mut process = Process {
            made: space.made,
            executors: space.executors,
            globals: self.globals(&space.globals)?,
            objects: Vec::with_capacity(space.heap.len()),
        };
        for (place, numbered) in threads.iter_mut().enumerate() {
            if let Some(thread) = state.threads.unnoted(place)
                && thread.space == number
            {
                *numbered = Some(self.thread(thread)?);
            }
        }
        let mut next = 0;
        while let Some(place) = self.room.met.get(next).copied() {
            next += 1;
            let object = self.object(alive(space, place))?;
            let place = self.parts.objects.place(object) as usize;
            if process.objects.len() <= place {
                process.objects.resize(place + 1, 0);
            }
            process.objects[place] = object + 1;
        }
        Ok(process)
    }

    fn thread(&mut self, thread: &Thread) -> Result<Thread<u32>, Cut> {
        let (space, places, room) = (self.space, &mut self.parts.places, &mut self.room);
        let named = thread.with(0, |object| {
            room.meet(object);
            places.of(alive(space, object))
        });
        let frames = match thread.status {
            Status::Ended => 0,
            _ => self.calls(&thread.frames)?,
        };
        Ok(Thread { frames, ..named })
    }

    fn globals(&mut self, globals: &Kept<Vec<Value>>) -> Result<u32, Cut> {
        match globals {
            Kept::Shared(number, ..) => Ok(met(&self.parts.globals, *number, &mut self.room)),
            Kept::Own(globals) => {
                self.write_part(|writer| writer.values(globals))?;
                Ok(self.numbered(|parts| &mut parts.globals))
            }
        }
    }

    fn calls(&mut self, calls: &Kept<Vec<Frame>>) -> Result<u32, Cut> {
        match calls {
            Kept::Shared(number, ..) => Ok(met(&self.parts.calls, *number, &mut self.room)),
            Kept::Own(calls) => {
                self.write_part(|writer| writer.calls(calls))?;
                Ok(self.numbered(|parts| &mut parts.calls))
            }
        }
    }

    fn object(&mut self, object: &Object) -> Result<u32, Cut> {
        if let Some(kept) = object.kept {
            return Ok(met(&self.parts.objects, kept.number, &mut self.room));
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
        self.room.bytes.clear();
        let mut writer = Writer {
            space: self.space,
            bytes: &mut self.room.bytes,
            names: Names::Placed(&mut self.parts.places, &mut self.room.reached),
            summing: None,
            refused: false,
        };
        write(&mut writer);
        let refused = writer.refused;
        if refused {
            self.room.reached.clear();
            return Err(Cut::Memory);
        }
        Ok(())
    }

    /// The number of the part that was just written.
    fn numbered<T: Read>(&mut self, table: impl Fn(&mut Parts) -> &mut Table<T>) -> u32 {
        let known = table(self.parts).number(&self.room.bytes);
        let number = known.unwrap_or_else(|| {
            let places = &mut self.parts.places;
            let reached = self.room.reached.iter();
            let reaches = reached.map(|object| places.of(alive(self.space, *object)));
            let reaches = reaches.collect();
            table(self.parts).add(&self.room.bytes, reaches)
        });
        self.room.meet_reached();
        number
    }
}

/// Records the objects of a part whose number is known: they are already in their places.
fn met<T: Read>(table: &Table<T>, number: u32, room: &mut Room) -> u32 {
    room.meet_all(table.reaches(number));
    number
}
