//! The characters of the timeline besides those of the states.

/// The characters that are drawn.
pub(super) struct Marks {
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
