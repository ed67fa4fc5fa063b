//! Checks a JSON document against its schema, strictly: a property that the schema doesn't mention is an
//! error even if the schema would accept it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

use crate::runner::run;

/// A schema that documents are checked against.
struct Strict {
    schemas: Schemas,
    index: SchemaIndex,
}

/// The schemas used so far, by name: each is printed and compiled once.
static KNOWN: Mutex<BTreeMap<String, Arc<Strict>>> = Mutex::new(BTreeMap::new());

/// Checks the document against the schema that `threaddemo schema NAME` prints.
#[track_caller]
pub(crate) fn holds(name: &str, document: &Value) {
    let known = KNOWN.lock().unwrap().get(name).cloned();
    let schema = known.unwrap_or_else(|| {
        let schema = Arc::new(Strict::new(run(["schema", name]).code(0).json()));
        let copy = Arc::clone(&schema);
        KNOWN.lock().unwrap().insert(name.to_owned(), copy);
        schema
    });
    if let Err(fault) = schema.holds(document) {
        panic!("against the schema {name}: {fault}");
    }
}

impl Strict {
    fn new(schema: Value) -> Self {
        const PLACE: &str = "threaddemo:schema";
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(PLACE, strict(schema)).unwrap();
        let index = compiler.compile(PLACE, &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn holds(&self, document: &Value) -> Result<(), String> {
        let fault = |error: boon::ValidationError<'_, '_>| format!("{error:#}");
        self.schemas.validate(document, self.index).map_err(fault)
    }
}

/// The schema with unknown properties forbidden at each place where a value may be: only there, since the
/// parts of a composed schema count together.
fn strict(mut schema: Value) -> Value {
    nothing_else(&mut schema);
    places(&mut schema);
    schema
}

/// Forbids further properties at this schema's place, unless it accepts anything.
fn nothing_else(schema: &mut Value) {
    if let Some(words) = schema.as_object_mut() {
        words.insert("unevaluatedProperties".to_owned(), false.into());
    }
}

/// Does the same at all places within this schema.
fn places(schema: &mut Value) {
    match schema {
        Value::Object(words) => {
            for (word, inner) in words {
                match (word.as_str(), &mut *inner) {
                    ("properties", Value::Object(all)) => all.values_mut().for_each(nothing_else),
                    ("items" | "additionalProperties", inner) => nothing_else(inner),
                    _ => {}
                }
                places(inner);
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(places),
        _ => {}
    }
}

#[test]
fn the_check_against_a_schema_can_fail() {
    let document = run(["list", "--format", "json"]).code(0).json();
    let schema = Strict::new(run(["schema", "list"]).code(0).json());
    assert_eq!(schema.holds(&document), Ok(()));
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
        assert!(schema.holds(&document).is_err(), "fault {place}");
    }
}
