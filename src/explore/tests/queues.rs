//! Store queues as plain code, with a real queue for each thread: every schedule is tried one by one and
//! compared with what the search counted under either memory model. Nothing here relies on a queue's
//! contents following from places.

use super::tally::Tallies;
use demos::lesson;
use explore::{Findings, Limits, MEMORY, Sizes, explore, letter};

/// What a thread does next, variables by number.
#[derive(Clone, Copy)]
enum Act {
    Write(usize, u32),
    /// Reads a variable; the results are kept in the order of this number.
    Read(usize, usize),
    Fence,
    /// Skips the next act if the variable is 0, otherwise remembers what it was.
    LookFlag(usize),
    /// Goes back to the previous act and waits there for a change, unless the variable is this number.
    LookTurn(usize, u32),
    Enter,
    Leave,
}
use Act::{Enter, Fence, Leave, LookFlag, LookTurn, Read, Write};

/// Writes that are not in memory yet, oldest first. It is copied with its world at each step.
#[derive(Clone, Copy, Default)]
struct Queue {
    writes: [(usize, u32); 4],
    length: usize,
}

impl Queue {
    fn push(&mut self, write: (usize, u32)) {
        self.writes[self.length] = write;
        self.length += 1;
    }

    fn pop(&mut self) -> Option<(usize, u32)> {
        self.length = self.length.checked_sub(1)?;
        let oldest = self.writes[0];
        self.writes.copy_within(1.., 0);
        Some(oldest)
    }

    /// The last value written to a variable.
    fn last(&self, var: usize) -> Option<u32> {
        let mut writes = self.writes[..self.length].iter().rev();
        writes.find(|one| one.0 == var).map(|one| one.1)
    }
}

#[derive(Clone, Copy, Default)]
struct World {
    at: [usize; 4],
    memory: [u32; 3],
    queues: [Queue; 4],
    reads: [u32; 4],
    /// What a thread saw in its last two looks, if both failed.
    saw: [Option<[u32; 2]>; 4],
    inside: u32,
    most: u32,
}

impl World {
    /// What a thread sees in a variable.
    fn sees(&self, thread: usize, var: usize) -> u32 {
        let own = self.queues[thread].last(var);
        own.unwrap_or(self.memory[var])
    }
}

struct Trial<'a> {
    threads: &'a [Vec<Act>],
    queued: bool,
    name: &'a dyn Fn(&World) -> String,
    letters: String,
    found: Tallies,
}

impl Trial<'_> {
    /// The world after a thread's next act; `None` if it has to wait, or has ended.
    fn after(&self, world: &World, thread: usize) -> Option<World> {
        let acts = &self.threads[thread];
        let at = world.at[thread];
        let act = *acts.get(at)?;
        let mut next = *world;
        next.at[thread] += 1;
        match act {
            Write(var, value) if self.queued => next.queues[thread].push((var, value)),
            Write(var, value) => next.memory[var] = value,
            Read(var, nth) => next.reads[nth] = world.sees(thread, var),
            Fence if world.queues[thread].length == 0 => {}
            Fence => return None,
            LookFlag(flag) => {
                let LookTurn(turn, _) = acts[at + 1] else {
                    unreachable!()
                };
                let now = [flag, turn].map(|var| world.sees(thread, var));
                if world.saw[thread] == Some(now) {
                    return None;
                }
                next.saw[thread] = None;
                next.at[thread] += usize::from(now[0] == 0);
            }
            LookTurn(turn, mine) => {
                let now = world.sees(thread, turn);
                if now != mine {
                    next.saw[thread] = Some([1, now]);
                    next.at[thread] = at - 1;
                }
            }
            Enter => {
                next.inside += 1;
                next.most = next.most.max(next.inside);
            }
            Leave => next.inside -= 1,
        }
        Some(next)
    }

    /// Everything that can come next: the threads, then the queues, with 26 for the first thread's.
    fn next(&self, world: &World) -> Vec<(usize, World)> {
        let threads = 0..self.threads.len();
        let acts = threads
            .clone()
            .filter_map(|one| Some((one, self.after(world, one)?)));
        let drained = threads.filter_map(|one| {
            let mut next = *world;
            let (var, value) = next.queues[one].pop()?;
            next.memory[var] = value;
            Some((26 + one, next))
        });
        acts.chain(drained).collect()
    }

    fn go_on(&mut self, world: &World, last: Option<usize>, preemptions: u32, chance: f64) {
        let next = self.next(world);
        if next.is_empty() {
            let all = self.threads.iter().zip(world.at);
            assert!(
                all.into_iter().all(|(acts, at)| at == acts.len()),
                "{}",
                self.letters
            );
            let name = (self.name)(world);
            self.found.add(name, &self.letters, preemptions, chance);
        }
        let able = next.iter().any(|(mover, _)| Some(*mover) == last);
        let share = chance / next.len() as f64;
        for (mover, after) in next {
            let preempted = u32::from(able && Some(mover) != last);
            self.letters.push(letter(mover));
            self.go_on(&after, Some(mover), preemptions + preempted, share);
            self.letters.pop();
        }
    }
}

