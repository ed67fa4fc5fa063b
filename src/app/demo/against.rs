//! The current results in the form of a saved run.

use serde::Serialize;
use serde_json::{Map, Value};

use report::results::{Doubtful, Results, VariantResult};
use stats::{SCHEMA_VERSION, Saved, SavedDoubt, SavedRun, SavedVariant};
use system::Machine;

/// The measurements as they would be read back.
pub(super) fn saved(results: &Results) -> Saved {
    let variant = |one: &VariantResult| {
        let runs = one.runs.iter().map(|run| SavedRun {
            elapsed_s: run.elapsed_s,
            cpu_s: run.cpu_s,
        });
        SavedVariant {
            name: one.name.clone(),
            runs: runs.collect(),
        }
    };
    let doubt = |one: &Doubtful| SavedDoubt {
        variant: one.variant.clone(),
        doubt: word(&value(&one.doubt)["doubt"]),
    };
    let machine = match value(&Machine::read()) {
        Value::Object(machine) => machine,
        _ => Map::new(),
    };
    Saved {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: Some(results.at.clone()),
        host: results.host.clone(),
        label: results.label.clone(),
        machine,
        demo: results.demo.to_owned(),
        options: results.options.clone(),
        ended: word(&value(&results.ended)),
        compares: results.compares.name().to_owned(),
        doubts: results.doubts.iter().map(doubt).collect(),
        variants: results.variants.iter().map(variant).collect(),
    }
}

/// Plain data can always be serialized.
fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
