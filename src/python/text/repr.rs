//! `repr` and `ascii` of strings: quotes, and escapes for unprintable characters.

use super::unicode::is_printable;

/// `repr(text)`.
pub fn string(text: &str) -> String {
    quoted(text, is_printable)
}

/// `ascii(text)`.
pub fn ascii(text: &str) -> String {
    quoted(text, |letter| letter.is_ascii() && is_printable(letter))
}

/// `ascii(value)`, given `repr(value)`: non-ASCII characters are escaped.
pub fn ascii_of_repr(repr: &str) -> String {
    let mut text = String::with_capacity(repr.len());
    for letter in repr.chars() {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            escape(letter, &mut text);
        }
    }
    text
}

/// A string in quotes; characters that aren't `plain` are escaped.
fn quoted(text: &str, plain: impl Fn(char) -> bool) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(quote);
    for letter in text.chars() {
        if letter == quote || letter == '\\' {
            quoted.push('\\');
            quoted.push(letter);
        } else if plain(letter) {
            quoted.push(letter);
        } else {
            escape(letter, &mut quoted);
        }
    }
    quoted.push(quote);
    quoted
}

/// Appends an escape.
fn escape(letter: char, to: &mut String) {
    let code = u32::from(letter);
    let escaped = match letter {
        '\t' => "\\t".to_string(),
        '\n' => "\\n".to_string(),
        '\r' => "\\r".to_string(),
        '\0'..='\u{ff}' => format!("\\x{code:02x}"),
        '\u{100}'..='\u{ffff}' => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    };
    to.push_str(&escaped);
}