/// Compares what the search finds for a variant with all schedules tried; returns how many there are.
fn compare(
    findings: &Findings,
    threads: &[Vec<Act>],
    queued: bool,
    name: &dyn Fn(&World) -> String,
) -> u64 {
    let mut trial = Trial {
        threads,
        queued,
        name,
        letters: String::new(),
        found: Tallies::default(),
    };
    trial.go_on(&World::default(), None, 0, 1.0);
    let what = format!("{:?}", findings.about.title);
    trial.found.agree_with(findings, &what);
    trial.found.schedules()
}

/// What the search finds; `None` if there are too many schedules to try.
fn found(demo: &str, variant: &str, sizes: &Sizes) -> Option<Findings> {
    const MOST: u32 = 200_000;
    let program = lesson(demo).program(variant, sizes).unwrap();
    let findings = explore(&program, &Limits::default());
    let few = findings
        .schedules
        .exact()
        .is_some_and(|all| *all <= MOST.into());
    few.then_some(findings)
}

/// The five tests, x as 0 and y as 1.
fn litmus() -> [Vec<Vec<Act>>; 5] {
    let (x, y) = (0, 1);
    [
        vec![vec![Write(x, 1), Read(y, 0)], vec![Write(y, 1), Read(x, 1)]],
        vec![vec![Write(x, 1), Write(y, 1)], vec![Read(y, 0), Read(x, 1)]],
        vec![vec![Read(x, 0), Write(y, 1)], vec![Read(y, 1), Write(x, 1)]],
        vec![vec![Write(x, 1)], vec![Read(x, 0), Read(x, 1)]],
        vec![
            vec![Write(x, 1)],
            vec![Write(y, 1)],
            vec![Read(x, 0), Read(y, 1)],
            vec![Read(y, 2), Read(x, 3)],
        ],
    ]
}

#[test]
fn memory_tests_agree_with_every_schedule_tried_on_real_queues() {
    let mut tried = Vec::new();
    for (test, threads) in litmus().into_iter().enumerate() {
        let reads = if test == 4 { 4 } else { 2 };
        let name = move |world: &World| {
            let reads = (1..).zip(&world.reads[..reads]);
            let reads: Vec<_> = reads
                .map(|(nth, value)| format!("r{nth} = {value}"))
                .collect();
            reads.join(", ")
        };
        let fenced = threads.iter().map(|acts| match acts[..] {
            [one, two] => vec![one, Fence, two],
            _ => acts.clone(),
        });
        let fenced: Vec<_> = fenced.collect();
        for (variant, threads) in [
            ("relaxed", &threads),
            ("fence", &fenced),
            ("seq-cst", &threads),
        ] {
            for memory in [0, 1] {
                let sizes = Sizes::from([("test", test as u64), (MEMORY.option, memory)]);
                let queued = memory == 1 && variant != "seq-cst";
                if let Some(findings) = found("reorder", variant, &sizes) {
                    tried.push(compare(&findings, threads, queued, &name));
                }
            }
        }
    }
    assert_eq!(tried.len(), 30);
    assert_eq!(tried[..2], [6, 80], "store buffering");
}

/// One round of Peterson's lock: the flags as 0 and 1, the turn as 2.
fn peterson(variant: &str, me: usize) -> Vec<Act> {
    let (mine, theirs) = ([1, 2][me], [2, 1][me]);
    let (flag, turn) = (Write(me, 1), Write(2, theirs));
    let ask = match variant {
        "peterson" => vec![flag, Fence, turn, Fence],
        "no-fence" => vec![flag, turn],
        _ => vec![turn, Fence, flag, Fence],
    };
    let inside = [
        LookFlag(1 - me),
        LookTurn(2, mine),
        Enter,
        Leave,
        Write(me, 0),
    ];
    ask.into_iter().chain(inside).collect()
}

#[test]
fn petersons_lock_agrees_with_every_schedule_tried() {
    let mut tried = 0;
    for variant in ["peterson", "no-fence", "swapped"] {
        let threads = [0, 1].map(|me| peterson(variant, me));
        for memory in [0, 1] {
            let sizes = Sizes::from([(MEMORY.option, memory)]);
            let name = |world: &World| format!("most = {}", world.most);
            if let Some(findings) = found("peterson", variant, &sizes) {
                tried += 1;
                compare(&findings, &threads, memory == 1, &name);
            }
        }
    }
    assert_eq!(tried, 4, "with queues, all but one have too many");
}

#[test]
fn store_buffering_ends_with_two_zeros_in_18_of_80_schedules_and_in_none_of_6() {
    for (memory, all, zeros) in [(0, 6_u32, 0), (1, 80, 18)] {
        let sizes = Sizes::from([(MEMORY.option, memory)]);
        let findings = found("reorder", "relaxed", &sizes).unwrap();
        assert_eq!(findings.schedules.exact(), Some(&all.into()));
        let two = findings
            .outcomes
            .iter()
            .find(|one| one.ending.name == "r1 = 0, r2 = 0");
        let two = two.map_or(0, |one| {
            u32::try_from(one.schedules.as_ref().unwrap()).unwrap()
        });
        assert_eq!(two, zeros);
    }
}
