//! A program's output: lines are written once they are complete, and all of it is kept for checking.

use std::fmt::Write as _;

use crate::machine::Uncaught;
use crate::source::Source;
use engine::record::Lane;

/// Longer outputs are not kept, and so not checked.
const MOST_KEPT: usize = 1 << 20;

/// Everything printed so far.
#[derive(Debug, Default)]
pub(super) struct Output {
    kept: String,
    lost: bool,
    /// The start of a line that isn't complete yet.
    begun: String,
}

impl Output {
    /// Writes a text; each line that it completes is printed on this lane.
    pub(super) fn write(&mut self, text: &str, lane: &mut Lane) {
        self.lost |= self.kept.len() + text.len() > MOST_KEPT;
        if !self.lost {
            self.kept.push_str(text);
        }
        self.begun.push_str(text);
        while let Some(end) = self.begun.find('\n') {
            lane.say(&self.begun[..end]);
            self.begun.drain(..=end);
        }
    }

    /// Prints a last line that was never completed.
    pub(super) fn finish(&mut self, lane: &mut Lane) {
        if !self.begun.is_empty() {
            lane.say(std::mem::take(&mut self.begun));
        }
    }

    /// Everything that was printed, if it was kept.
    pub(super) fn whole(&self) -> Option<&str> {
        (!self.lost).then_some(&self.kept)
    }
}

/// Python's report of an uncaught exception.
pub(super) fn told(source: &Source, thread: &str, main: bool, uncaught: &Uncaught) -> String {
    let mut text = String::new();
    if !main {
        text = format!("Exception in thread {thread}:\n");
    }
    text.push_str("Traceback (most recent call last):\n");
    for (at, function) in &uncaught.calls {
        let line = source.line(*at);
        let shown = source.text_of_line(line).trim();
        // Writing to a string can't fail.
        let _ = write!(
            text,
            "  File \"{}\", line {line}, in {function}\n    {shown}\n",
            source.name
        );
    }
    text + &uncaught.line + "\n"
}
