//! A start line for a fixed number of threads; before it, two of them meet.
//!
//! Owns which threads meet, which are still to come and when all may start; what the two do before and
//! after they meet is left to [`counter`](super::counter).

use super::{Arc, Closed, Condvar, Mutex, MutexGuard, PoisonError};

/// The start line itself, kept by the thread that may have to call off the start.
///
/// Its counterparts are `threading.Barrier` in Python and `std::sync::Barrier`. They wait forever for a
/// thread that never comes; here a dropped seat is not waited for, and `close` ends every wait.
///
/// ```
/// use sync::rendezvous::{Meeting, Rendezvous};
///
/// let (_rendezvous, seats) = Rendezvous::new(2);
/// std::thread::scope(|scope| {
///     for mut seat in seats {
///         scope.spawn(move || {
///             assert_eq!(seat.meet(), Ok(Meeting::Met));
///             assert_eq!(seat.line_up(), Ok(()));
///         });
///     }
/// });
/// ```
#[derive(Debug)]
pub struct Rendezvous {
    line: Arc<StartLine>,
}

#[derive(Debug)]
struct StartLine {
    state: Mutex<State>,
    second_arrived: Condvar,
    all_there: Condvar,
}

#[derive(Debug)]
struct State {
    /// Seats that may still come to the meeting.
    to_meet: usize,
    /// Seats that have arrived at the meeting: 0, 1 (that one is waiting), or 2 (they met; no others will).
    arrived: u8,
    /// Seats that have not reached the start line but still may.
    to_start: usize,
    closed: bool,
}

/// How a meeting went for one seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// This thread and one other were both here before either continued.
    Met,
    /// Two others meet; this thread was not held.
    Spare,
    /// No other thread can come any more.
    Alone,
}

impl Meeting {
    /// How many updates a thread has made once its first one has gone through a meeting: 1 if it met,
    /// else 0.
    pub fn updates(self) -> u64 {
        u64::from(self == Self::Met)
    }
}

impl Rendezvous {
    /// Makes a start line for this many threads, and a seat for each of them.
    pub fn new(seats: usize) -> (Self, Vec<Seat>) {
        let line = Arc::new(StartLine {
            state: Mutex::new(State {
                to_meet: seats,
                arrived: 0,
                to_start: seats,
                closed: false,
            }),
            second_arrived: Condvar::new(),
            all_there: Condvar::new(),
        });
        let seat = || Seat {
            line: Arc::clone(&line),
            may_meet: true,
            may_start: true,
        };
        let seats = std::iter::repeat_with(seat).take(seats).collect();
        (Self { line }, seats)
    }

    /// Ends every wait with [`Closed`], current and future; it can't undo a meeting.
    pub fn close(&self) {
        self.line.state().closed = true;
        self.line.second_arrived.notify_all();
        self.line.all_there.notify_all();
    }
}

impl StartLine {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a seat out of the meeting, unless it was counted already.
    fn pass_meeting(&self, state: &mut State, may_meet: &mut bool) {
        if std::mem::take(may_meet) {
            state.to_meet -= 1;
            if state.to_meet == 0 {
                self.second_arrived.notify_all();
            }
        }
    }

    /// Counts a seat as one that the start need not wait for, unless it was counted already.
    fn reach_start(&self, state: &mut State, may_start: &mut bool) {
        if std::mem::take(may_start) {
            state.to_start -= 1;
            if state.to_start == 0 {
                self.all_there.notify_all();
            }
        }
    }
}

/// One thread's place at a [`Rendezvous`]. When it is dropped, even by a panic or with a task that never
/// ran, others no longer wait for it.
#[derive(Debug)]
pub struct Seat {
    line: Arc<StartLine>,
    may_meet: bool,
    may_start: bool,
}

impl Seat {
    /// The first two threads that call this wait for each other; later ones pass through, and so does a
    /// second call.
    ///
    /// The two always get the same result: both `Met`, or neither.
    pub fn meet(&mut self) -> Result<Meeting, Closed> {
        let mut state = self.line.state();
        if state.closed {
            return Err(Closed);
        }
        if state.arrived == 2 || !self.may_meet {
            return Ok(Meeting::Spare);
        }
        self.may_meet = false;
        state.to_meet -= 1;
        state.arrived += 1;
        if state.arrived == 2 {
            self.line.second_arrived.notify_all();
            return Ok(Meeting::Met);
        }
        while state.arrived < 2 && state.to_meet > 0 && !state.closed {
            state = self
                .line
                .second_arrived
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        // This order matters: once the second thread has continued, a close can't undo the meeting.
        if state.arrived == 2 {
            Ok(Meeting::Met)
        } else if state.closed {
            Err(Closed)
        } else {
            Ok(Meeting::Alone)
        }
    }

    /// Waits at the start line until every seat is there or dropped; then all start at once. This works
    /// only once.
    ///
    /// A seat that skipped the meeting can't join it later.
    pub fn line_up(&mut self) -> Result<(), Closed> {
        let mut state = self.line.state();
        self.line.pass_meeting(&mut state, &mut self.may_meet);
        self.line.reach_start(&mut state, &mut self.may_start);
        while state.to_start > 0 && !state.closed {
            state = self
                .line
                .all_there
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed { Err(Closed) } else { Ok(()) }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.line.state();
        self.line.pass_meeting(&mut state, &mut self.may_meet);
        self.line.reach_start(&mut state, &mut self.may_start);
    }
}
