//! Reads the lines on which a game's moves are typed, whatever they contain.

use std::io::{self, BufRead, ErrorKind};

use system::keys;
use words::harmless;

/// The next line, with invalid UTF-8 and control characters replaced, and truncated to what a move can
/// need; `None` at the end of the input.
pub(super) fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    const LONGEST: usize = 4096;
    let (mut kept, mut begun) = (Vec::new(), false);
    loop {
        let bytes = match input.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            // Another program may have made a descriptor shared with this one non-blocking.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                keys::until_there_is_input();
                continue;
            }
            Err(error) => return Err(error),
        };
        let end = bytes.iter().position(|&byte| byte == b'\n');
        let room = LONGEST - kept.len();
        kept.extend(bytes[..end.unwrap_or(bytes.len())].iter().take(room));
        let read = end.map_or(bytes.len(), |end| end + 1);
        begun |= read > 0;
        input.consume(read);
        if end.is_some() || read == 0 {
            let text = String::from_utf8_lossy(&kept);
            return Ok(begun.then(|| text.chars().map(tame).collect()));
        }
    }
}

/// The character, or a mark in its place if it would control a terminal; spaces are skipped anyway.
fn tame(typed: char) -> char {
    let shown = harmless(typed.encode_utf8(&mut [0; 4])) == typed.to_string();
    if shown || typed.is_whitespace() {
        typed
    } else {
        char::REPLACEMENT_CHARACTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_kept_as_far_as_a_move_may_go_whatever_is_in_it() {
        let long = [&vec![b'x'; 100_000][..], b"\n\xff a\n\x1b[31m\r\nlast"].concat();
        let mut input = io::BufReader::with_capacity(16, &long[..]);
        let mut next = || line(&mut input).unwrap();
        assert_eq!(next().unwrap(), "x".repeat(4096));
        assert_eq!(next().unwrap(), "\u{fffd} a");
        assert_eq!(next().unwrap(), "\u{fffd}[31m\r");
        assert_eq!(next().unwrap(), "last");
        assert_eq!(next(), None);
    }
}
