//! What several demos' options have in common: how their values are read, and refused.

use std::time::Duration;

/// The longest time that an option takes: no lesson lasts a day, and sums of days stay in range.
const LONGEST: Duration = Duration::from_hours(24);

/// Reads a duration such as `200ms` or `1s 500ms`; no unit is needed for 0.
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

/// A duration as a person would type it.
pub fn typed(time: Duration) -> String {
    humantime::format_duration(time).to_string()
}

/// Reads a count of at least one, and at most a million: past that, lists alone fill memory.
pub fn count(text: &str) -> Result<usize, String> {
    const MOST: usize = 1_000_000;
    match text.parse() {
        Ok(count @ 1..=MOST) => Ok(count),
        _ => Err(format!("expected a whole number from 1 to {MOST}")),
    }
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
    fn counts_begin_at_one_and_end_at_a_million() {
        assert_eq!(count("1"), Ok(1));
        assert_eq!(count("1000000"), Ok(1_000_000));
        for wrong in ["0", "-1", "1000001", "1e3", "", "99999999999999999999"] {
            assert!(count(wrong).is_err(), "{wrong}");
        }
    }
}
