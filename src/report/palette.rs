//! Which colour a thing has, where there is colour.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};

use crate::engine::record::Wait;

/// Whether colour is written, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    colored: bool,
}

/// Told apart on dark and light grounds alike, and by most who see few colours: no red beside
/// green.
const LANES: [AnsiColor; 6] = [
    AnsiColor::Cyan,
    AnsiColor::Yellow,
    AnsiColor::Magenta,
    AnsiColor::Green,
    AnsiColor::Blue,
    AnsiColor::BrightRed,
];

impl Palette {
    /// A palette that colours or doesn't.
    pub fn new(colored: bool) -> Self {
        Self { colored }
    }

    /// The colour of the task at this place; none of its own for lines that no task says.
    pub fn task(self, index: Option<usize>) -> Paint {
        let color = index.map(|index| LANES[index % LANES.len()]);
        self.paint(Style::new().fg_color(color.map(Into::into)))
    }

    /// The colour of a lane's state: busy is `None`.
    pub fn state(self, wait: Option<Wait>) -> Paint {
        let color = match wait {
            None => AnsiColor::Cyan,
            Some(Wait::Sleep) => AnsiColor::BrightBlack,
            Some(Wait::Lock) => AnsiColor::Red,
            Some(Wait::Permit) => AnsiColor::Magenta,
            Some(Wait::Signal) => AnsiColor::Yellow,
            Some(Wait::Item) => AnsiColor::Green,
        };
        self.paint(color.on_default())
    }

    /// A heading.
    pub fn heading(self) -> Paint {
        self.paint(Style::new().bold())
    }

    /// No colour of its own.
    pub fn plain(self) -> Paint {
        Paint(Style::new())
    }

    /// What stands back.
    pub fn faint(self) -> Paint {
        self.paint(Style::new().dimmed())
    }

    /// What is as it should be.
    pub fn good(self) -> Paint {
        self.paint(AnsiColor::Green.on_default().bold())
    }

    /// What is not.
    pub fn bad(self) -> Paint {
        self.paint(AnsiColor::Red.on_default().bold())
    }

    fn paint(self, style: Style) -> Paint {
        Paint(if self.colored { style } else { Style::new() })
    }
}

/// One colour, to be put on text.
#[derive(Clone, Copy, Debug)]
pub struct Paint(Style);

impl Paint {
    /// The text in this colour.
    pub fn on<T: Display>(self, text: T) -> Painted<T> {
        Painted {
            style: self.0,
            text,
        }
    }
}

/// Text in a colour. A width in the format string pads the text, colours left out of the count.
pub struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.style)?;
        self.text.fmt(f)?;
        write!(f, "{:#}", self.style)
    }
}
