//! How figures and foreign text are presented to readers: counts with their nouns, numbers in groups of
//! three, percentages, letters, times, and text made safe for the terminal. Sentences are left to the
//! rooms that print them.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::time::Duration;

/// `1,234,567`.
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 line`, `1,234 lines`: a number and its noun, whose plural ends in s.
pub fn counted(number: impl Display, noun: &str) -> String {
    let number = grouped(number);
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// `12 %`, or `12.3 %` with one decimal. A nonzero share is never shown as nothing, nor a part as the
/// whole: `<1 %`, `>99 %`.
pub fn percent(fraction: f64, decimals: usize) -> String {
    let percent = fraction * 100.0;
    let text = format!("{percent:.decimals$}");
    let all_but = |whole: f64| (percent - whole).abs() > 1e-7;
    match text.parse::<f64>() {
        Ok(0.0) if all_but(0.0) => {
            let least = 10.0_f64.powi(-i32::try_from(decimals).unwrap_or(0));
            format!("<{least:.decimals$} %")
        }
        Ok(100.0) if percent < 100.0 && all_but(100.0) => {
            let most = 100.0 - 10.0_f64.powi(-i32::try_from(decimals).unwrap_or(0));
            format!(">{most:.decimals$} %")
        }
        _ => format!("{text} %"),
    }
}

/// The letters of this index, as spreadsheets name columns: A to Z, AA, AB...
pub fn column_letters(mut place: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(place % 26).unwrap_or(0)));
        match (place / 26).checked_sub(1) {
            Some(next) => place = next,
            None => return letters.into_iter().rev().collect(),
        }
    }
}

/// Seconds with three decimals, rounded, the way every report shows a moment.
#[derive(Clone, Copy, Debug)]
pub struct Seconds(pub Duration);

impl Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = (self.0.as_nanos() + 500_000) / 1_000_000;
        f.pad(&format!(
            "{}.{:03}",
            milliseconds / 1000,
            milliseconds % 1000
        ))
    }
}

/// How many decimals show this time in seconds with three digits, from milliseconds to microseconds.
pub fn decimals(seconds: f64) -> usize {
    match seconds {
        s if s >= 0.1 => 3,
        s if s >= 0.01 => 4,
        s if s >= 0.001 => 5,
        _ => 6,
    }
}

/// A time in seconds with three digits and a suitable unit: `11.4 ms`.
pub fn duration(seconds: f64) -> String {
    let (figure, unit) = match seconds {
        time if time >= 1.0 => (time, "s"),
        time if time >= 1e-3 => (time * 1e3, "ms"),
        time if time >= 1e-6 => (time * 1e6, "µs"),
        time => (time * 1e9, "ns"),
    };
    let decimals = match figure {
        figure if figure >= 100.0 || unit == "ns" => 0,
        figure if figure >= 10.0 => 1,
        _ => 2,
    };
    format!("{figure:.decimals$} {unit}")
}

/// Text from outside, made safe for a terminal or a page: dangerous characters are written out, as
/// `\u{1b}`. These are control characters other than the tab, and marks that change the direction of
/// writing or end a line (source: Unicode Technical Report 36, section 2.7).
pub fn harmless(text: &str) -> Cow<'_, str> {
    // Nearly all text is printable ASCII, which can be scanned many bytes at a time.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if steers(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

fn steers(letter: char) -> bool {
    (letter.is_control() && letter != '\t')
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let numbers = [0, 12, 999, 1000, 123_456, 1_234_567];
        let expected = ["0", "12", "999", "1,000", "123,456", "1,234,567"];
        assert_eq!(numbers.map(grouped), expected);
    }

    #[test]
    fn one_is_singular_and_nothing_is_not() {
        assert_eq!(
            [0, 1, 2, 1000].map(|number| counted(number, "line")),
            ["0 lines", "1 line", "2 lines", "1,000 lines"]
        );
    }

    #[test]
    fn a_part_is_never_shown_as_nothing_or_as_the_whole() {
        let whole = [0.0, 0.004, 0.006, 0.5, 0.994, 0.996, 1.0].map(|share| percent(share, 0));
        assert_eq!(
            whole,
            ["0 %", "<1 %", "1 %", "50 %", "99 %", ">99 %", "100 %"]
        );
        let tenths = [0.0, 0.0004, 2.0 / 3.0, 0.9996, 1.0].map(|share| percent(share, 1));
        assert_eq!(tenths, ["0.0 %", "<0.1 %", "66.7 %", ">99.9 %", "100.0 %"]);
    }

    #[test]
    fn places_are_lettered_as_spreadsheets_do() {
        assert_eq!(
            [0, 1, 25, 26, 51, 52, 701, 702].map(column_letters),
            ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
        );
    }

    #[test]
    fn seconds_are_rounded_to_the_millisecond() {
        let shown = |nanoseconds| Seconds(Duration::from_nanos(nanoseconds)).to_string();
        assert_eq!(shown(1_999_500_000), "2.000");
        assert_eq!(shown(499_999), "0.000");
    }

    #[test]
    fn times_show_three_digits() {
        assert_eq!(
            [1.6, 0.1, 0.099, 0.0099, 0.000_099].map(decimals),
            [3, 3, 4, 5, 6]
        );
        assert_eq!(
            [2.5, 0.0114, 1.5e-6, 12e-9].map(duration),
            ["2.50 s", "11.4 ms", "1.50 µs", "12 ns"]
        );
    }

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        for plain in ["", "cube : 8", "a\tb", "größe ✓ 数", "zero\u{200d}width"] {
            assert_eq!(harmless(plain), plain);
        }
        assert_eq!(harmless("\u{1b}[31mred"), r"\u{1b}[31mred");
        assert_eq!(harmless("bell\u{7} c1\u{9b}2J"), r"bell\u{7} c1\u{9b}2J");
        assert_eq!(harmless("cod\u{202e}txt.exe\n"), r"cod\u{202e}txt.exe\u{a}");
    }
}
