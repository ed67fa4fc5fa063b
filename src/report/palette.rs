//! Which color each thing has, if colors are on.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};

/// Whether and which colors are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    colored: bool,
}

/// Distinct on light and dark backgrounds, and for most people with a color vision deficiency: no red
/// beside green.
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

    /// Whether colors are on.
    pub fn colored(self) -> bool {
        self.colored
    }

    /// The color of the task at this place; the default color for lines that no task prints.
    pub fn task(self, index: Option<usize>) -> Paint {
        self.color(index.map(|index| LANES[index % LANES.len()]))
    }

    /// One of the terminal's colors; the default color if none.
    pub fn color(self, color: Option<AnsiColor>) -> Paint {
        self.paint(Style::new().fg_color(color.map(Into::into)))
    }

    /// A heading.
    pub fn heading(self) -> Paint {
        self.paint(Style::new().bold())
    }

    /// The default color.
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

/// One color, to apply to text.
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

/// Text in a color. A width in the format string pads the text without counting color codes.
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
