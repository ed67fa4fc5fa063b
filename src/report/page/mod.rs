//! The page: one file that a browser shows without a network. It contains a script only if it shows a
//! program's text, see `program`.
//!
//! All text goes through `maud`, which escapes it, and the page's policy also forbids loads and any other
//! script. Figures are in tables beside the pictures, so nothing is conveyed by a picture alone.

mod arrows;
mod bars;
mod chart;
mod lines;
mod observed;
mod places;
mod program;
mod scaling;
mod style;
mod words;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, html};

use super::html::head;
use super::maps;
use super::slices::pictures;
use crate::against::{self, Against};
use crate::results::{Ended, Results};
use ::words::harmless;
use system::Machine;

/// What a page shows besides the results.
pub struct PageContext<'a> {
    /// What the demo teaches, in one line.
    pub about: &'a str,
    /// The lesson: paragraphs separated by empty lines.
    pub lesson: &'a str,
    /// What to watch for, a sentence each.
    pub watch: &'a [&'a str],
    /// The command that was typed.
    pub command: &'a str,
    /// The machine it ran on.
    pub machine: &'a Machine,
}

/// No loads, no forms, and no script except the one that shows each thread's place in a program's text:
/// the file is self-contained.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'";

/// Writes the page.
pub fn write(out: &mut dyn Write, results: &Results, context: &PageContext<'_>) -> io::Result<()> {
    let (pictures, end) = pictures(results);
    let drawn = pictures.iter().any(|picture| !picture.strips.is_empty());
    let program = program::SourceView::of(&pictures, end);
    let policy = match &program {
        Some(_) => format!(
            "{POLICY}; script-src {}",
            program::SourceView::script_hash()
        ),
        None => POLICY.to_owned(),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("{} · threaddemo", results.demo), &policy, &style::sheet()))
            body {
                (header(results, context))
                main {
                    (lesson(context))
                    (bars::comparison(results))
                    @if let Some(found) = &results.scale { (scaling::section(found)) }
                    @if let Some(found) = &results.against { (against(found)) }
                    (observed::observed(results))
                    @if drawn { (chart::timeline(&pictures, end)) }
                    @if let Some(program) = &program { (program.section()) }
                    (maps::page(results))
                    (checks(results))
                    (lines::lines(results))
                    (machine(results, context))
                }
                @if let Some(program) = &program { (program.script()) }
                footer { "Made by threaddemo " (env!("CARGO_PKG_VERSION")) ", from what was recorded in one run." }
            }
        }
    };
    out.write_all(without_controls(&page.into_string()).as_bytes())
}

/// The page with control characters and bidirectional marks written out: HTML can't represent the former,
/// and the latter would disguise names.
fn without_controls(page: &str) -> String {
    let lines: Vec<_> = page.split('\n').map(harmless).collect();
    lines.join("\n")
}

fn header(results: &Results, context: &PageContext<'_>) -> Markup {
    let ended = match results.ended {
        Ended::Complete => None,
        Ended::Interrupted => {
            Some("The run was interrupted: this is what was recorded until then.")
        }
        Ended::Timeout => Some("The run's time was up: this is what was recorded until then."),
        Ended::Failed => Some("The run failed: this is what was recorded of it."),
    };
    html! {
        header {
            h1 { (results.demo) }
            p.about { (context.about) }
            @if let Some(ended) = ended { p.warning role="status" { (ended) } }
        }
    }
}

fn lesson(context: &PageContext<'_>) -> Markup {
    let paragraphs = context.lesson.split("\n\n").filter(|text| !text.is_empty());
    html! {
        @if !context.lesson.is_empty() || !context.watch.is_empty() {
            section aria-labelledby="lesson" {
                h2 id="lesson" { "The lesson" }
                @for paragraph in paragraphs { p { (paragraph) } }
                @if !context.watch.is_empty() {
                    p { "Watch for:" }
                    ul.watch { @for sentence in context.watch { li { (sentence) } } }
                }
            }
        }
    }
}

/// What was checked, measured, guaranteed, and up to luck.
fn checks(results: &Results) -> Markup {
    let verdicts = results
        .variants
        .iter()
        .filter_map(|variant| Some((&variant.name, variant.first.checked.as_ref()?)));
    let verdicts: Vec<_> = verdicts.collect();
    html! {
        section aria-labelledby="checks" {
            h2 id="checks" { "What was checked" }
            @if verdicts.is_empty() { p { "Nothing: no variant ran to its end." } }
            ul.checks {
                @for (name, verdict) in &verdicts {
                    @for check in &verdict.checks {
                        @match &check.instead {
                            None => li.holds { b { "holds" } " " (of(name, &check.claim)) },
                            Some(instead) => li.fails { b { "fails" } " " (of(name, &check.claim)) "; but " (instead) },
                        }
                    }
                }
            }
            dl {
                @for (name, verdict) in &verdicts {
                    @for (label, fact) in &verdict.facts {
                        dt { (label) }
                        dd { (fact) @if label != name { " " span.faint { "(" (name) ")" } } }
                    }
                }
                @for (name, why) in &results.left_out {
                    dt { (name) }
                    dd { "left out: " (why) }
                }
                dt { "guaranteed" } dd { (results.guaranteed) }
                @if let Some(claim) = results.not_guaranteed {
                    dt { "not guaranteed" } dd { (claim) }
                }
                @for (name, verdict) in &verdicts {
                    @if let Some(luck) = &verdict.luck {
                        dt { "luck" } dd { (luck) " " span.faint { "(" (name) ")" } }
                    }
                }
            }
        }
    }
}

/// The variants compared with those of an earlier run.
fn against(found: &Against) -> Markup {
    html! {
        section aria-labelledby="against" {
            h2 id="against" { "Against an earlier run" }
            table {
                thead { tr {
                    th scope="col" { "variant" }
                    @for head in against::heads(found) { th.number scope="col" { (head) } }
                } }
                tbody {
                    @for row in against::rows(found) {
                        tr {
                            th scope="row" { (row[0]) }
                            @for cell in &row[1..] { td.number { (cell) } }
                        }
                    }
                }
            }
            dl { @for (label, text) in against::statements(found) { dt { (label) } dd { (text) } } }
        }
    }
}

/// A claim about a variant, without repeating its name.
fn of(variant: &str, claim: &str) -> String {
    if claim.starts_with(variant) {
        claim.to_owned()
    } else {
        format!("{variant}: {claim}")
    }
}

fn machine(results: &Results, context: &PageContext<'_>) -> Markup {
    let machine = context.machine;
    let kernel = machine.kernel.as_deref().unwrap_or_default();
    html! {
        section aria-labelledby="machine" {
            h2 id="machine" { "How it was made" }
            dl {
                dt { "command" } dd { code { (context.command) } }
                @for (name, value) in &results.options {
                    dt { (name.trim_end_matches("_s").replace('_', " ")) }
                    dd { (option(value)) @if name.ends_with("_s") { " s" } }
                }
                dt { "system" } dd { (machine.system) " " (kernel) ", " (machine.architecture) }
                @if let Some(cpu) = &machine.cpu { dt { "CPU" } dd { (cpu) } }
                dt { "CPUs" }
                dd {
                    (machine.usable_cpus) " usable of " (machine.logical_cpus)
                    @if let Some(quota) = machine.cpu_quota { ", by a quota of " (format!("{quota:.2}")) }
                }
            }
        }
    }
}

/// An option's value as a person would write it.
fn option(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(option).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
