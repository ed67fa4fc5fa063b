//! A run's JSON document read back, as what a later run is compared with. Only the parts that say what
//! was run, where, and how long it took are read.

use serde::Deserialize;
use serde_json::{Map, Value};

/// The schema version of the document; it is raised when readers have to change.
///
/// Version 2 added when, where and under which label it ran (`at`, `host`, `label`), and the results of
/// `--against` and `--scale`. Everything in version 1 is unchanged in 2, so both can be read.
pub const SCHEMA_VERSION: u32 = 2;

/// The document of a run, as far as a comparison needs it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Saved {
    /// The version of its schema.
    pub schema_version: u32,
    /// The version of the program that made it.
    pub version: String,
    /// When it ran, in RFC 3339 form; none in version 1.
    #[serde(default)]
    pub at: Option<String>,
    /// The host's name or its hash, if disclosed.
    #[serde(default)]
    pub host: Option<String>,
    /// The run's `--label`.
    #[serde(default)]
    pub label: Option<String>,
    /// What is known about the machine, by name.
    pub machine: Map<String, Value>,
    /// What was run.
    pub demo: String,
    /// Its options.
    pub options: Map<String, Value>,
    /// How it ended: `complete` if it ran to its end.
    pub ended: String,
    /// The figure by which its variants are compared: `time`, `cpu_time` or `nothing`.
    pub compares: String,
    /// Why its figures should not be trusted.
    pub doubts: Vec<SavedDoubt>,
    /// Its variants.
    pub variants: Vec<SavedVariant>,
}

/// A doubt about a finished run.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedDoubt {
    /// The variant whose figures they are; none if they concern all.
    #[serde(default)]
    pub variant: Option<String>,
    /// The kind of doubt: `loaded`, `above_bounds` and others.
    pub doubt: String,
}

/// A variant's runs.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedVariant {
    /// Its name.
    pub name: String,
    /// Each run that did its work.
    pub runs: Vec<SavedRun>,
}

/// One run.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SavedRun {
    /// How long it took, in seconds.
    pub elapsed_s: f64,
    /// The CPU time of all its threads and children, if the system reported it.
    #[serde(default)]
    pub cpu_s: Option<f64>,
}

impl Saved {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Why this program can't read it, as the end of a sentence.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        /// What every version begins with.
        #[derive(Deserialize)]
        struct Head {
            schema_version: u32,
            #[serde(default)]
            demo: Option<String>,
        }
        let head: Head = serde_json::from_slice(bytes)
            .map_err(|error| format!("it is no JSON document of a run: {error}"))?;
        if head.schema_version > SCHEMA_VERSION {
            return Err(format!(
                "its form has version {}, and this threaddemo reads 1 to {SCHEMA_VERSION}",
                head.schema_version
            ));
        }
        if head.demo.is_none() {
            return Err(
                "it is another document than that of a run, which --save writes".to_owned(),
            );
        }
        serde_json::from_slice(bytes).map_err(|error| format!("it is not whole: {error}"))
    }

    /// The variant of this name.
    pub fn variant(&self, name: &str) -> Option<&SavedVariant> {
        self.variants.iter().find(|variant| variant.name == name)
    }

    /// Whether its figures for this variant are too doubtful for a gate to answer yes.
    pub fn bars_yes(&self, variant: &str) -> bool {
        let about = |one: &SavedDoubt| one.variant.as_ref().is_none_or(|name| name == variant);
        let barring = |one: &SavedDoubt| matches!(&*one.doubt, "loaded" | "above_bounds");
        self.doubts.iter().any(|one| about(one) && barring(one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_run_is_refused_with_the_reason() {
        let refused = |text: &str| Saved::read(text.as_bytes()).unwrap_err();
        assert!(refused("not JSON").starts_with("it is no JSON document of a run"));
        assert!(refused(r#"{"schema_version": 1}"#).starts_with("it is another document"));
        let newer = refused(r#"{"schema_version": 99, "demo": "hash"}"#);
        assert_eq!(
            newer,
            "its form has version 99, and this threaddemo reads 1 to 2"
        );
        let cut = refused(r#"{"schema_version": 1, "demo": "hash"}"#);
        assert!(cut.starts_with("it is not whole: missing field"), "{cut}");
    }

    #[test]
    fn load_in_a_saved_run_bars_a_yes_for_the_variant_that_lost_by_it() {
        let doubt = |variant: Option<&str>, doubt: &str| SavedDoubt {
            variant: variant.map(str::to_owned),
            doubt: doubt.to_owned(),
        };
        let with = |doubts| Saved {
            doubts,
            ..Saved::default()
        };
        assert!(with(vec![doubt(Some("a"), "loaded")]).bars_yes("a"));
        assert!(!with(vec![doubt(Some("a"), "loaded")]).bars_yes("b"));
        assert!(!with(vec![doubt(None, "crowded")]).bars_yes("a"));
        assert!(with(vec![doubt(None, "above_bounds")]).bars_yes("a"));
    }
}
