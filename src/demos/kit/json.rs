//! A demo's options and measurements for the JSON report: structs, serialized.

use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// The fields of a struct, by name.
pub(crate) fn object(fields: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(fields) {
        Ok(Value::Object(map)) => map,
        other => unreachable!("a struct of plain fields is an object, not {other:?}"),
    }
}

/// Serializes a time as a number of seconds; the field's name should end in `_s`.
pub(crate) fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}

/// [`seconds`] of a time that may not have been given.
#[allow(clippy::ref_option)] // serde calls it so
pub(crate) fn optional_seconds<S: Serializer>(
    time: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    time.map(|time| time.as_secs_f64()).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_struct_becomes_an_object_with_times_in_seconds() {
        #[derive(Serialize)]
        struct Options {
            count: usize,
            #[serde(rename = "delay_s", serialize_with = "seconds")]
            delay: Duration,
        }
        let options = Options {
            count: 5,
            delay: Duration::from_millis(200),
        };
        let expected = serde_json::json!({"count": 5, "delay_s": 0.2});
        assert_eq!(Value::from(object(&options)), expected);
    }
}
