//! Input during the tour: keys on a terminal, lines elsewhere.

use system::keys::Keys;

/// What was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// An answer.
    Number(u64),
    Hint,
    Further,
    Back,
    Leave,
}

/// Waits for input. On a terminal it is one key or, if `whole`, the digits of a number up to Enter, which
/// are echoed; elsewhere it is one line.
pub(crate) fn read(
    keys: &Keys,
    whole: bool,
    stopped: &dyn Fn() -> bool,
    echo: &dyn Fn(char),
) -> Typed {
    /// In bytes.
    const LONGEST: usize = 64;
    let mut line = String::new();
    loop {
        let key = if keys.is_terminal() {
            keys.key(stopped)
        } else {
            keys.next(stopped).map(char::from)
        };
        let Some(key) = key else {
            // The last line may lack a newline.
            return understood(&line)
                .filter(|_| !line.is_empty())
                .unwrap_or(Typed::Leave);
        };
        if !keys.is_terminal() {
            if key != '\n' {
                // No answer is longer, and an endless line must not be stored.
                if line.len() < LONGEST {
                    line.push(key);
                }
            } else if let Some(typed) = understood(&line) {
                return typed;
            } else {
                line.clear();
            }
            continue;
        }
        match key {
            '0'..='9' if whole => {
                line.push(key);
                echo(key);
            }
            '\x7f' | '\x08' if !line.is_empty() => {
                line.pop();
                "\x08 \x08".chars().for_each(echo);
            }
            '\r' | '\n' if !line.is_empty() => {
                echo('\n');
                return understood(&line).unwrap_or(Typed::Further);
            }
            _ => {
                if let Some(typed) = understood(key.encode_utf8(&mut [0; 4])) {
                    return typed;
                }
            }
        }
    }
}

/// The meaning of a key or a line, if any.
fn understood(typed: &str) -> Option<Typed> {
    Some(match typed.trim() {
        "" => Typed::Further,
        "?" => Typed::Hint,
        "b" => Typed::Back,
        "q" => Typed::Leave,
        number => Typed::Number(number.parse().ok()?),
    })
}
