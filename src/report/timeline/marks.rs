//! The characters of the timeline, by which states are told apart without color.

use crate::report::slices::State;

/// The characters that are drawn.
pub(super) struct Marks {
    states: [char; State::ALL.len()],
    /// What had not ended when the record did.
    pub(super) open: char,
    /// Where one task of a lane follows another.
    pub(super) next: char,
    /// Below a number of the scale.
    pub(super) tick: char,
    /// In place of a name's end.
    pub(super) cut: char,
}

impl Marks {
    /// Those of Unicode that every terminal font has, one column wide, or those of ASCII.
    pub(super) fn new(unicode: bool) -> Self {
        if unicode {
            Self {
                states: ['█', '─', '╳', '▄', '┊', '░'],
                open: '»',
                next: '│',
                tick: '╵',
                cut: '…',
            }
        } else {
            Self {
                states: ['#', '-', 'x', '=', ':', 'o'],
                open: '>',
                next: '|',
                tick: '\'',
                cut: '~',
            }
        }
    }

    /// The character of a state.
    pub(super) fn of(&self, state: State) -> char {
        self.states[state.place()]
    }
}
