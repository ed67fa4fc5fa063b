//! The runs as comma-separated values, one row each: for spreadsheets and your own statistics.
//!
//! Format: RFC 4180, except that lines end with a line feed alone.

use std::io::{self, Write};

use super::results::Results;

/// Writes a header and a row for each measured run; a figure that the system doesn't report is empty.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "variant,run,elapsed_s,started_s,cpu_s,voluntary_switches,involuntary_switches,\
         peak_memory_bytes"
    )?;
    for variant in &results.variants {
        for (place, run) in variant.runs.iter().enumerate() {
            writeln!(
                out,
                "{},{},{},{},{},{},{},{}",
                quoted(&variant.name),
                place + 1,
                run.elapsed_s,
                run.started_s,
                told(run.cpu_s),
                told(run.voluntary_switches),
                told(run.involuntary_switches),
                told(run.peak_memory_bytes)
            )?;
        }
    }
    Ok(())
}

fn told<T: ToString>(figure: Option<T>) -> String {
    figure.map_or_else(String::new, |figure| figure.to_string())
}

/// A field, quoted if necessary.
pub(super) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_field_is_quoted_only_if_it_must_be() {
        assert_eq!(quoted("pool-2"), "pool-2");
        assert_eq!(quoted("echo \"a, b\""), "\"echo \"\"a, b\"\"\"");
    }
}
