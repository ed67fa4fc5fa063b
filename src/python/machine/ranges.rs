//! Ranges: integers of 64 bits.

use super::super::number::Int;
use super::super::text::search::Slice;
use super::super::value::Value;
use super::arithmetic::int;
use super::call::Args;
use super::{Exec, Run, Stop};
use num_bigint::BigInt;
use std::sync::Arc;

/// How many numbers a range holds.
pub(super) fn range_length([start, stop, step]: [i64; 3]) -> u64 {
    let (start, stop, step) = (i128::from(start), i128::from(stop), i128::from(step));
    let length = if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && start > stop {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A number of a range. On the way to it there may be more than 64 bits, but those beyond cancel out.
pub(super) fn nth_of_range([start, _, step]: [i64; 3], place: u64) -> i64 {
    start.wrapping_add(step.wrapping_mul(place.cast_signed()))
}

/// A slice of a range, which is a range. The step is taken as it was given: that of `slice` is bounded.
pub(super) fn part_of_range(range: [i64; 3], slice: Slice, step: &Value) -> Exec<Value> {
    let [first, _, stride] = range.map(i128::from);
    let given = match step {
        Value::None => Some(1),
        step => int(step).and_then(|step| step.to_i64()),
    };
    let part = [
        Some(first + stride * i128::from(slice.start)),
        Some(first + stride * i128::from(slice.end)),
        given.map(|step| stride * i128::from(step)),
    ];
    let part = part.map(|number| number.and_then(|one| i64::try_from(one).ok()));
    let [Some(start), Some(end), Some(step)] = part else {
        return Err(Stop::outside("a range beyond 64 bits"));
    };
    Ok(Value::Range(Arc::new([start, end, step])))
}

impl Run<'_> {
    /// `range.index` and `range.count`.
    pub(super) fn range_method(&mut self, own: &Value, name: &str, args: Args) -> Exec<Value> {
        let [wanted] = self.exactly(&format!("range.{name}"), args)?;
        let found = self.contains(own, &wanted)?;
        match (name, own, int(&wanted)) {
            ("count", ..) => Ok(Value::Int(found.into())),
            (_, Value::Range(parts), Some(number)) if found => {
                let at = i128::from(number.saturated()) - i128::from(parts[0]);
                Ok(Int::from(BigInt::from(at / i128::from(parts[2]))).into())
            }
            (_, _, Some(_)) => {
                let shown = self.repr(&wanted, 0)?;
                Err(self.value_error(format!("{shown} is not in range")))
            }
            _ => Err(self.value_error("sequence.index(x): x not in sequence")),
        }
    }

    pub(super) fn range(&mut self, args: &Args) -> Exec<Value> {
        let mut numbers = Vec::new();
        for arg in &args.list {
            if let Value::Opaque(_) = arg {
                return Err(Stop::must_be_known("the size of this range"));
            }
            let Some(number) = int(arg) else {
                return Err(self.no_integer(arg));
            };
            let Some(number) = number.to_i64() else {
                return Err(Stop::outside("a range beyond 64 bits"));
            };
            numbers.push(number);
        }
        let parts = match numbers[..] {
            [stop] => [0, stop, 1],
            [start, stop] => [start, stop, 1],
            [start, stop, step] => [start, stop, step],
            _ => return Err(Stop::internal("a range of no numbers")),
        };
        if parts[2] == 0 {
            return Err(self.value_error("range() arg 3 must not be zero"));
        }
        Ok(Value::Range(Arc::new(parts)))
    }
}
