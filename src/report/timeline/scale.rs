//! The scale in seconds, with round numbers at its ticks; the page uses the same ticks.

/// A scale of this many columns.
pub(crate) struct Scale {
    /// Its end, in nanoseconds; at least one.
    pub(crate) end: u64,
    columns: usize,
}

/// The room for a number and the gap after it.
const LABEL: usize = 9;

impl Scale {
    /// A scale from zero to `end`.
    pub(crate) fn new(end: u64, columns: usize) -> Self {
        Self {
            end: end.max(1),
            columns,
        }
    }

    /// The ticks: their times in nanoseconds, and their labels in seconds; the last label has the unit.
    pub(crate) fn ticks(&self) -> Vec<(u64, String)> {
        let most = (self.columns / LABEL).max(1);
        let step = step(self.end, most as u64);
        let decimals = (0..9)
            .find(|&decimals| step.is_multiple_of(10_u64.pow(9 - decimals)))
            .unwrap_or(9) as usize;
        let mut ticks = Vec::new();
        let mut at = 0;
        while at <= self.end {
            let seconds = at as f64 / 1e9;
            ticks.push((at, format!("{seconds:.decimals$}")));
            at = at.saturating_add(step);
        }
        if let Some((_, label)) = ticks.last_mut() {
            label.push_str(" s");
        }
        ticks
    }

    /// The column in which this time lies.
    fn column(&self, at: u64) -> usize {
        let column = u128::from(at) * self.columns as u128 / u128::from(self.end);
        usize::try_from(column).unwrap_or(0)
    }

    /// The numbers, and the ticks below them.
    pub(super) fn lines(&self, tick: char) -> (String, String) {
        let (mut labels, mut ticks) = (String::new(), String::new());
        let mut marks = 0;
        for (at, label) in self.ticks() {
            let column = self.column(at);
            // A number at the very end of the bars would stick out.
            if column + label.len() > self.columns && column > 0 {
                let gap = self.columns.saturating_sub(labels.len() + label.len());
                if gap > 0 {
                    labels.push_str(&" ".repeat(gap));
                    labels.push_str(&label);
                } else if !labels.ends_with('s') {
                    labels.push_str(" s");
                }
            } else {
                labels.push_str(&" ".repeat(column.saturating_sub(labels.len())));
                labels.push_str(&label);
            }
            if column < self.columns {
                ticks.push_str(&" ".repeat(column - marks));
                ticks.push(tick);
                marks = column + 1;
            }
        }
        (labels, ticks)
    }
}

/// The smallest of 1, 2, 5, 10... nanoseconds that divides `end` into at most `most` steps.
fn step(end: u64, most: u64) -> u64 {
    let mut decade: u64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = decade.saturating_mul(factor);
            if end / step <= most {
                return step;
            }
        }
        decade = decade.saturating_mul(10);
    }
}
