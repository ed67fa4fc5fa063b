//! What several demos' options share: how their values are parsed and refused.

use std::time::Duration;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches};

/// The options by which variants are chosen.
pub const VARIANT_OPTIONS: [&str; 6] = [
    "variants",
    "all",
    "sequential",
    "threads",
    "pool",
    "processes",
];

/// Whether a command has an option with this name, and it was typed.
pub fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches.try_contains_id(id).unwrap_or(false)
        && matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// The longest time that an option accepts: no lesson lasts a day, and sums of days stay in range.
const LONGEST: Duration = Duration::from_hours(24);

/// The option, which also accepts values that begin with a minus sign, so that `--delay -1s` is refused
/// with what is allowed, not as an unknown option.
pub fn with_minus(option: Arg) -> Arg {
    let names = option.get_value_names().unwrap_or_default();
    let measures = names
        .iter()
        .any(|name| ["DURATION", "SIZE", "RATIO"].contains(&name.as_str()));
    let counts = names.iter().any(|name| name == "N");
    // A pool's size follows an equals sign, and so needs no such setting.
    if option.is_positional() || option.is_require_equals_set() {
        option
    } else if measures {
        option.allow_hyphen_values(true)
    } else if counts {
        option.allow_negative_numbers(true)
    } else {
        option
    }
}

/// Parses a duration such as `200ms` or `1s 500ms`; 0 needs no unit.
pub fn duration(text: &str) -> Result<Duration, String> {
    let time = match humantime::parse_duration(text) {
        Ok(time) => time,
        Err(_) if text == "0" => Duration::ZERO,
        Err(_) => return Err("expected a number with a unit, such as 200ms, 1s or 2m".into()),
    };
    if time > LONGEST {
        return Err(format!(
            "at most {} is allowed",
            humantime::format_duration(LONGEST)
        ));
    }
    Ok(time)
}

/// Parses a count from one to a million: beyond that, lists alone would fill memory.
pub fn count(text: &str) -> Result<usize, String> {
    const MOST: usize = 1_000_000;
    match text.parse() {
        Ok(count @ 1..=MOST) => Ok(count),
        _ => Err(format!("expected a whole number from 1 to {MOST}")),
    }
}

/// Parses how often each worker adds 1: few enough that the total of a million workers is exact in JSON.
pub fn increments(text: &str) -> Result<u64, String> {
    const MOST: u64 = 1_000_000_000;
    match text.parse() {
        Ok(times @ 1..=MOST) => Ok(times),
        _ => Err(format!("expected a whole number from 1 to {MOST}")),
    }
}

/// Parses a size in bytes such as `4MiB`, `64KiB` or `1000`.
pub fn size(text: &str) -> Result<u64, String> {
    const LARGEST: u64 = 1 << 40;
    const UNITS: [(&str, u64); 8] = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("kB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("B", 1),
        ("", 1),
    ];
    let unit = UNITS
        .iter()
        .find_map(|(unit, bytes)| Some((text.strip_suffix(unit)?.trim_end(), bytes)));
    let digits = unit.filter(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
    let bytes = digits.and_then(|(number, unit)| number.parse::<u64>().ok()?.checked_mul(*unit));
    match bytes {
        Some(bytes) if bytes <= LARGEST => Ok(bytes),
        Some(_) => Err("at most 1024GiB is allowed".into()),
        None => Err("expected bytes, with or without a unit, such as 4MiB, 64KiB or 1000".into()),
    }
}

/// A size as a person would type it.
pub fn typed_size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let whole = units
        .iter()
        .find(|(shift, _)| bytes > 0 && bytes.trailing_zeros() >= *shift);
    whole.map_or_else(
        || format!("{bytes} B"),
        |(shift, unit)| format!("{} {unit}", bytes >> shift),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_type_them() {
        assert_eq!(duration("200ms"), Ok(Duration::from_millis(200)));
        assert_eq!(duration("1m 2s"), Ok(Duration::from_secs(62)));
        assert_eq!(duration("0"), Ok(Duration::ZERO));
        assert_eq!(duration("0s"), Ok(Duration::ZERO));
        for wrong in ["", "5", "-1s", "1 parsec", "25h", "99999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_read_as_people_type_them() {
        assert_eq!(size("0"), Ok(0));
        assert_eq!(size("1000"), Ok(1000));
        assert_eq!(size("4MiB"), Ok(4 << 20));
        assert_eq!(size("64 KiB"), Ok(64 << 10));
        assert_eq!(size("2kB"), Ok(2000));
        assert_eq!(size("7B"), Ok(7));
        for wrong in [
            "",
            "MiB",
            "-1",
            "+1",
            "1.5MiB",
            "4mib",
            "1025GiB",
            "99999999999GiB",
        ] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert_eq!(typed_size(4 << 20), "4 MiB");
        assert_eq!(typed_size(1 << 30), "1 GiB");
        assert_eq!(typed_size(1000), "1000 B");
        assert_eq!(typed_size(0), "0 B");
    }

    #[test]
    fn increments_begin_at_one_and_end_at_a_billion() {
        assert_eq!(increments("1"), Ok(1));
        assert_eq!(increments("1000000000"), Ok(1_000_000_000));
        for wrong in ["0", "-1", "1000000001", "1e3", "", "many"] {
            assert!(increments(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn counts_begin_at_one_and_end_at_a_million() {
        assert_eq!(count("1"), Ok(1));
        assert_eq!(count("1000000"), Ok(1_000_000));
        for wrong in ["0", "-1", "1000001", "1e3", "", "99999999999999999999"] {
            assert!(count(wrong).is_err(), "{wrong}");
        }
    }
}
