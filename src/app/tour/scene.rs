//! What the tour shows on a terminal: one step, redrawn whenever something in it changes or the terminal
//! is resized.

use std::cell::{Cell, RefCell};
use std::io;

use super::{GivenAnswer, feedback};
use demos::tour::Step;
use engine::live::Live;
use report::printer::Style;
use report::tour::found;
use report::tour_screen::{self, StepView};
use system::terminal::{self, Stream};

/// The step being shown, and how far it has progressed.
pub(super) enum Scene {
    /// The question, with a hint or the input so far below it.
    Asked(String),
    /// The lines of the run so far.
    Running(Vec<String>),
    /// The lines of the finished run, and the prediction.
    Over(Vec<String>, Option<GivenAnswer>),
}

/// A terminal that shows one step.
pub(super) struct Screen {
    scene: RefCell<Scene>,
    /// The columns and rows that it was drawn for.
    drawn: Cell<(usize, usize)>,
}

impl Screen {
    /// A separate screen: what was on the terminal scrolls up, out of sight.
    pub(super) fn open(live: &Live) -> Self {
        let (_, rows) = size();
        live.write(|buffer| buffer.resize(buffer.len() + rows, b'\n'));
        Self {
            scene: RefCell::new(Scene::Asked(String::new())),
            drawn: Cell::new((0, 0)),
        }
    }

    /// Changes what is shown; it becomes visible when drawn.
    pub(super) fn set(&self, scene: Scene) {
        *self.scene.borrow_mut() = scene;
    }

    /// Replaces the text below the question.
    pub(super) fn note(&self, text: &[u8]) {
        self.set(Scene::Asked(String::from_utf8_lossy(text).into_owned()));
    }

    /// Shows typed input below the question, or takes it back.
    pub(super) fn echo(&self, typed: char) {
        if let Scene::Asked(notes) = &mut *self.scene.borrow_mut() {
            if typed == '\x08' {
                notes.pop();
            } else {
                notes.push(typed);
            }
        }
    }

    /// Whether the terminal has been resized since it was drawn.
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
                StepView::Over(run, feedback(said.as_ref(), line.as_deref()))
            }
        };
        let lines = tour_screen::lines(step, number, &stage, (style, rows))?;
        live.write(|buffer| {
            // Line by line over the old content, so that nothing flickers.
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

/// The columns and rows of the terminal.
fn size() -> (usize, usize) {
    /// The default if the terminal doesn't report it.
    const USUAL_ROWS: usize = 24;
    let rows = terminal::rows().filter(|&rows| rows > 0);
    (terminal::room(Stream::Stdout), rows.unwrap_or(USUAL_ROWS))
}
