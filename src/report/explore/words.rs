//! Numbers, letters and waits in words.

use num_bigint::BigUint;

use explore::{Cut, Findings, Schedules, letter};
use words::grouped;

/// `1 schedule`, `137,846,528,820 schedules`, in full.
pub(super) fn number(schedules: &BigUint) -> String {
    plural(grouped(schedules))
}

/// The same, but a number too long for a line is shortened as by [`short`].
pub(super) fn about(schedules: &BigUint) -> String {
    plural(short(schedules))
}

fn plural(number: String) -> String {
    let plural = if number == "1" { "" } else { "s" };
    number + " schedule" + plural
}

/// A number in full, or as `1.234e56` if too long for a column; truncated, not rounded.
pub(super) fn short(schedules: &BigUint) -> String {
    const WIDEST: usize = 30;
    let digits = schedules.to_string();
    let full = grouped(&digits);
    if full.len() <= WIDEST {
        return full;
    }
    format!("{}.{}e{}", &digits[..1], &digits[1..4], digits.len() - 1)
}

/// Why and where the search was cut short, and what remains unknown.
pub(super) fn ended(findings: &Findings) -> Option<String> {
    let why = match findings.cut? {
        Cut::Bound => "at --max-states",
        Cut::Memory => "for want of memory",
        Cut::Interrupted => "interrupted",
        Cut::OutOfTime => "out of time",
        Cut::Refused => "at something that can't be explored",
    };
    let (place, open) = match (findings.whole, &findings.schedules) {
        (false, _) => (
            "before every state was visited",
            ", and there may be other outcomes",
        ),
        (true, Schedules::Unknown) => (
            "after every state was visited and before schedules were counted",
            ", and there are no other outcomes",
        ),
        (true, _) => ("while the schedules to show were chosen", ""),
    };
    if findings.outcomes.is_empty() {
        return Some(format!("{why}, {place}"));
    }
    let shown = "the schedules are real ones, though perhaps not the shortest";
    Some(format!("{why}, {place}: {shown}{open}"))
}

/// A fraction as a percentage; a nonzero one is never shown as 0, nor one below 1 as 100 %.
pub(super) fn percent(fraction: f64) -> String {
    let percent = fraction * 100.0;
    if percent > 0.0 && percent < 0.05 {
        "< 0.1 %".into()
    } else if (99.95..99.999_999_9).contains(&percent) {
        "> 99.9 %".into()
    } else {
        format!("{percent:.1} %")
    }
}

/// A schedule within this many columns if possible: `A B B A`, otherwise `A 9B 10A`, which can be typed
/// too.
pub(super) fn schedule(letters: &str, columns: usize) -> String {
    const MOST_LETTERS: usize = 12;
    let letters: Vec<char> = letters.chars().collect();
    if letters.is_empty() {
        return "-".into();
    }
    if letters.len() <= MOST_LETTERS && letters.len() * 2 - 1 <= columns {
        let letters: Vec<String> = letters.iter().map(char::to_string).collect();
        return letters.join(" ");
    }
    let runs = letters.chunk_by(|one, two| one == two);
    let run = |run: &[char]| match run.len() {
        1 => run[0].to_string(),
        times => format!("{times}{}", run[0]),
    };
    runs.map(run).collect::<Vec<_>>().join(" ")
}

/// `A waits for B waits for A`.
pub(super) fn ring(cycle: &[usize]) -> String {
    let ring = cycle.iter().chain(cycle.first());
    let letters: Vec<String> = ring.map(|thread| letter(*thread).to_string()).collect();
    letters.join(" waits for ")
}

/// `A B C`, or `A to Z` for more in a row.
pub(super) fn range(letters: &[char]) -> String {
    const MOST: usize = 4;
    let (first, last) = (letters[0], letters[letters.len() - 1]);
    if letters.len() > MOST && place(last) - place(first) + 1 == letters.len() {
        return format!("{first} to {last}");
    }
    let letters: Vec<String> = letters.iter().map(char::to_string).collect();
    letters.join(" ")
}

/// The place of a thread's letter: 0 for A, and for a, its store queue.
pub(super) fn place(letter: char) -> usize {
    let first = if letter.is_lowercase() { 'a' } else { 'A' };
    (letter as usize).saturating_sub(first as usize)
}
