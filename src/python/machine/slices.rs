//! Slices of sequences.

use super::super::state::Kind;
use super::super::text::search::Slice;
use super::super::value::Value;
use super::arithmetic::int;
use super::ranges::part_of_range;
use super::{Act, Exec, Run, Stop};

impl Run<'_> {
    /// The bounds of a slice of a sequence of that length.
    pub(super) fn bounds(&mut self, parts: &[Value; 3], length: usize) -> Exec<Slice> {
        let mut numbers = [None; 3];
        for (number, part) in numbers.iter_mut().zip(parts) {
            *number = match part {
                Value::None => None,
                Value::Opaque(_) => return Err(Stop::must_be_known("this index")),
                part => {
                    if let Some(int) = int(part) {
                        Some(int.saturated())
                    } else {
                        let message =
                            "slice indices must be integers or None or have an __index__ method";
                        return Err(self.type_error(message));
                    }
                }
            };
        }
        let [start, end, step] = numbers;
        self.computed(Slice::of(length, start, end, step))
    }

    /// `container[start:end:step]`.
    pub(super) fn slice(&mut self, container: &Value, parts: &[Value; 3]) -> Exec<Value> {
        let Some(length) = self.sequence_length(container) else {
            let name = self.type_name(container);
            return Err(self.type_error(format!("'{name}' object is not subscriptable")));
        };
        if isize::try_from(length).is_err() {
            return Err(Stop::outside("a slice of a range of more than 63 bits"));
        }
        let slice = self.bounds(parts, length)?;
        match container {
            Value::Str(text) => Ok(Value::text(slice.of_text(text))),
            Value::Tuple(values) => Ok(Value::tuple(
                slice.places().map(|place| values[place].clone()).collect(),
            )),
            Value::Range(range) => part_of_range(**range, slice, &parts[2]),
            Value::Ref(object) => {
                self.whole(*object, false)?;
                self.note(|_| Act::Said("read a slice".into()));
                let Kind::List(values) = self.kind(*object) else {
                    return Err(self.type_error("sequence index must be integer, not 'slice'"));
                };
                let values = slice.places().map(|place| values[place].clone()).collect();
                self.make(Kind::List(values))
            }
            _ => Ok(Value::None),
        }
    }
}

/// The elements of a slice with bounds inside the list.
pub(super) fn stretch(start: i64, stop: i64) -> std::ops::Range<usize> {
    let place = |bound| usize::try_from(bound).unwrap_or(0);
    place(start)..place(stop.max(start))
}
