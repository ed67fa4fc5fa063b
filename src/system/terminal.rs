//! What the terminal is like: whether there is one, how wide, in color or not, UTF-8 or not.
//!
//! Each result is a pure function of what was read, so that tests need not touch the environment; a thin
//! reader beside it reads the real one.

use std::env;
use std::io::{self, IsTerminal};

use terminal_size::terminal_size_of;

/// The default width.
const USUAL_WIDTH: usize = 80;

/// The maximum layout width: `COLUMNS` can be anything, and lines of that length are allocated.
const WIDEST: usize = 1000;

/// One of the two streams that this program writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// What `--color` asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// As the environment and the stream suggest.
    #[default]
    Auto,
    /// Always, whatever the environment says.
    Always,
    /// Never.
    Never,
}

/// An environment variable's value; `None` if it isn't set. What isn't UTF-8 in it is replaced.
pub fn variable(name: &str) -> Option<String> {
    env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// Whether the stream is a terminal.
pub fn is_terminal(stream: Stream) -> bool {
    match stream {
        Stream::Stdout => io::stdout().is_terminal(),
        Stream::Stderr => io::stderr().is_terminal(),
    }
}

/// The columns to lay out for on this stream: `COLUMNS`, else the terminal's own, else 80.
pub fn width(stream: Stream) -> usize {
    let size = match stream {
        Stream::Stdout => terminal_size_of(io::stdout()),
        Stream::Stderr => terminal_size_of(io::stderr()),
    };
    width_from(
        variable("COLUMNS").as_deref(),
        size.map(|(width, _)| width.0),
    )
}

/// The columns that a line on this stream may fill without wrapping: the layout width, but no more than
/// the terminal has now.
pub fn room(stream: Stream) -> usize {
    let size = match stream {
        Stream::Stdout => terminal_size_of(io::stdout()),
        Stream::Stderr => terminal_size_of(io::stderr()),
    };
    let terminal = size.map(|(width, _)| usize::from(width.0));
    let terminal = terminal.filter(|&columns| columns > 0);
    width(stream).min(terminal.unwrap_or(usize::MAX))
}

/// The number of rows of the terminal on stdout, if it is one.
pub fn rows() -> Option<usize> {
    let size = terminal_size_of(io::stdout())?;
    Some(usize::from(size.1.0))
}

/// Whether this is a terminal on which a line can be redrawn: a dumb one would show the escape codes.
pub fn redraws(stream: Stream) -> bool {
    is_terminal(stream) && variable("TERM").is_some_and(|term| !term.is_empty() && term != "dumb")
}

/// The columns from the value of `COLUMNS` and the terminal's own width; anything but a positive number
/// counts as not given.
pub fn width_from(columns: Option<&str>, terminal: Option<u16>) -> usize {
    columns
        .and_then(|columns| columns.trim().parse().ok())
        .filter(|&columns| columns > 0)
        .or(terminal.map(usize::from).filter(|&columns| columns > 0))
        .unwrap_or(USUAL_WIDTH)
        .min(WIDEST)
}

/// Whether this process's environment allows non-ASCII text.
pub fn is_utf8() -> bool {
    is_utf8_in(variable)
}

/// Whether the locale in an environment is UTF-8: the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is
/// set and not empty decides (source: POSIX, Base Definitions, 8.2); if none is, the answer is no.
pub fn is_utf8_in(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))
        .unwrap_or_default();
    // `de_AT.UTF-8@euro`: the character set follows the dot; macOS also writes it alone.
    let set = locale
        .split('@')
        .next()
        .unwrap_or_default()
        .rsplit('.')
        .next()
        .unwrap_or_default();
    let set = set.replace('-', "");
    set.eq_ignore_ascii_case("utf8")
}

/// Whether to write colors to this stream, judging by this process's environment.
pub fn wants_color(choice: Color, stream: Stream) -> bool {
    wants_color_in(choice, is_terminal(stream), variable)
}

