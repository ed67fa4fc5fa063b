//! The timeline's characters other than those of the states.

/// The characters to draw.
pub(super) struct Marks {
    /// Something still open when the record ended.
    pub(super) open: char,
    /// One of a lane's tasks follows another.
    pub(super) next: char,
    /// Below a number of the scale.
    pub(super) tick: char,
    /// Replaces the end of a name that is cut.
    pub(super) cut: char,
}

impl Marks {
    /// Unicode characters that every terminal font has, one column wide, or ASCII.
    pub(super) fn new(unicode: bool) -> Self {
        if unicode {
            Self {
                open: '»',
                next: '│',
                tick: '╵',
                cut: '…',
            }
        } else {
            Self {
                open: '>',
                next: '|',
                tick: '\'',
                cut: '~',
            }
        }
    }
}
