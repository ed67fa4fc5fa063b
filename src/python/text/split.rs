//! Splitting strings: at separators, at whitespace, at line ends.

use super::unicode::{ends_line, is_space};
use crate::failure::{Failure, Result};

/// `text.split(separator, most)`; a negative `most` means no limit.
pub fn split<'a>(text: &'a str, separator: Option<&str>, most: i64) -> Result<Vec<&'a str>> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    match separator {
        Some("") => Err(Failure::value("empty separator")),
        Some(separator) => Ok(text.splitn(most.saturating_add(1), separator).collect()),
        None => Ok(words(text, most)),
    }
}

/// `text.rsplit(separator, most)`: the same from the right.
pub fn rsplit<'a>(text: &'a str, separator: Option<&str>, most: i64) -> Result<Vec<&'a str>> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut parts: Vec<_> = match separator {
        Some("") => return Err(Failure::value("empty separator")),
        Some(separator) => text.rsplitn(most.saturating_add(1), separator).collect(),
        None => {
            let mut rest = text.trim_end_matches(is_space);
            let mut parts = Vec::new();
            while !rest.is_empty() {
                let start = match rest.rfind(is_space) {
                    Some(space) if parts.len() < most => {
                        space + rest[space..].chars().next().map_or(0, char::len_utf8)
                    }
                    _ => 0,
                };
                parts.push(&rest[start..]);
                rest = rest[..start].trim_end_matches(is_space);
            }
            parts
        }
    };
    parts.reverse();
    Ok(parts)
}

/// Words, and what is left after this many of them.
fn words(text: &str, most: usize) -> Vec<&str> {
    let mut rest = text.trim_start_matches(is_space);
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let end = match rest.find(is_space) {
            Some(space) if parts.len() < most => space,
            _ => rest.len(),
        };
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    parts
}

/// `text.splitlines(keep_ends)`.
pub fn lines(text: &str, keep_ends: bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(ends_line).unwrap_or(rest.len());
        let ending = match &rest[end..] {
            after if after.starts_with("\r\n") => 2,
            after => after.chars().next().map_or(0, char::len_utf8),
        };
        lines.push(&rest[..if keep_ends { end + ending } else { end }]);
        rest = &rest[end + ending..];
    }
    lines
}

/// `text.partition(separator)`: the part before it, the separator itself, and the part after it.
pub fn partition<'a>(text: &'a str, separator: &str) -> Result<[&'a str; 3]> {
    let at = found(separator, text.find(separator))?;
    Ok(at.map_or([text, "", ""], |at| around(text, at, separator)))
}

/// `text.rpartition(separator)`.
pub fn rpartition<'a>(text: &'a str, separator: &str) -> Result<[&'a str; 3]> {
    let at = found(separator, text.rfind(separator))?;
    Ok(at.map_or(["", "", text], |at| around(text, at, separator)))
}

/// The position of a separator, which must not be empty.
fn found(separator: &str, at: Option<usize>) -> Result<Option<usize>> {
    if separator.is_empty() {
        return Err(Failure::value("empty separator"));
    }
    Ok(at)
}

/// The part before a separator, the separator itself, and the part after it.
fn around<'a>(text: &'a str, at: usize, separator: &str) -> [&'a str; 3] {
    let end = at + separator.len();
    [&text[..at], &text[at..end], &text[end..]]
}
