//! The step programs of `readers-writers`: entering is one step, which waits as the rule says. How many
//! readers entered beside others while a writer waited?

use super::admission_rule::AdmissionRule;
use crate::demo::modes;
use explore::{
    Builder, Ending, LETTERS, Lesson, MOST, Op, Program, Size, Sizes, Steps, Unfit, Value, Var,
    many,
};

const READERS: Size = Size::from_one("readers", "Threads that read", 2, LETTERS - 1);
const WRITERS: Size = Size::from_one("writers", "Threads that write", 1, LETTERS - 1);
const ROUNDS: Size = Size::from_one("rounds", "Times that each of them does so", 1, MOST);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, AdmissionRule {
        Mutex: "one inside at a time";
        RwLock: "readers wait only while a writer is inside";
        WriterFirst: "readers wait also while a writer does";
    }),
    default: AdmissionRule::RwLock.name(),
    options: &[READERS, WRITERS, ROUNDS],
};

/// The program of a variant.
fn program(way: AdmissionRule, sizes: &Sizes) -> Result<Program, Unfit> {
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
    let planted = way == AdmissionRule::RwLock && readers > 1;
    if way == AdmissionRule::Mutex {
        program.promise("no two are inside at once", false);
    } else {
        program.promise("no reader goes ahead of a writer that waits", planted);
    }
    let named = |name| program.var(name, 0);
    let [reading, writing, waiting, ahead] = ["reading", "writing", "waiting", "ahead"].map(named);
    let most = program.peak_of(reading, "most");
    program.hide(most);
    let counts = Counts {
        reading,
        writing,
        waiting,
        ahead,
        missing: program.var("missing", 0),
    };
    program.hide(counts.missing);
    for _ in 0..readers {
        program.thread(counts.reader(way, rounds));
    }
    for _ in 0..writers {
        program.thread(counts.writer(rounds));
    }
    Ok(program.finish(move |finals| {
        if way == AdmissionRule::Mutex {
            let most = finals[most];
            return Ending::good(most, format!("most = {most}"))
                .meaning("never more than one reads");
        }
        let ahead = finals[counts.ahead];
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

/// How many threads are where.
#[derive(Clone, Copy)]
struct Counts {
    reading: Var,
    writing: Var,
    /// Writers that wait.
    waiting: Var,
    /// Readers that overtook one.
    ahead: Var,
    /// Counts departures of a thread that was not inside, which never happen.
    missing: Var,
}

impl Counts {
    fn reader(self, way: AdmissionRule, rounds: u32) -> Steps {
        let mut reader = Steps::of("reader");
        for _ in 0..rounds {
            let place = reader.here();
            let enter = Op::Enter {
                closed_by: match way {
                    AdmissionRule::Mutex => [self.reading, self.writing],
                    AdmissionRule::RwLock => [self.writing, self.writing],
                    AdmissionRule::WriterFirst => [self.writing, self.waiting],
                },
                from: None,
                count: self.reading,
                past: Some((self.waiting, self.ahead)),
            };
            reader.step(enter, "read lock", "read lock");
            reader.at(place).other = "read lock, ahead of a writer".into();
            self.leave(&mut reader, self.reading, "read unlock");
        }
        reader
    }

    fn writer(self, rounds: u32) -> Steps {
        let mut writer = Steps::of("writer");
        for _ in 0..rounds {
            writer.step(Op::Add(self.waiting, Value::Is(1)), "come", "come");
            let enter = Op::Enter {
                closed_by: [self.reading, self.writing],
                from: Some(self.waiting),
                count: self.writing,
                past: None,
            };
            writer.step(enter, "write lock", "write lock");
            self.leave(&mut writer, self.writing, "write unlock");
        }
        writer
    }

    fn leave(self, thread: &mut Steps, from: Var, words: &str) {
        let short = self.missing;
        thread.step(Op::Remove { from, short }, words, words);
    }
}
