//! What the bands showed, for the legend.

use crate::slices::fold::Column;
use crate::states::State;

/// What the bands showed, for the legend.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) states: [bool; State::COUNT],
    pub(super) coarse: usize,
    pub(super) open: bool,
    pub(super) next: bool,
}

impl Seen {
    /// Notes what a column showed.
    pub(super) fn note(&mut self, column: Column) {
        self.coarse += usize::from(column.coarse);
        self.open |= column.open;
        self.next |= column.next;
        if let Some(state) = column.state {
            self.states[state.place()] = true;
        }
    }
}
