//! The progress bar on stderr for repeated runs, on a terminal only.
//!
//! Hand-written, since a library for it brings floating-point functions that the dynamic loader would
//! look up at every start: a tenth of the time of `threaddemo list`.

use std::time::Duration;

use engine::live;
use engine::record::{Clock, Stamp};
use system::terminal::{self, Stream};

/// The progress of the runs that follow the first round. Dropping it clears the line.
pub(super) struct Progress {
    done: usize,
    /// `None` if unknown.
    total: Option<usize>,
    /// Runs from the first drawing on; `None` if nothing is drawn.
    clock: Option<Clock>,
    /// When it was last drawn.
    drawn: Stamp,
}

/// More frequent updates would be invisible; runs may be shorter.
const PAUSE: Duration = Duration::from_millis(50);

impl Progress {
    /// A bar with this many steps, or an unknown number, not drawn yet.
    pub(super) fn new(total: Option<usize>) -> Self {
        Self {
            done: 0,
            total,
            clock: None,
            drawn: Stamp::default(),
        }
    }

    /// Draws it, if there is a suitable terminal and a step to take.
    pub(super) fn begin(&mut self) {
        if self.total != Some(0) && terminal::redraws(Stream::Stderr) {
            self.clock = Some(Clock::start());
            self.draw();
        }
    }

    /// Advances one step, and draws it unless it was drawn just before.
    pub(super) fn step(&mut self) {
        self.done += 1;
        let now = self.clock.map(|clock| clock.now());
        if now.is_some_and(|now| now.since(self.drawn) >= PAUSE) || Some(self.done) == self.total {
            self.draw();
        }
    }

    fn draw(&mut self) {
        if let Some(clock) = self.clock {
            self.drawn = clock.now();
            let elapsed = self.drawn.since(Stamp::default());
            // Read again each time: the terminal may have become narrower.
            let width = terminal::room(Stream::Stderr);
            let line = match self.total {
                Some(total) => line(self.done, total, elapsed, width),
                None => open_line(self.done, elapsed, width),
            };
            live::to_stderr(format!("\r\x1b[2K{line}").as_bytes());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.clock.is_some() {
            live::to_stderr(b"\r\x1b[2K");
        }
    }
}

/// `[====>   ] run 3 of 10, 2 s left`, one column narrower than the terminal, so that the cursor stays on
/// the line; without a completed step the remaining time is unknown.
fn line(done: usize, total: usize, elapsed: Duration, width: usize) -> String {
    let left = match u32::try_from(done) {
        Ok(steps @ 1..) => {
            let left =
                (elapsed / steps).saturating_mul(u32::try_from(total - done).unwrap_or(u32::MAX));
            format!(", {:.0} s left", left.as_secs_f64().ceil())
        }
        _ => ", ...".to_owned(),
    };
    let text = format!(" run {done} of {total}{left}");
    let room = width.saturating_sub(text.len() + 3);
    let full = room * done / total.max(1);
    let bar = format!("[{}{}]", "=".repeat(full), " ".repeat(room - full));
    let all = if room > 0 { bar + &text } else { text };
    all.chars().take(width.saturating_sub(1)).collect()
}

/// `run 34, 2 s so far`.
fn open_line(done: usize, elapsed: Duration, width: usize) -> String {
    let text = format!("run {done}, {} s so far", elapsed.as_secs());
    text.chars().take(width.saturating_sub(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_grows_with_the_runs_and_stays_on_its_line() {
        let second = Duration::from_secs(1);
        assert_eq!(
            line(0, 6, Duration::ZERO, 30),
            "[           ] run 0 of 6, ..."
        );
        assert_eq!(
            line(3, 6, second, 40),
            "[========        ] run 3 of 6, 1 s left"
        );
        assert_eq!(line(3, 6, second, 10), " run 3 of");
        let long = line(3_999_999, 4_000_000, second, 80);
        assert!(long.len() < 80 && long.ends_with(", 1 s left"), "{long}");
    }
}
