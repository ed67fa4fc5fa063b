//! The lines of a run shown one at a time, on each key press. They are shown after the run is over, so
//! that a slow reader doesn't affect it.

use std::cell::Cell;
use std::sync::Arc;

use crate::kept_output::KeptOutput;
use engine::live::Live;
use engine::stop::Stop;
use error::usage;
use report::palette::Paint;
use system::keys::Keys;
use system::terminal::{self, Stream};

/// Shows lines as keys are pressed.
pub(super) struct Reveal {
    keys: Keys,
    /// Whether the keys have been explained.
    explained: Cell<bool>,
    /// Whether all remaining lines are shown at once.
    all: Cell<bool>,
}

/// The lines of a run that have not been shown yet.
pub(super) struct Unseen {
    pub(super) live: Arc<Live>,
    printed: KeptOutput,
}

impl Unseen {
    pub(super) fn new(stop: &Stop) -> Self {
        let printed = KeptOutput::default();
        Self {
            live: Live::new(Box::new(printed.clone()), stop.clone(), false),
            printed,
        }
    }

    /// All of them.
    pub(super) fn lines(&self) -> String {
        // Writing to memory never fails.
        let _ = self.live.finish();
        self.printed.text()
    }
}

impl Reveal {
    /// Prepares to read keys.
    ///
    /// # Errors
    ///
    /// A usage error if there is no terminal.
    pub(super) fn open() -> anyhow::Result<Self> {
        let keys = Keys::open();
        if !keys.is_terminal() || !terminal::is_terminal(Stream::Stdout) {
            return Err(usage(
                "--step waits for keys, so it needs a terminal as stdin and stdout",
            ));
        }
        Ok(Self {
            keys,
            explained: Cell::new(false),
            all: Cell::new(false),
        })
    }

    /// Shows these lines, waiting for a key before each except the first.
    pub(super) fn show(&self, lines: &str, (live, stop): (&Live, &Stop), faint: Paint) {
        let stopped = || stop.cause().is_some();
        let mut lines = lines.split_inclusive('\n');
        let show = |line: &str| {
            live.write(|buffer| buffer.extend_from_slice(line.as_bytes()));
        };
        if !self.explained.replace(true) {
            let how = "space shows the next line, q all the rest";
            show(&format!("{}\n", faint.on(how)));
        }
        lines.next().into_iter().for_each(show);
        for line in lines {
            if !self.all.get() {
                let key = self.keys.key(&stopped);
                self.all.set(matches!(key, None | Some('q')));
            }
            show(line);
        }
    }
}
