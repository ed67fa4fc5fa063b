//! A state as bytes, and back: what many states have in common by its number.

use std::sync::Arc;

use super::super::kept::Kept;
use super::super::state::{Frame, Object, Sleep, Space, State, Status, Thread};
use super::super::value::Value;
use super::parts::{Parts, Read, Room, Table};
use super::reader::Reader;
use super::writer::{Names, Writer, byte, number};

/// Appends the bytes of a state.
pub(in crate::python) fn write(state: &State, parts: &mut Parts, bytes: &mut Vec<u8>) {
    bytes.push(u8::from(state.over));
    number(bytes, state.spurious as usize);
    number(bytes, state.out as usize);
    number(bytes, state.failures.len());
    for (thread, text) in &state.failures {
        bytes.push(byte(usize::from(*thread)));
        number(bytes, *text as usize);
    }
    bytes.push(byte(state.spaces.len()));
    bytes.push(byte(state.threads.len()));
    for (index, space) in state.spaces.iter().enumerate() {
        let mut room = std::mem::take(&mut parts.room);
        room.enter(space.heap.len());
        let mut process = Process {
            space,
            parts,
            room,
            bytes,
        };
        process.write(state, index);
        parts.room = process.room;
    }
}

/// Reads what `write` wrote.
pub(in crate::python) fn read(bytes: &[u8], parts: &Parts) -> State {
    let mut reader = Reader::new(bytes);
    let mut state = State {
        over: reader.byte() == 1,
        spurious: reader.number(),
        out: reader.number(),
        failures: reader.list(|reader| (reader.byte().into(), reader.number())),
        ..State::default()
    };
    let spaces = reader.byte();
    let threads = usize::from(reader.byte());
    let mut places: Vec<Option<Thread>> = Vec::new();
    places.resize_with(threads, || None);
    for space in 0..spaces {
        let made = (reader.number(), reader.number());
        let executors = reader.number();
        let globals = parts.globals.kept(reader.number());
        loop {
            let place = reader.byte();
            if place == u8::MAX {
                break;
            }
            places[usize::from(place)] = Some(reader.thread(space, parts));
        }
        state.spaces.push(Space {
            globals,
            heap: reader.heap(parts),
            made,
            executors,
        });
    }
    state.threads = places.into_iter().flatten().collect();
    state
}

/// One process of a state that is being written.
struct Process<'s, 'b> {
    space: &'s Space,
    parts: &'b mut Parts,
    room: Room,
    bytes: &'b mut Vec<u8>,
}

impl Process<'_, '_> {
    fn write(&mut self, state: &State, index: usize) {
        let space = self.space;
        for count in [space.made.0, space.made.1, space.executors] {
            self.number(count);
        }
        let globals = self.globals(&space.globals);
        self.number(globals);
        for (place, thread) in state.threads.iter().enumerate() {
            if usize::from(thread.space) == index {
                self.bytes.push(byte(place));
                self.thread(thread);
            }
        }
        self.bytes.push(u8::MAX);
        let mut next = 0;
        while let Some(place) = self.room.met.get(next).copied() {
            next += 1;
            let object = space.heap[place as usize].as_ref();
            let object = self.object(object.expect("what is referred to is alive"));
            self.number(object + 1);
        }
        self.number(0);
    }

    fn number(&mut self, value: u32) {
        number(self.bytes, value as usize);
    }

    /// All but the calls of a thread are its state's own.
    fn thread(&mut self, thread: &Thread) {
        let mut writer = Writer {
            space: self.space,
            bytes: self.bytes,
            names: Names::Placed(&mut self.parts.places, &mut self.room.reached),
        };
        writer.thread(thread);
        self.room.meet_reached();
        if thread.status != Status::Ended {
            let calls = self.calls(&thread.frames);
            self.number(calls);
        }
    }

    fn globals(&mut self, globals: &Kept<Vec<Value>>) -> u32 {
        match globals {
            Kept::Shared(number, _) => met(&self.parts.globals, *number, &mut self.room),
            Kept::Own(globals) => {
                self.write_part(|writer| writer.values(globals));
                self.numbered(|parts| &mut parts.globals)
            }
        }
    }

