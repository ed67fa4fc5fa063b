//! Upper case, lower case, title case, and tests on all characters of a string.

use super::unicode::{self, is_cased, is_title};

/// `text.title()`: words begin with a capital.
pub fn title(text: &str) -> String {
    let mut inside = false;
    lowered(text)
        .flat_map(|(letter, lower)| {
            let written = if inside { lower } else { titled(letter) };
            inside = is_cased(letter);
            written.chars().collect::<Vec<_>>()
        })
        .collect()
}

/// `text.capitalize()`.
pub fn capitalize(text: &str) -> String {
    let mut letters = lowered(text);
    let first = letters
        .next()
        .map(|(letter, _)| titled(letter))
        .unwrap_or_default();
    letters.fold(first, |text, (_, lower)| text + &lower)
}

/// `text.swapcase()`.
pub fn swapcase(text: &str) -> String {
    lowered(text)
        .map(|(letter, lower)| match letter {
            _ if letter.is_uppercase() => lower,
            _ if letter.is_lowercase() => letter.to_uppercase().collect(),
            _ => letter.to_string(),
        })
        .collect()
}

/// `text.casefold()`.
pub fn casefold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            // Cherokee is folded to upper case, since its capitals were encoded first.
            '\u{131}' | '\u{13a0}'..='\u{13f5}' => folded.push(letter),
            '\u{13f8}'..='\u{13fd}' => folded.extend(char::from_u32(u32::from(letter) - 8)),
            '\u{ab70}'..='\u{abbf}' => {
                folded.extend(char::from_u32(u32::from(letter) - 0xab70 + 0x13a0));
            }
            '\u{1e9e}' => folded.push_str("ss"),
            _ => folded.extend(letter.to_uppercase().flat_map(char::to_lowercase)),
        }
    }
    folded
}

/// Each character with its lower case, which for a sigma depends on its neighbors.
fn lowered(text: &str) -> impl Iterator<Item = (char, String)> {
    let lower = text.to_lowercase();
    let mut at = 0;
    text.chars().map(move |letter| {
        let own = letter.to_lowercase().map(char::len_utf8).sum::<usize>();
        at += own;
        (letter, lower[at - own..at].to_string())
    })
}

/// A character in title case.
fn titled(letter: char) -> String {
    let code = u32::from(letter);
    let one = |code| char::from_u32(code).into_iter().collect();
    let upper = letter.to_uppercase();
    match letter {
        // Digraphs have a title case of their own.
        '\u{1c4}'..='\u{1cc}' => one(0x1c5 + (code - 0x1c4) / 3 * 3),
        '\u{1f1}'..='\u{1f3}' => one(0x1f2),
        // These have capitals only for text entirely in upper case.
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => letter.to_string(),
        // Ligatures are split.
        '\u{df}' | '\u{587}' | '\u{fb00}'..='\u{fb06}' | '\u{fb13}'..='\u{fb17}' => {
            let tail = upper.clone().skip(1).flat_map(char::to_lowercase);
            upper.take(1).chain(tail).collect()
        }
        // The iota subscript remains.
        '\u{1f80}'..='\u{1faf}' => one(code | 8),
        '\u{1fb3}' | '\u{1fbc}' => one(0x1fbc),
        '\u{1fc3}' | '\u{1fcc}' => one(0x1fcc),
        '\u{1ff3}' | '\u{1ffc}' => one(0x1ffc),
        '\u{1fb2}' | '\u{1fb4}' | '\u{1fb7}' | '\u{1fc2}' | '\u{1fc4}' | '\u{1fc7}'
        | '\u{1ff2}' | '\u{1ff4}' | '\u{1ff7}' => upper
            .map(|letter| {
                if letter == '\u{399}' {
                    '\u{345}'
                } else {
                    letter
                }
            })
            .collect(),
        _ => upper.collect(),
    }
}

/// The result of `isalpha`, `isdigit` and the like; `None` for another name.
pub fn is(name: &str, text: &str) -> Option<bool> {
    let all = |test: fn(char) -> bool| !text.is_empty() && text.chars().all(test);
    Some(match name {
        "isalpha" => all(unicode::is_letter),
        "isalnum" => all(|letter| unicode::is_letter(letter) || unicode::is_numeric(letter)),
        "isdecimal" => all(unicode::is_decimal),
        "isdigit" => all(unicode::is_digit),
        "isnumeric" => all(unicode::is_numeric),
        "isspace" => all(unicode::is_space),
        "isascii" => text.is_ascii(),
        "isprintable" => text.chars().all(unicode::is_printable),
        "isupper" => {
            let other = |letter: char| letter.is_lowercase() || is_title(letter);
            text.chars().any(char::is_uppercase) && !text.chars().any(other)
        }
        "islower" => {
            let other = |letter: char| letter.is_uppercase() || is_title(letter);
            text.chars().any(char::is_lowercase) && !text.chars().any(other)
        }
        "istitle" => is_titled(text),
        "isidentifier" => {
            let mut letters = text.chars();
            let first = letters.next();
            first.is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first))
                && letters.all(unicode_ident::is_xid_continue)
        }
        _ => return None,
    })
}

/// Whether words, and only words, begin with a capital.
fn is_titled(text: &str) -> bool {
    let mut inside = false;
    let mut any = false;
    for letter in text.chars() {
        let capital = letter.is_uppercase() || is_title(letter);
        if capital && inside || !inside && letter.is_lowercase() {
            return false;
        }
        inside = capital || letter.is_lowercase();
        any |= inside;
    }
    any
}
