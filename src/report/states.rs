//! The states in which pictures show a thread: a table row for each, with its name, its legend, and how
//! it is drawn in the terminal and on the page.

use anstyle::AnsiColor;

use engine::record::Wait;

/// What a lane is doing while it has a task or waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum State {
    /// Running: its time queued for a CPU is known and drawn separately.
    Running,
    /// Running or queued for a CPU; the system doesn't report which.
    Busy,
    /// It waits.
    Waiting(Wait),
}

/// One state.
pub(super) struct StateRow {
    /// The state.
    pub(super) state: State,
    /// Its name, which is also its class on the page.
    pub(super) name: &'static str,
    /// What a legend says about it.
    pub(super) about: &'static str,
    /// Its marks in the terminal, one column wide: one that every font has, and an ASCII one.
    pub(super) marks: [char; 2],
    /// Its color in the terminal; the default color if none.
    pub(super) color: Option<AnsiColor>,
    /// The top and height of its shapes in a band 20 high; no two states are alike.
    pub(super) shape: &'static [(usize, usize)],
    /// Its colors on the page, in light and in dark mode.
    pub(super) page: [&'static str; 2],
}

/// The states in the order that legends and shares list them.
pub(super) const STATES: [StateRow; 9] = [
    StateRow {
        state: State::Running,
        name: "running",
        about: "running",
        marks: ['█', '#'],
        color: Some(AnsiColor::Cyan),
        shape: &[(0, 20)],
        page: ["#0072b2", "#56b4e9"],
    },
    StateRow {
        state: State::Busy,
        name: "busy",
        about: "running or wanting a CPU",
        marks: ['▓', '%'],
        color: Some(AnsiColor::Cyan),
        shape: &[(2, 16)],
        page: ["#3a8fbf", "#3b8fc0"],
    },
    StateRow {
        state: State::Waiting(Wait::Queued),
        name: "queued",
        about: "wanting a CPU",
        marks: ['▒', '?'],
        color: Some(AnsiColor::BrightMagenta),
        shape: &[(7, 6)],
        page: ["#7a4fc0", "#b79cf2"],
    },
    StateRow {
        state: State::Waiting(Wait::Sleep),
        name: "sleep",
        about: "sleeping",
        marks: ['─', '-'],
        color: None,
        shape: &[(9, 2)],
        page: ["#6d7a88", "#94a1b0"],
    },
    StateRow {
        state: State::Waiting(Wait::Lock),
        name: "lock",
        about: "waiting for a lock",
        marks: ['╳', 'x'],
        color: Some(AnsiColor::Red),
        shape: &[(0, 5), (15, 5)],
        page: ["#c04f00", "#ff8a3c"],
    },
    StateRow {
        state: State::Waiting(Wait::Permit),
        name: "permit",
        about: "waiting for a permit",
        marks: ['▄', '='],
        color: Some(AnsiColor::Magenta),
        shape: &[(10, 10)],
        page: ["#b0568f", "#e29ac4"],
    },
    StateRow {
        state: State::Waiting(Wait::Signal),
        name: "signal",
        about: "waiting for a signal",
        marks: ['┊', ':'],
        color: Some(AnsiColor::Yellow),
        shape: &[(0, 10)],
        page: ["#a87400", "#f0c04a"],
    },
    StateRow {
        state: State::Waiting(Wait::Item),
        name: "item",
        about: "waiting for an item, or room for one",
        marks: ['░', 'o'],
        color: Some(AnsiColor::Green),
        shape: &[(5, 10)],
        page: ["#00795a", "#2fc795"],
    },
    StateRow {
        state: State::Waiting(Wait::Join),
        name: "join",
        about: "waiting for a thread's end",
        marks: ['═', '_'],
        color: Some(AnsiColor::Blue),
        shape: &[(17, 3)],
        page: ["#46505b", "#b4bfca"],
    },
];

impl State {
    /// How many states there are.
    pub(super) const COUNT: usize = STATES.len();

    /// Every state, in the table's order.
    pub(super) fn all() -> impl Iterator<Item = State> {
        STATES.iter().map(|row| row.state)
    }

    /// Its place in the table.
    pub(super) fn place(self) -> usize {
        match self {
            State::Running => 0,
            State::Busy => 1,
            State::Waiting(Wait::Queued) => 2,
            State::Waiting(Wait::Sleep) => 3,
            State::Waiting(Wait::Lock) => 4,
            State::Waiting(Wait::Permit) => 5,
            State::Waiting(Wait::Signal) => 6,
            State::Waiting(Wait::Item) => 7,
            State::Waiting(Wait::Join) => 8,
        }
    }

    /// Its row.
    pub(super) fn row(self) -> &'static StateRow {
        &STATES[self.place()]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_state_has_a_row_and_no_two_look_alike() {
        for (place, row) in STATES.iter().enumerate() {
            assert_eq!(row.state.place(), place);
            if let State::Waiting(wait) = row.state {
                assert_eq!(row.name, wait.name());
            }
        }
        let differ = |looks: Vec<String>| looks.iter().collect::<BTreeSet<_>>().len();
        let of = |look: fn(&StateRow) -> String| differ(STATES.iter().map(look).collect());
        assert_eq!(of(|row| row.marks[0].to_string()), State::COUNT);
        assert_eq!(of(|row| row.marks[1].to_string()), State::COUNT);
        assert_eq!(of(|row| format!("{:?}", row.shape)), State::COUNT);
    }
}
