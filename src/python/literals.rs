//! Literals that the parser takes, and Python or the subset doesn't: integers of too many digits, and
//! texts with half a pair of surrogates.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::Ranged;

use super::source::Fault;
use super::text::integer::MOST_DIGITS;

/// Refuses a literal that isn't taken.
pub(super) fn check(text: &str, tokens: &[Token]) -> Result<(), Fault> {
    let escapes = text.contains("\\u") || text.contains("\\U");
    for token in tokens {
        let written = &text[token.range()];
        let at = token.range().start().to_u32();
        match token.kind() {
            TokenKind::Int if written.len() > MOST_DIGITS => digits(written, at)?,
            TokenKind::String | TokenKind::FStringMiddle if escapes => {
                let flags = token.string_flags();
                if flags.is_none_or(|flags| !flags.is_raw_string() && !flags.is_byte_string()) {
                    surrogates(written, at)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn digits(written: &str, at: u32) -> Result<(), Fault> {
    // A prefix says that the base is a power of two, and only zero may begin with a zero without one.
    let count = written.bytes().filter(u8::is_ascii_digit).count();
    if written.starts_with('0') || count <= MOST_DIGITS {
        return Ok(());
    }
    Err(Fault::new(
        at,
        format!(
            "syntax error: an integer of {count} digits, where Python takes {MOST_DIGITS} at most"
        ),
        "write it in hexadecimal, or compute it: 10**5000",
    ))
}

/// Refuses `\ud800` and the like: a text here holds characters alone.
fn surrogates(written: &str, at: u32) -> Result<(), Fault> {
    let mut escapes = written.match_indices('\\');
    while let Some((place, _)) = escapes.next() {
        let escaped = &written[place + 1..];
        let digits = match escaped.as_bytes().first() {
            // The next one is what this one escapes.
            Some(b'\\') => {
                escapes.next();
                continue;
            }
            Some(b'u') => escaped.get(1..5),
            Some(b'U') => escaped.get(1..9),
            _ => continue,
        };
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if code.is_some_and(|code| (0xd800..0xe000).contains(&code)) {
            return Err(Fault::new(
                at + u32::try_from(place).unwrap_or(0),
                "a lone surrogate isn't in the subset",
                "write the character itself; Python can't print half a pair either",
            ));
        }
    }
    Ok(())
}
