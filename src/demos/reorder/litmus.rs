//! Litmus tests as data: a few threads of two or three accesses, and the outcome asked about.
//!
//! A test is written with its threads side by side: `x=1 y | y=1 x` is a thread that writes 1 to x and
//! reads y, and one that writes 1 to y and reads x. The values read are called r1, r2 and so on, in text
//! order.

use std::fmt::Write as _;

use super::access_order::AccessOrder;
use explore::{Builder, Ending, Memory, Op, Program, Steps, Value, Var, letter};

/// One access of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access<'t> {
    /// Writes a number to a variable.
    Write(&'t str, u32),
    /// Reads a variable.
    Read(&'t str),
    /// Waits until what was written is in memory.
    Fence,
}

/// A test.
#[derive(Clone, Copy, Debug)]
pub(super) struct Litmus<'t> {
    /// Its threads.
    pub(super) threads: &'t str,
    /// The outcome asked about: `r1=0 r2=0`.
    pub(super) asked: &'t str,
}

impl<'t> Litmus<'t> {
    /// The accesses of each thread, with a fence between each two if that is the order.
    pub(super) fn accesses(self, order: AccessOrder) -> Vec<Vec<Access<'t>>> {
        let threads = self.threads.split('|').map(|thread| {
            let mut all = Vec::new();
            for word in thread.split_whitespace() {
                if order == AccessOrder::Fence && !all.is_empty() {
                    all.push(Access::Fence);
                }
                all.push(match word.split_once('=') {
                    Some((var, value)) => Access::Write(var, value.parse().unwrap_or(0)),
                    None if word == "fence" => Access::Fence,
                    None => Access::Read(word),
                });
            }
            all
        });
        threads.collect()
    }

    /// What each thread does, in words: `A: x = 1, r1 = y`.
    pub(super) fn told(self, order: AccessOrder) -> Vec<String> {
        let mut reads = 0;
        let mut word = |access: &Access<'_>| match access {
            Access::Fence => "fence".to_owned(),
            Access::Write(var, value) => format!("{var} = {value}"),
            Access::Read(var) => {
                reads += 1;
                format!("r{reads} = {var}")
            }
        };
        let threads = self.accesses(order).into_iter().enumerate();
        let told = threads.map(|(place, accesses)| {
            let words: Vec<_> = accesses.iter().map(&mut word).collect();
            format!("thread {}: {}", letter(place), words.join(", "))
        });
        told.collect()
    }

    /// The conditions of the outcome asked about, as pairs.
    fn asks(self) -> impl Iterator<Item = (&'t str, u32)> {
        let pairs = self.asked.split_whitespace();
        pairs.filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name, value.parse().ok()?))
        })
    }

    /// Whether these reads have the outcome asked about, for a test that asks only about reads.
    pub(super) fn asked_of(self, reads: &[u32]) -> bool {
        self.asks()
            .map(|(_, value)| value)
            .eq(reads.iter().copied())
    }

    /// Its step program.
    pub(super) fn program(self, order: AccessOrder, memory: Memory, words: &TestWords) -> Program {
        let size = format!("{}, {}", words.title, memory.name());
        let mut program = Builder::new("reorder", order.name(), size);
        // A sequentially consistent store doesn't end before it is in memory (on x86: xchg).
        let queued = order != AccessOrder::SeqCst;
        program.memory(if queued { memory } else { Memory::Sc });
        if !queued && memory == Memory::Tso {
            program.remark("a seq-cst store ends once it is in memory, so none waits in a queue");
        }
        let planted = words.tso && order == AccessOrder::Relaxed && memory == Memory::Tso;
        program.promise(words.promise, planted);
        let mut shared = Shared::default();
        for accesses in self.accesses(order) {
            let mut thread = Steps::of("thread");
            for access in accesses {
                shared.step(&mut program, &mut thread, access);
            }
            program.thread(thread);
        }
        let asked: Vec<(Var, u32)> = self
            .asks()
            .map(|(name, value)| (shared.named(name), value))
            .collect();
        let reads = shared.reads;
        let meaning = words.meaning;
        program.finish(move |finals| {
            let values: Vec<u32> = reads.iter().map(|read| finals[*read]).collect();
            let rank = values.iter().fold(0, |rank, value| rank * 4 + value);
            let name = outcome(&values);
            if asked.iter().all(|(var, value)| finals[*var] == *value) {
                Ending::bad(rank, name, meaning)
            } else {
                Ending::good(rank, name).meaning("as in one order of all steps")
            }
        })
    }
}

/// The variables of a program being built, and where its reads are kept.
#[derive(Default)]
struct Shared<'t> {
    vars: Vec<(&'t str, Var)>,
    reads: Vec<Var>,
}

impl<'t> Shared<'t> {
    /// The variable with this name, which is added if there is none yet.
    fn var(&mut self, program: &mut Builder, name: &'t str) -> Var {
        let known = self.vars.iter().find(|(known, _)| *known == name);
        if let Some((_, var)) = known {
            return *var;
        }
        let var = program.var(name, 0);
        self.vars.push((name, var));
        var
    }

    /// The variable, or the read, that a test calls by this name.
    fn named(&self, name: &str) -> Var {
        let nth = name
            .strip_prefix('r')
            .and_then(|nth| nth.parse::<usize>().ok());
        let var = match nth {
            Some(nth) => self.reads.get(nth - 1),
            None => self
                .vars
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, var)| var),
        };
        *var.expect("a test asks about what it names")
    }

    /// Adds an access to a thread.
    fn step(&mut self, program: &mut Builder, thread: &mut Steps, access: Access<'t>) {
        match access {
            Access::Fence => thread.fence(),
            Access::Write(name, value) => {
                let var = self.var(program, name);
                let name = format!("{name} = {value}");
                thread.step(Op::Write(var, Value::Is(value)), &name, &*name)
            }
            Access::Read(name) => {
                let from = self.var(program, name);
                let register = format!("r{}", self.reads.len() + 1);
                let to = program.var(&register, 0);
                program.hide(to);
                self.reads.push(to);
                thread.copy(from, to, &format!("{register} = {name}"))
            }
        };
    }
}

/// The words about a test.
#[derive(Clone, Copy, Debug)]
pub(super) struct TestWords {
    /// Its full name.
    pub(super) title: &'static str,
    /// What holds if steps are taken one at a time.
    pub(super) promise: &'static str,
    /// What it means if it doesn't.
    pub(super) meaning: &'static str,
    /// Whether x86-TSO allows the outcome asked about.
    pub(super) tso: bool,
}

/// What was read, in words: `r1 = 0, r2 = 1`.
pub(super) fn outcome(reads: &[u32]) -> String {
    let mut text = String::new();
    for (nth, value) in (1..).zip(reads) {
        let gap = if nth > 1 { ", " } else { "" };
        // Writing to a string can't fail.
        let _ = write!(text, "{gap}r{nth} = {value}");
    }
    text
}
