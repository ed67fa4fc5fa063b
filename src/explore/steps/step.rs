//! The steps of threads: the closed set of atomic actions, and what they name. Plain data.

/// A shared variable, as an index into the program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Var(pub(super) usize);

/// A lock that one thread holds at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lock(pub(super) usize);

/// A semaphore, by its place in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Semaphore(pub(super) usize);

/// A barrier: how many threads have arrived in this round, and the permits with which waiting ones leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Barrier {
    pub(super) arrived: Var,
    pub(super) leaving: Semaphore,
    /// How many threads it waits for.
    pub(super) parties: u32,
    /// Whether it stays open after its first round.
    pub(super) once: bool,
}

/// A condition variable, by its place in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition(pub(super) usize);

/// A queue, by its place in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Queue(pub(super) usize);

/// A register of one thread: a local variable that no other thread sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Register(pub(super) usize);

impl Var {
    /// Its place among the program's variables.
    pub fn place(self) -> usize {
        self.0
    }
}

impl Lock {
    /// Its place among the program's locks.
    pub fn place(self) -> usize {
        self.0
    }
}

impl Semaphore {
    /// Its place among the program's semaphores.
    pub fn place(self) -> usize {
        self.0
    }
}

impl Queue {
    /// Its place among the program's queues.
    pub fn place(self) -> usize {
        self.0
    }
}

impl Register {
    /// Its place among the thread's registers.
    pub fn place(self) -> usize {
        self.0
    }
}

impl Barrier {
    /// The variable that counts arrivals.
    pub fn arrived(self) -> Var {
        self.arrived
    }

    /// The semaphore from which waiting threads take a permit to leave.
    pub fn leaving(self) -> Semaphore {
        self.leaving
    }

    /// How many threads it waits for, and whether it stays open after its first round.
    pub fn parties(self) -> (u32, bool) {
        (self.parties, self.once)
    }
}

/// The capacity of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// Nothing: a put ends only once its item has been taken.
    Rendezvous,
    /// Up to this many items; a put into a full queue waits.
    Bounded(u32),
    /// Any number; a put never waits.
    Unbounded,
}

/// What a step writes, adds or puts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// This number.
    Is(u32),
    /// The number in a register of the thread plus this.
    Plus(Register, u32),
    /// The number in a register of the thread minus this, but at least 0.
    Minus(Register, u32),
    /// The value of a variable that no other thread writes from now on.
    Of(Var),
}

/// What a look tests about a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Is it this number?
    Is(u32),
    /// Is it below this number?
    Below(u32),
    /// Is it above this number?
    Above(u32),
}

/// A poll that saw nothing new: the step it starts again with waits until what it watches differs from
/// what it saw, which is in a register (0 for nothing, otherwise what was seen plus one).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// What must change.
    pub var: Var,
    /// The register that remembers what was seen.
    pub seen: Register,
}

/// One atomic action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Copy a variable to a register.
    Read(Var, Register),
    /// Set a variable.
    Write(Var, Value),
    /// Add to a variable in one step (an atomic `fetch_add`).
    Add(Var, Value),
    /// Take one from `from`; if there is none, count that in `short` instead.
    Remove {
        /// The number of things there are.
        from: Var,
        /// Counts the times there was nothing to take.
        short: Var,
    },
    /// Continue if the test holds, otherwise go to the step `other`, remembering what was seen if `seen`
    /// is given.
    Look {
        /// The variable to look at.
        var: Var,
        /// What it should be.
        test: Test,
        /// Where to go if it isn't.
        other: usize,
        /// The register that remembers what was seen, for a poll.
        seen: Option<Register>,
        /// Counts the failed looks.
        vain: Option<Var>,
    },
    /// Enter where several threads may be inside; waits while either of two variables is above 0.
    Enter {
        /// The variables that must be 0.
        closed_by: [Var; 2],
        /// Counts the waiting threads, which this one leaves.
        from: Option<Var>,
        /// Counts the threads inside.
        count: Var,
        /// Counts the waiting threads that can be overtaken while others are inside, and how often they are.
        past: Option<(Var, Var)>,
    },
    /// Take a lock; waits while another thread holds it.
    Lock(Lock),
    /// Release a lock.
    Unlock(Lock),
    /// Take a lock if it is free, otherwise go to the step `other`.
    TryLock {
        /// The lock.
        lock: Lock,
        /// Where to go if it is held.
        other: usize,
    },
    /// Take a permit; waits while there is none.
    Acquire(Semaphore),
    /// Return a permit.
    Release(Semaphore),
    /// Arrive at a barrier; waits while threads that it released are still leaving. The last thread of a
    /// round opens it and goes to the step `other`; those before it leave with a permit each.
    Arrive {
        /// The barrier.
        at: Barrier,
        /// Where a thread goes that doesn't have to wait.
        other: usize,
    },
    /// First half of a wait: release the lock and go to sleep, in one step.
    Sleep(Condition, Lock),
    /// Second half of a wait: notified (or woken spuriously, while the budget lasts), and the lock
    /// reacquired.
    Wake(Condition, Lock),
    /// Wake one of the threads that wait now, whichever comes first.
    NotifyOne(Condition),
    /// Wake every thread that waits now.
    NotifyAll(Condition),
    /// Put an item into a queue; waits while it is full.
    Put(Queue, Value),
    /// Take the oldest item from a queue; waits while it is empty.
    Take(Queue, Register),
    /// Wait for another thread's end.
    Join(usize),
    /// Copy a variable to one that no other thread uses, which keeps the value for the end.
    Copy {
        /// The variable to read.
        from: Var,
        /// The variable to keep it in.
        to: Var,
    },
    /// Wait until everything the thread has written is in memory.
    Fence,
    /// Move the oldest store in a thread's queue to memory: the one made by its step `store`.
    Drain {
        /// The thread.
        of: usize,
        /// The place of the step.
        store: usize,
    },
}

/// One step of a thread: an action, where it leads, and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The action.
    pub op: Op,
    /// The step after it.
    pub next: usize,
    /// The polls, if any, one of which must have seen a change before this step can be taken.
    pub again: Vec<Watch>,
    /// Its words in the list of steps; empty if another step's words cover it.
    pub name: String,
    /// Its words once taken; `{}` is replaced by the value.
    pub text: String,
    /// Its words if it took the other branch (a test that failed, a lock that was held).
    pub other: String,
}

/// One thread of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// What it is: `worker`, `producer`.
    pub role: String,
    /// Its steps in order; its end is the place after the last.
    pub steps: Vec<Step>,
    /// How many registers it has.
    pub registers: usize,
    /// The thread whose store queue this is, if it is one.
    pub queue_of: Option<usize>,
}
