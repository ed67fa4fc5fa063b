//! Parts of strings: by position, and by content. Positions count code points.

use super::within;
use crate::failure::{Failure, Result};

/// The elements that a slice takes: `count` of them, from `start` in steps of `step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The first element, if there is any.
    pub start: i64,
    /// The end: exclusive, as in Python.
    pub end: i64,
    /// The distance from one to the next.
    pub step: i64,
    /// How many there are.
    pub count: usize,
}

impl Slice {
    /// `slice(start, stop, step)` of a sequence of this length.
    pub fn of(
        length: usize,
        start: Option<i64>,
        end: Option<i64>,
        step: Option<i64>,
    ) -> Result<Self> {
        // The lowest step can't be negated; its neighbor selects the same single element.
        let step = step.unwrap_or(1).max(-i64::MAX);
        if step == 0 {
            return Err(Failure::value("slice step cannot be zero"));
        }
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let (least, greatest) = if step > 0 {
            (0, length)
        } else {
            (-1, length - 1)
        };
        let place = |place: i64| match place {
            ..0 => place.saturating_add(length).max(least),
            _ => place.min(greatest),
        };
        let (low, high) = if step > 0 {
            (least, greatest)
        } else {
            (greatest, least)
        };
        let start = start.map_or(low, place);
        let end = end.map_or(high, place);
        let distance = if step > 0 { end - start } else { start - end };
        let count = if distance > 0 {
            (distance - 1) / step.abs() + 1
        } else {
            0
        };
        Ok(Self {
            start,
            end,
            step,
            count: usize::try_from(count).unwrap_or(0),
        })
    }

    /// The positions in order.
    pub fn places(self) -> impl Iterator<Item = usize> {
        let mut place = self.start;
        (0..self.count).map(move |_| {
            let here = usize::try_from(place).unwrap_or(0);
            place = place.saturating_add(self.step);
            here
        })
    }

    /// The part of a string.
    pub fn of_text(self, text: &str) -> String {
        if self.step == 1 {
            let start = usize::try_from(self.start).unwrap_or(0);
            return between(text, start, start + self.count).to_string();
        }
        if text.is_ascii() {
            return self
                .places()
                .map(|place| char::from(text.as_bytes()[place]))
                .collect();
        }
        let letters: Vec<_> = text.chars().collect();
        self.places().map(|place| letters[place]).collect()
    }
}

/// The characters of a string between two positions.
fn between(text: &str, start: usize, end: usize) -> &str {
    &text[offset(text, start)..offset(text, end)]
}

/// The byte offset of a character.
fn offset(text: &str, place: usize) -> usize {
    if text.is_ascii() {
        return place.min(text.len());
    }
    text.char_indices()
        .nth(place)
        .map_or(text.len(), |(offset, _)| offset)
}

/// The character at a position.
pub fn letter(text: &str, place: usize) -> Option<char> {
    if text.is_ascii() {
        text.as_bytes().get(place).map(|&byte| char::from(byte))
    } else {
        text.chars().nth(place)
    }
}

/// `len(text)`.
pub fn length(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    }
}

/// The range to be searched; a negative position counts from the end.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The first position.
    pub start: i64,
    /// The position after the last.
    pub end: i64,
}

impl Default for Span {
    fn default() -> Self {
        Self {
            start: 0,
            end: i64::MAX,
        }
    }
}

impl Span {
    /// The part that is searched and its start; `None` if it starts after its end.
    fn within(self, text: &str) -> Option<(&str, usize)> {
        let length = length(text);
        let place = |place: i64| match place {
            ..0 => usize::try_from(place.saturating_add_unsigned(length as u64)).unwrap_or(0),
            _ => usize::try_from(place).unwrap_or(usize::MAX),
        };
        let (start, end) = (place(self.start), place(self.end).min(length));
        (start <= end).then(|| (between(text, start, end), start))
    }

    /// `text.find(part)`.
    pub fn find(self, text: &str, part: &str) -> Option<usize> {
        let (inside, start) = self.within(text)?;
        let at = inside.find(part)?;
        Some(start + length(&inside[..at]))
    }

    /// `text.rfind(part)`.
    pub fn rfind(self, text: &str, part: &str) -> Option<usize> {
        let (inside, start) = self.within(text)?;
        let at = inside.rfind(part)?;
        Some(start + length(&inside[..at]))
    }

    /// `text.count(part)`: the number of non-overlapping occurrences.
    pub fn count(self, text: &str, part: &str) -> usize {
        self.within(text)
            .map_or(0, |(inside, _)| inside.matches(part).count())
    }

    /// `text.startswith(part)`.
    pub fn starts_with(self, text: &str, part: &str) -> bool {
        self.within(text)
            .is_some_and(|(inside, _)| inside.starts_with(part))
    }

    /// `text.endswith(part)`.
    pub fn ends_with(self, text: &str, part: &str) -> bool {
        self.within(text)
            .is_some_and(|(inside, _)| inside.ends_with(part))
    }
}

/// `text.replace(old, new, most)`; a negative `most` means no limit.
pub fn replace(text: &str, old: &str, new: &str, most: i64, limit: usize) -> Result<String> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let times = text.matches(old).take(most).count();
    within(
        text.len().saturating_add(times.saturating_mul(new.len())),
        limit,
    )?;
    Ok(text.replacen(old, new, most))
}
