//! How long waits last: in the explorer a wait with a timeout may time out at any moment, on real threads
//! when its time is over.

use super::super::library::Exc;
use super::super::number::convert;
use super::super::value::Value;
use super::arithmetic::{Numeric, numeric};
use super::real::bounded;
use super::{Exec, Run, Stop};

impl Run<'_> {
    /// Whether a wait with a timeout times out now; in the explorer it may at any moment.
    pub(super) fn gives_up(&self, timed: bool) -> bool {
        timed && self.real.as_ref().is_none_or(|real| real.expired)
    }

    /// Whether a wait has a timeout: a number of seconds, or none.
    pub(super) fn timed(&mut self, timeout: &Value) -> bool {
        self.waits_for(timeout);
        timed(timeout)
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
        if timed(timeout) {
            self.comparable(timeout, sign)
        } else {
            Ok(())
        }
    }

    /// Refuses a time-out that a wait for a signal refuses: it takes those above zero by a clock.
    pub(super) fn check_wait(&mut self, timeout: &Value) -> Exec {
        self.check_timeout(timeout, ">")?;
        if seconds(timeout).is_some_and(|seconds| seconds > 0.0) {
            return self.clocked(timeout);
        }
        Ok(())
    }

    /// The same where Python first adds the time-out to the time of day.
    pub(super) fn check_deadline(&mut self, timeout: &Value) -> Exec {
        if timed(timeout) {
            self.added_to_a_time(timeout)?;
        }
        self.check_wait(timeout)
    }

    /// Refuses what can't be added to a time, which is a float.
    pub(super) fn added_to_a_time(&mut self, timeout: &Value) -> Exec {
        match numeric(timeout) {
            Some(Numeric::Int(seconds)) => self.computed(convert::to_f64(&seconds)).map(|_| ()),
            Some(Numeric::Float(_)) => Ok(()),
            None if timeout.opaque().is_some() => Ok(()),
            None => {
                let name = self.type_name(timeout);
                Err(self.type_error(format!(
                    "unsupported operand type(s) for +: 'float' and '{name}'"
                )))
            }
        }
    }

    /// Refuses a number of seconds that Python's clocks can't count: their nanoseconds have 64 bits.
    pub(super) fn clocked(&mut self, time: &Value) -> Exec {
        const NANOSECONDS: i64 = 1_000_000_000;
        let message = match numeric(time) {
            Some(Numeric::Float(seconds)) if seconds.is_nan() => {
                return Err(self.value_error("Invalid value NaN (not a number)"));
            }
            Some(Numeric::Float(seconds)) => {
                let nanoseconds = seconds * NANOSECONDS as f64;
                if (i64::MIN as f64..-(i64::MIN as f64)).contains(&nanoseconds) {
                    return Ok(());
                }
                "timestamp out of range for platform time_t"
            }
            Some(Numeric::Int(seconds)) => {
                let nanoseconds = seconds
                    .to_i64()
                    .and_then(|one| one.checked_mul(NANOSECONDS));
                if nanoseconds.is_some() {
                    return Ok(());
                }
                "timestamp too large to convert to C _PyTime_t"
            }
            None => return Ok(()),
        };
        Err(self.raise(Exc::OverflowError, message))
    }

    /// Refuses a time-out of a process's `join`: its milliseconds have 32 bits.
    pub(super) fn check_poll(&mut self, timeout: &Value) -> Exec {
        self.added_to_a_time(timeout)?;
        let Some(seconds) = seconds(timeout).filter(|seconds| seconds.is_nan() || *seconds > 0.0)
        else {
            return Ok(());
        };
        let milliseconds = convert::truncate((seconds * 1e3).ceil());
        let milliseconds = self.computed(milliseconds)?.to_i64();
        let message = match milliseconds {
            Some(few) if i32::try_from(few).is_ok() => return Ok(()),
            Some(many) if many.checked_mul(1_000_000).is_some() => "timeout is too large",
            _ => "timestamp too large to convert to C _PyTime_t",
        };
        Err(self.raise(Exc::OverflowError, message))
    }

    /// Records how long a wait may last.
    pub(super) fn waits_for(&mut self, timeout: &Value) {
        let seconds = seconds(timeout);
        if let Some(real) = &mut self.real {
            real.timeout = seconds.map(bounded);
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

/// Whether a wait may time out, given a number of seconds or `None`.
pub(super) fn timed(timeout: &Value) -> bool {
    !matches!(timeout, Value::None | Value::Unbound)
}

/// Refuses an interval of a timer with which its thread would end in an error, or would wait for
/// `cancel` alone.
pub(super) fn check_interval(interval: &Value) -> Exec {
    let length = seconds(interval);
    if length.is_none() && interval.bound() && interval.opaque().is_none() {
        return Err(Stop::outside("a Timer with an interval that is no number"));
    }
    // Python notices it in the timer's own thread.
    let longest = i64::MAX as f64 / 1e9;
    if length.is_some_and(|length| length > longest) {
        return Err(Stop::Refuse(
            "the interval of this timer is longer than Python's clocks count".into(),
            "use a shorter one: 10**9 seconds are 30 years".into(),
        ));
    }
    Ok(())
}

/// Whether a time-out is none: a loop that waits until the time is over goes on with NaN.
pub(super) fn is_never(timeout: &Value) -> bool {
    matches!(timeout, Value::Float(seconds) if seconds.is_nan())
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
