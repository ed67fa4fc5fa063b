//! The comparison in Markdown, for a job summary or a pull request.

use std::io::{self, Write};

use super::against::{self, Against};
use super::results::Results;
use super::scaling;
use super::text::{against_baseline, statements};
use super::verdict::interval_of_ratio;
use words::{decimals, harmless};

/// Writes a heading, the comparison as a table, and the remarks on it as a list.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}\n", plain(results.demo))?;
    table(results, out)?;
    if let Some(found) = &results.scale {
        rows(
            out,
            "variant",
            &scaling::HEADS.map(str::to_owned),
            scaling::rows(found),
        )?;
    }
    if let Some(against) = &results.against {
        changes(against, out)?;
    }
    list(&statements(results), out)
}

/// The remarks as a list.
pub(super) fn list(said: &[(&str, String)], out: &mut dyn Write) -> io::Result<()> {
    for (label, text) in said {
        writeln!(out, "- {}: {}", plain(label), plain(text))?;
    }
    Ok(())
}

/// The variants compared with those of an earlier run, as a table.
pub(super) fn changes(against: &Against, out: &mut dyn Write) -> io::Result<()> {
    if against.changes.is_empty() {
        return Ok(());
    }
    rows(
        out,
        "variant",
        &against::heads(against),
        against::rows(against),
    )
}

/// A table: a first column, and others under these heads.
pub(super) fn rows<const N: usize>(
    out: &mut dyn Write,
    first: &str,
    heads: &[String],
    rows: impl IntoIterator<Item = [String; N]>,
) -> io::Result<()> {
    writeln!(out, "| {first} | {} |", heads.join(" | "))?;
    writeln!(out, "|---|{}", "---:|".repeat(heads.len()))?;
    for row in rows {
        writeln!(out, "| {} |", row.map(|cell| plain(&cell)).join(" | "))?;
    }
    writeln!(out)
}

fn table(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let variants = results.variants.iter().enumerate();
    let measured = variants.filter_map(|(place, one)| Some((place, one, one.summary()?)));
    let measured: Vec<_> = measured.collect();
    let Some((_, _, first)) = measured.first() else {
        return Ok(());
    };
    let repeated = first.runs > 1;
    let kind = first.interval_s.kind.to_string();
    let heads: &[&str] = if repeated {
        &["median", &kind, "at best", "speed-up", &kind]
    } else {
        &["elapsed", "at best", "speed-up"]
    };
    writeln!(out, "| variant | {} |", heads.join(" | "))?;
    writeln!(out, "|---|{}", "---:|".repeat(heads.len()))?;
    let shortest = measured.iter().map(|(_, _, summary)| summary.median_s);
    let decimals = decimals(shortest.fold(f64::MAX, f64::min));
    let seconds = |time: f64| format!("{time:.decimals$} s");
    for (place, variant, summary) in &measured {
        let ratio = results.ratio(*place);
        let best = variant.at_best.map(|time| seconds(time.as_secs_f64()));
        let best = best.unwrap_or_else(|| "-".to_owned());
        let verdict = against_baseline(results, *place, ratio.as_ref());
        let mut cells = vec![plain(&variant.name), seconds(summary.median_s)];
        if repeated {
            let interval = &summary.interval_s;
            cells.push(format!(
                "{:.decimals$} .. {:.decimals$}",
                interval.low, interval.high
            ));
        }
        cells.extend([best, verdict]);
        if repeated {
            cells.push(ratio.as_ref().map_or_else(String::new, interval_of_ratio));
        }
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}

/// A text escaped so that nothing in it is taken for Markdown or HTML.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in harmless(text).chars() {
        match letter {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => plain.extend(['\\', letter]),
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn nothing_in_a_name_is_markup() {
        assert_eq!(plain("a|b *c* <img>"), "a\\|b \\*c\\* &lt;img>");
        assert_eq!(plain("sleep 0.1"), "sleep 0.1");
        assert!(!plain("a\nb").contains('\n'));
    }
}
