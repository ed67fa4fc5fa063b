//! Holds a JSON document against its schema, strictly, for the words that our schemas use.
//!
//! A property that no schema speaks of is an error even where the schema would let it pass, and a
//! word of JSON Schema that is not known here fails instead of being skipped.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::runner::run;

/// Holds the document against the schema that `threaddemo schema NAME` prints.
#[track_caller]
pub(crate) fn holds(name: &str, document: &Value) {
    let schema = run(["schema", name]).code(0).json();
    if let Err(fault) = conforms(&schema, document) {
        panic!("against the schema {name}: {fault}");
    }
}

fn conforms(schema: &Value, document: &Value) -> Result<(), String> {
    let known = Schema { root: schema }.check(schema, document, "$")?;
    Schema::nothing_else(&known, document, "$")
}

struct Schema<'a> {
    root: &'a Value,
}

/// Words that describe and don't demand.
const SILENT: [&str; 7] = [
    "$schema",
    "$defs",
    "title",
    "description",
    "format",
    "default",
    "examples",
];

type Known = BTreeSet<String>;

impl Schema<'_> {
    /// Checks a value; answers the properties of it that the schema speaks of.
    fn check(&self, schema: &Value, value: &Value, at: &str) -> Result<Known, String> {
        let mut known = Known::new();
        let schema = match schema {
            Value::Bool(true) => {
                return Ok(value
                    .as_object()
                    .map(|object| object.keys().cloned().collect())
                    .unwrap_or_default());
            }
            Value::Object(schema) => schema,
            _ => return Err(format!("{at}: nothing is allowed here")),
        };
        for (word, demand) in schema {
            match word.as_str() {
                "$ref" => {
                    let path = demand.as_str().and_then(|path| path.strip_prefix('#'));
                    let target = path.and_then(|path| self.root.pointer(path));
                    let target = target.ok_or_else(|| format!("{at}: no {demand}"))?;
                    known.extend(self.check(target, value, at)?);
                }
                "type" => of_type(demand, value, at)?,
                "const" if demand != value => {
                    return Err(format!("{at}: {value} is not {demand}"));
                }
                "const" => {}
                "enum" => {
                    let allowed = demand.as_array().ok_or("enum wants a list")?;
                    if !allowed.contains(value) {
                        return Err(format!("{at}: {value} is none of {demand}"));
                    }
                }
                "minimum" | "maximum" => within(word, demand, value, at)?,
                "items" => {
                    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                        let at = format!("{at}[{place}]");
                        let known = self.check(demand, item, &at)?;
                        Self::nothing_else(&known, item, &at)?;
                    }
                }
                "required" => requires(demand, value, at)?,
                "properties" => {
                    let demands = demand.as_object().ok_or("properties wants an object")?;
                    known.extend(self.properties(demands, value, at)?);
                }
                "additionalProperties" => {
                    known.extend(self.others(schema, demand, value, at)?);
                }
                "allOf" => {
                    for part in demand.as_array().ok_or("allOf wants a list")? {
                        known.extend(self.check(part, value, at)?);
                    }
                }
                "anyOf" | "oneOf" => known.extend(self.choose(word, demand, value, at)?),
                _ if SILENT.contains(&word.as_str()) => {}
                _ => return Err(format!("{at}: these tests don't know '{word}'")),
            }
        }
        Ok(known)
    }

    fn properties(
        &self,
        demands: &Map<String, Value>,
        value: &Value,
        at: &str,
    ) -> Result<Known, String> {
        let mut known = Known::new();
        for (name, demand) in demands {
            if let Some(property) = value.get(name) {
                let at = format!("{at}.{name}");
                let inner = self.check(demand, property, &at)?;
                Self::nothing_else(&inner, property, &at)?;
                known.insert(name.clone());
            }
        }
        Ok(known)
    }

    fn others(
        &self,
        schema: &Map<String, Value>,
        demand: &Value,
        value: &Value,
        at: &str,
    ) -> Result<Known, String> {
        let named = schema.get("properties").and_then(Value::as_object);
        let mut known = Known::new();
        for (name, property) in value.as_object().into_iter().flatten() {
            if named.is_none_or(|named| !named.contains_key(name)) {
                self.check(demand, property, &format!("{at}.{name}"))?;
                known.insert(name.clone());
            }
        }
        Ok(known)
    }

    fn choose(&self, word: &str, demand: &Value, value: &Value, at: &str) -> Result<Known, String> {
        let parts = demand.as_array().ok_or("a choice wants a list")?;
        let tried: Vec<_> = parts
            .iter()
            .map(|part| self.check(part, value, at))
            .collect();
        let fits: Vec<_> = tried
            .iter()
            .filter_map(|tried| tried.as_ref().ok())
            .collect();
        match fits.as_slice() {
            [] => Err(format!("{at}: {value} fits no part of {word}: {tried:?}")),
            [_, _, ..] if word == "oneOf" => Err(format!("{at}: {value} fits several parts")),
            fits => Ok(fits.iter().flat_map(|known| (*known).clone()).collect()),
        }
    }

    /// An object has no property that nothing speaks of.
    fn nothing_else(known: &Known, value: &Value, at: &str) -> Result<(), String> {
        match value
            .as_object()
            .and_then(|object| object.keys().find(|name| !known.contains(*name)))
        {
            Some(name) => Err(format!("{at}: the schema doesn't know '{name}'")),
            None => Ok(()),
        }
    }
}

fn of_type(demand: &Value, value: &Value, at: &str) -> Result<(), String> {
    let is = |name: &Value| match name.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    };
    let fits = match demand {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    };
    if fits {
        Ok(())
    } else {
        Err(format!("{at}: {value} is no {demand}"))
    }
}

fn within(word: &str, demand: &Value, value: &Value, at: &str) -> Result<(), String> {
    let (Some(bound), Some(number)) = (demand.as_f64(), value.as_f64()) else {
        return Ok(());
    };
    if (word == "minimum" && number < bound) || (word == "maximum" && number > bound) {
        return Err(format!("{at}: {value} is beyond the {word} {demand}"));
    }
    Ok(())
}

fn requires(demand: &Value, value: &Value, at: &str) -> Result<(), String> {
    let names = demand.as_array().ok_or("required wants a list")?;
    let Some(object) = value.as_object() else {
        return Ok(());
    };
    for name in names.iter().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            return Err(format!("{at}: '{name}' is missing"));
        }
    }
    Ok(())
}

#[test]
fn the_check_against_a_schema_can_fail() {
    let document = run(["list", "--format", "json"]).code(0).json();
    let schema = run(["schema", "list"]).code(0).json();
    assert_eq!(conforms(&schema, &document), Ok(()));
    let broken: [fn(&mut Value); 5] = [
        |list| {
            list.as_object_mut().unwrap().remove("demos");
        },
        |list| {
            list.as_object_mut()
                .unwrap()
                .insert("demo".into(), 1.into());
        },
        |list| list["schema_version"] = "1".into(),
        |list| list["demos"][0]["name"] = Value::Null,
        |list| {
            let variant = list["demos"][0]["variants"][0].as_object_mut().unwrap();
            let about = variant.remove("about").unwrap();
            variant.insert("text".into(), about);
        },
    ];
    for (place, break_it) in broken.iter().enumerate() {
        let mut document = document.clone();
        break_it(&mut document);
        assert!(conforms(&schema, &document).is_err(), "fault {place}");
    }
}
