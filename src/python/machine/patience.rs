//! How long waits last: in the explorer a wait with a timeout may time out at any moment, on real threads
//! when its time is over.

use super::super::number::convert;
use super::super::value::Value;
use super::arithmetic::{Numeric, numeric};
use super::real::bounded;
use super::{Exec, Run};

impl Run<'_> {
    /// Whether a wait with a timeout times out now; in the explorer it may at any moment.
    pub(super) fn gives_up(&self, timed: bool) -> bool {
        timed && self.real.as_ref().is_none_or(|real| real.expired)
    }

    /// Whether a wait has a timeout: a number of seconds, or none.
    pub(super) fn timed(&mut self, timeout: &Value) -> bool {
        self.waits_for(timeout);
        super::start::timed(timeout)
    }

    /// Refuses what can't be compared with an integer, as Python does where it compares the two.
    pub(super) fn comparable(&mut self, value: &Value, sign: &str) -> Exec {
        if numeric(value).is_some() || matches!(value, Value::Opaque(_)) {
            return Ok(());
        }
        let name = self.type_name(value);
        Err(self.type_error(format!(
            "'{sign}' not supported between instances of '{name}' and 'int'"
        )))
    }

    /// The same for a time-out, which may be left out.
    pub(super) fn check_timeout(&mut self, timeout: &Value, sign: &str) -> Exec {
        if super::start::timed(timeout) {
            self.comparable(timeout, sign)
        } else {
            Ok(())
        }
    }

    /// Records how long a wait may last.
    pub(super) fn waits_for(&mut self, timeout: &Value) {
        let seconds = seconds(timeout);
        if let Some(real) = &mut self.real {
            real.patience = seconds.map(bounded);
        }
    }

    /// The interval of a timer, kept until it fires.
    pub(super) fn keep_interval(&mut self, timer: u32, interval: &Value) {
        if let Some(real) = &mut self.real {
            real.intervals.insert(timer, interval.clone());
        }
    }

    /// Whether a timer still has to wait.
    pub(super) fn interval_runs(&mut self, timer: u32) -> bool {
        let interval = self
            .real
            .as_ref()
            .and_then(|real| real.intervals.get(&timer).cloned());
        let Some(interval) = interval else {
            return false;
        };
        self.waits_for(&interval);
        !self.gives_up(true)
    }
}

/// A number of seconds.
pub(super) fn seconds(value: &Value) -> Option<f64> {
    Some(match numeric(value)? {
        Numeric::Float(seconds) => seconds,
        Numeric::Int(seconds) => {
            let endless = if seconds.is_negative() {
                f64::NEG_INFINITY
            } else {
                f64::INFINITY
            };
            convert::to_f64(&seconds).unwrap_or(endless)
        }
    })
}