/// Whether to write colors, given the choice, whether the stream is a terminal, and an environment.
///
/// `Always` and `Never` override everything; then `NO_COLOR` forbids and `CLICOLOR_FORCE` demands color
/// (each counts if it is not empty, the second not if it is `0`). Otherwise color needs a terminal whose
/// `TERM` is set and not `dumb`, and `CLICOLOR` must not be `0`. Clap's help follows the same order
/// (source: <https://no-color.org>, <https://bixense.com/clicolors>).
pub fn wants_color_in(
    choice: Color,
    terminal: bool,
    variable: impl Fn(&str) -> Option<String>,
) -> bool {
    let given = |name| variable(name).filter(|value| !value.is_empty());
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if given("NO_COLOR").is_some() => false,
        Color::Auto if given("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        Color::Auto => {
            terminal
                && given("CLICOLOR").is_none_or(|value| value != "0")
                && given("TERM").is_some_and(|value| value != "dumb")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| {
            let (_, value) = pairs.iter().find(|(key, _)| *key == name)?;
            Some((*value).to_owned())
        }
    }

    fn auto(terminal: bool, pairs: &[(&str, &str)]) -> bool {
        wants_color_in(Color::Auto, terminal, environment(pairs))
    }

    #[test]
    fn columns_override_the_terminal() {
        assert_eq!(width_from(Some("100"), Some(120)), 100);
        assert_eq!(width_from(None, Some(120)), 120);
        assert_eq!(width_from(None, None), 80);
    }

    #[test]
    fn no_width_is_beyond_what_can_be_allocated() {
        assert_eq!(width_from(Some("99999999999"), Some(120)), WIDEST);
        assert_eq!(width_from(None, Some(u16::MAX)), WIDEST);
    }

    #[test]
    fn a_width_that_is_none_is_passed_over() {
        for odd in ["", "0", "-5", "wide", "99999999999999999999999"] {
            assert_eq!(width_from(Some(odd), Some(120)), 120, "{odd}");
        }
        assert_eq!(width_from(Some("0"), Some(0)), 80);
    }

    #[test]
    fn the_locale_is_utf8_by_its_character_set() {
        for locale in [
            "en_US.UTF-8",
            "C.UTF-8",
            "de_AT.utf8@euro",
            "UTF-8",
            "ja_JP.Utf-8",
        ] {
            assert!(is_utf8_in(environment(&[("LANG", locale)])), "{locale}");
        }
        for locale in [
            "C",
            "POSIX",
            "en_US",
            "en_US.ISO-8859-1",
            "de_DE@euro",
            "utf8.C",
        ] {
            assert!(!is_utf8_in(environment(&[("LANG", locale)])), "{locale}");
        }
        assert!(!is_utf8_in(environment(&[])));
    }

    #[test]
    fn the_first_locale_that_is_not_empty_decides() {
        assert!(!is_utf8_in(environment(&[
            ("LC_ALL", "C"),
            ("LANG", "en_US.UTF-8")
        ])));
        assert!(is_utf8_in(environment(&[
            ("LC_ALL", ""),
            ("LC_CTYPE", "C.UTF-8"),
            ("LANG", "C")
        ])));
        assert!(is_utf8_in(environment(&[
            ("LC_ALL", ""),
            ("LANG", "C.UTF-8")
        ])));
    }

    #[test]
    fn a_terminal_gets_color_and_a_pipe_does_not() {
        assert!(auto(true, &[("TERM", "xterm")]));
        assert!(!auto(false, &[("TERM", "xterm")]));
        assert!(!auto(true, &[("TERM", "dumb")]));
        assert!(!auto(true, &[]));
    }

    #[test]
    fn the_environment_forbids_and_demands_color() {
        assert!(!auto(true, &[("TERM", "xterm"), ("NO_COLOR", "1")]));
        assert!(auto(true, &[("TERM", "xterm"), ("NO_COLOR", "")]));
        assert!(auto(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!auto(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!auto(false, &[("CLICOLOR_FORCE", "")]));
        assert!(!auto(true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(!auto(true, &[("TERM", "xterm"), ("CLICOLOR", "0")]));
        assert!(auto(true, &[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")]));
    }

    #[test]
    fn what_was_typed_stands_above_the_environment() {
        let forbids = environment(&[("NO_COLOR", "1")]);
        assert!(wants_color_in(Color::Always, false, &forbids));
        let demands = environment(&[("CLICOLOR_FORCE", "1"), ("TERM", "xterm")]);
        assert!(!wants_color_in(Color::Never, true, &demands));
    }
}
