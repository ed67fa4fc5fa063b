//! What the tour shows on a terminal: one step, drawn anew whenever something of it changes and when the
//! terminal has another size.

use std::cell::{Cell, RefCell};
use std::io;

use super::Said;
use crate::demos::tour::Step;
use crate::engine::live::Live;
use crate::report::printer::Style;
use crate::report::tour::{Came, found};
use crate::report::tour_screen::{self, StepView};
use crate::system::terminal::{self, Stream};

/// The step that is shown, and how far it has come.
pub(super) enum Scene {
    /// The question, and below it a hint or what has been typed.
    Asked(String),
    /// The lines of the run so far.
    Running(Vec<String>),
    /// The lines of the run that is over, and what was predicted.
    Over(Vec<String>, Option<Said>),
}

/// A terminal that shows one step.
pub(super) struct Screen {
    scene: RefCell<Scene>,
    /// The columns and rows that it was drawn for.
    drawn: Cell<(usize, usize)>,
}

impl Screen {
    /// A screen of its own: what was on the terminal moves up, out of sight.
    pub(super) fn open(live: &Live) -> Self {
        let (_, rows) = size();
        live.write(|buffer| buffer.resize(buffer.len() + rows, b'\n'));
        Self {
            scene: RefCell::new(Scene::Asked(String::new())),
            drawn: Cell::new((0, 0)),
        }
    }

    /// Changes what is shown; it is seen when it is drawn.
    pub(super) fn set(&self, scene: Scene) {
        *self.scene.borrow_mut() = scene;
    }

    /// Writes below the question instead of what was there.
    pub(super) fn note(&self, text: &[u8]) {
        self.set(Scene::Asked(String::from_utf8_lossy(text).into_owned()));
    }

    /// Adds what was typed, or takes it back, below the question.
    pub(super) fn echo(&self, typed: char) {
        if let Scene::Asked(notes) = &mut *self.scene.borrow_mut() {
            if typed == '\x08' {
                notes.pop();
            } else {
                notes.push(typed);
            }
        }
    }

    /// Whether the terminal has another size than it was drawn for.
    pub(super) fn resized(&self) -> bool {
        self.drawn.get() != size()
    }

    /// Draws the step, the `number`th of `all`.
    pub(super) fn draw(
        &self,
        (step, number): (&Step, (usize, usize)),
        style: Style,
        live: &Live,
    ) -> io::Result<()> {
        let (width, rows) = size();
        self.drawn.set((width, rows));
        let style = Style { width, ..style };
        let scene = self.scene.borrow();
        let line;
        let stage = match &*scene {
            Scene::Asked(notes) => StepView::Asked(notes),
            Scene::Running(run) => StepView::Running(run),
            Scene::Over(run, said) => {
                line = found(run, step.look);
                StepView::Over(run, came(said.as_ref(), line.as_deref()))
            }
        };
        let lines = tour_screen::lines(step, number, &stage, (style, rows))?;
        live.write(|buffer| {
            // Line by line over what was there, so that nothing flickers.
            buffer.extend_from_slice(b"\x1b[H");
            for (place, line) in lines.iter().enumerate() {
                let before: &[u8] = if place == 0 { b"" } else { b"\r\n" };
                buffer.extend_from_slice(before);
                buffer.extend_from_slice(line.as_bytes());
                buffer.extend_from_slice(b"\x1b[K");
            }
            buffer.extend_from_slice(b"\x1b[J");
        });
        Ok(())
    }
}

/// What came of a step, given what was predicted and the line that answers it.
pub(super) fn came<'a>(said: Option<&'a Said>, line: Option<&'a str>) -> Came<'a> {
    Came {
        predicted: said.map(|said| said.words.as_str()),
        right: said.is_some_and(|said| said.right),
        line,
    }
}

/// The columns and rows of the terminal.
fn size() -> (usize, usize) {
    /// Where the terminal doesn't tell.
    const USUAL_ROWS: usize = 24;
    let rows = terminal::rows().filter(|&rows| rows > 0);
    (terminal::room(Stream::Stdout), rows.unwrap_or(USUAL_ROWS))
}