    fn calls(&mut self, calls: &Kept<Vec<Frame>>) -> u32 {
        match calls {
            Kept::Shared(number, _) => met(&self.parts.calls, *number, &mut self.room),
            Kept::Own(calls) => {
                self.write_part(|writer| writer.calls(calls));
                self.numbered(|parts| &mut parts.calls)
            }
        }
    }

    fn object(&mut self, object: &Object) -> u32 {
        if let Some(kept) = object.kept {
            return met(&self.parts.objects, kept.number, &mut self.room);
        }
        let place = self.parts.places.of(object);
        self.write_part(|writer| {
            writer.number(place);
            writer.object(object);
        });
        self.numbered(|parts| &mut parts.objects)
    }

    /// Writes a part that isn't known by its number.
    fn write_part(&mut self, write: impl FnOnce(&mut Writer<'_, '_>)) {
        self.room.bytes.clear();
        write(&mut Writer {
            space: self.space,
            bytes: &mut self.room.bytes,
            names: Names::Placed(&mut self.parts.places, &mut self.room.reached),
        });
    }

    /// The number of the part that was just written.
    fn numbered<T: Read>(&mut self, table: impl Fn(&mut Parts) -> &mut Table<T>) -> u32 {
        let known = table(self.parts).number(&self.room.bytes);
        let number = known.unwrap_or_else(|| {
            let places = &mut self.parts.places;
            let objects = self.room.reached.iter().map(|object| {
                let object = self.space.heap[*object as usize].as_ref();
                places.of(object.expect("what is referred to is alive"))
            });
            let reaches = objects.collect();
            table(self.parts).add(&self.room.bytes, reaches)
        });
        self.room.meet_reached();
        number
    }
}

/// Notes the objects of a part that is known by its number: they are in their places.
fn met<T: Read>(table: &Table<T>, number: u32, room: &mut Room) -> u32 {
    for object in table.reaches(number) {
        room.meet(*object);
    }
    number
}

impl Reader<'_> {
    /// The objects of a process, each in its place.
    fn heap(&mut self, parts: &Parts) -> Vec<Option<Arc<Object>>> {
        let mut heap = Vec::new();
        while let Some(number) = self.optional() {
            let object = parts.objects.part(number);
            let place = object.kept.map_or(0, |kept| kept.place as usize);
            if heap.len() <= place {
                heap.resize(place + 1, None);
            }
            heap[place] = Some(object);
        }
        heap
    }

    fn thread(&mut self, space: u8, parts: &Parts) -> Thread {
        let tag = self.byte();
        let line = self.number();
        let status = match tag & 15 {
            0 => Status::Ready,
            1 => Status::Joining,
            2 => Status::Ended,
            3 => Status::Endless(line),
            _ => Status::Held(line),
        };
        let mut thread = Thread {
            status,
            space,
            daemon: tag & 16 != 0,
            object: self.number(),
            clock: self.number(),
            stepped: self.number(),
            frames: Kept::default(),
            sleep: Sleep::No,
            joins: None,
            executor: None,
        };
        if status != Status::Ended {
            thread.executor = self.optional_reference();
            if status == Status::Joining {
                thread.joins = self.optional_reference();
            }
            thread.sleep = self.sleep();
            thread.frames = parts.calls.kept(self.number());
        }
        thread
    }

    fn sleep(&mut self) -> Sleep {
        match self.byte() {
            0 => Sleep::No,
            tag @ (1 | 2) => Sleep::Event {
                event: self.number(),
                woken: tag == 2,
            },
            tag @ (3 | 4) => Sleep::Condition {
                condition: self.number(),
                notified: tag == 4,
                depth: self.number(),
            },
            5 => Sleep::Barrier {
                barrier: self.number(),
                index: self.number(),
            },
            _ => Sleep::Done,
        }
    }
}
