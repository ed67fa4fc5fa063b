//! The options of `counter`.

use clap::Args;
use serde::Serialize;

use crate::kit::options;
use crate::kit::window::Window;

// Not a doc comment: clap would take it for the command's description. How many count, how often, and
// whether two of them meet.
#[derive(Args, Clone, Copy, Debug, Serialize)]
pub(super) struct Options {
    /// How many threads count
    #[arg(long, value_name = "N", default_value = "4", value_parser = options::count)]
    pub(super) workers: usize,
    /// How many times each of them adds 1
    #[arg(long, value_name = "N", default_value = "100000", value_parser = options::increments)]
    pub(super) increments: u64,
    /// Whether two unlocked threads meet inside their first update
    #[arg(long, value_enum, value_name = "WINDOW", default_value = "rendezvous")]
    pub(super) window: Window,
}

impl Options {
    /// The same options with this many workers, which together add 1 `total` times.
    pub(super) fn sharing(self, total: u64, workers: usize) -> Self {
        Self {
            workers,
            increments: total / workers as u64,
            ..self
        }
    }

    /// The count if no update is lost.
    pub(super) fn expected(self) -> u64 {
        self.workers as u64 * self.increments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_total_is_one_that_json_still_counts() {
        let largest = Options {
            workers: 1_000_000,
            increments: 1_000_000_000,
            window: Window::None,
        };
        assert!(largest.expected() < 1 << 53);
    }
}
