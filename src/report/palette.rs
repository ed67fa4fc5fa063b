//! Which color a thing has, if there is color.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};

/// Whether color is written, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    colored: bool,
}

/// Distinct on dark and light grounds alike, and for most people who see few colors: no red beside
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
    /// A palette that colors or doesn't.
    pub fn new(colored: bool) -> Self {
        Self { colored }
    }

    /// Whether there are any.
    pub fn colored(self) -> bool {
        self.colored
    }

    /// The color of the task at this place; none of its own for lines that no task prints.
    pub fn task(self, index: Option<usize>) -> Paint {
        self.color(index.map(|index| LANES[index % LANES.len()]))
    }

    /// A color of the terminal's own; none is the text's.
    pub fn color(self, color: Option<AnsiColor>) -> Paint {
        self.paint(Style::new().fg_color(color.map(Into::into)))
    }

    /// A heading.
    pub fn heading(self) -> Paint {
        self.paint(Style::new().bold())
    }

    /// No color of its own.
    pub fn plain(self) -> Paint {
        Paint(Style::new())
    }

    /// Secondary.
    pub fn faint(self) -> Paint {
        self.paint(Style::new().dimmed())
    }

    /// Success.
    pub fn good(self) -> Paint {
        self.paint(AnsiColor::Green.on_default().bold())
    }

    /// Failure.
    pub fn bad(self) -> Paint {
        self.paint(AnsiColor::Red.on_default().bold())
    }

    fn paint(self, style: Style) -> Paint {
        Paint(if self.colored { style } else { Style::new() })
    }
}

/// One color, to be put on text.
#[derive(Clone, Copy, Debug)]
pub struct Paint(Style);

impl Paint {
    /// The text in this color.
    pub fn on<T: Display>(self, text: T) -> Painted<T> {
        Painted {
            style: self.0,
            text,
        }
    }
}

/// Text in a color. A width in the format string pads the text, colors not counted.
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
