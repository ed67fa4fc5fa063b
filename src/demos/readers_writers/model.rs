//! The step programs of `readers-writers`: to go in is one step, which waits for whom the rule says. How
//! many readers went in beside others while a writer waited?

use super::way::Way;
use crate::demos::demo::modes;
use crate::explore::{
    Builder, Ending, LETTERS, Lesson, MOST, Op, Program, Size, Sizes, Steps, Unfit, Value, many,
};

const READERS: Size = Size::from_one("readers", "Threads that read", 2, LETTERS - 1);
const WRITERS: Size = Size::from_one("writers", "Threads that write", 1, LETTERS - 1);
const ROUNDS: Size = Size::from_one("rounds", "Times that each of them does so", 1, MOST);

/// What the explorer knows of this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Way {
        Mutex: "one inside at a time";
        RwLock: "readers wait only while a writer is inside";
        WriterFirst: "readers wait also while a writer does";
    }),
    default: Way::RwLock.name(),
    options: &[READERS, WRITERS, ROUNDS],
};

/// The program of a variant.
fn program(way: Way, sizes: &Sizes) -> Result<Program, Unfit> {
    let readers = sizes.of(READERS)?;
    let writers = sizes.of(WRITERS)?;
    let rounds = sizes.of(ROUNDS)?;
    Sizes::threads(readers + writers)?;
    let size = format!(
        "{}, {} x {}",
        many(readers, "reader"),
        many(writers, "writer"),
        many(rounds, "round")
    );
    let mut program = Builder::new("readers-writers", way.name(), size);
    let planted = way == Way::RwLock && readers > 1;
    if way == Way::Mutex {
        program.promise("no two are inside at once", false);
    } else {
        program.promise("no reader goes ahead of a writer that waits", planted);
    }
    let reading = program.var("reading", 0);
    let writing = program.var("writing", 0);
    let waiting = program.var("waiting", 0);
    let ahead = program.var("ahead", 0);
    let most = program.peak_of(reading, "most");
    program.hide(most);
    // Not a thread that left: one that was not inside, which none is.
    let missing = program.var("missing", 0);
    program.hide(missing);
    let leave = |thread: &mut Steps, from, words: &str| {
        let short = missing;
        thread.step(Op::Remove { from, short }, words, words);
    };
    for _ in 0..readers {
        let mut reader = Steps::of("reader");
        for _ in 0..rounds {
            let place = reader.here();
            let enter = Op::Enter {
                closed_by: match way {
                    Way::Mutex => [reading, writing],
                    Way::RwLock => [writing, writing],
                    Way::WriterFirst => [writing, waiting],
                },
                from: None,
                count: reading,
                past: Some((waiting, ahead)),
            };
            reader.step(enter, "read lock", "read lock");
            reader.at(place).other = "read lock, ahead of a writer".into();
            leave(&mut reader, reading, "read unlock");
        }
        program.thread(reader);
    }
    for _ in 0..writers {
        let mut writer = Steps::of("writer");
        for _ in 0..rounds {
            writer.step(Op::Add(waiting, Value::Is(1)), "come", "come");
            let enter = Op::Enter {
                closed_by: [reading, writing],
                from: Some(waiting),
                count: writing,
                past: None,
            };
            writer.step(enter, "write lock", "write lock");
            leave(&mut writer, writing, "write unlock");
        }
        program.thread(writer);
    }
    Ok(program.finish(move |finals| {
        if way == Way::Mutex {
            let most = finals[most];
            return Ending::good(most, format!("most = {most}"))
                .meaning("never more than one reads");
        }
        let ahead = finals[ahead];
        let name = format!("ahead = {ahead}");
        let times = many(ahead, "read");
        let ending = if ahead == 0 {
            Ending::good(0, name).meaning("no writer is passed by")
        } else {
            Ending::bad(ahead, name, format!("{times} ahead of a writer that waits"))
        };
        let wanted = if ahead == 0 { "no read" } else { &times };
        ending.goal(format!("let {wanted} go ahead of a writer that waits"))
    }))
}
