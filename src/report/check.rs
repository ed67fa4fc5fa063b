//! The reports of `check`: a table for people, TAP 13, `JUnit` XML, JSON, Markdown and comma-separated
//! values.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use schemars::JsonSchema;
use serde::Serialize;

use super::csv::quoted;
use super::markdown;
use super::printer::Style;
use crate::results::{Case, Ended, Reached};
use system::Machine;
use words::{Seconds, harmless};

/// The schema version of the check document.
pub const SCHEMA_VERSION: u32 = 1;

/// How many cases passed and failed, and how long they took in total.
#[derive(Clone, Copy, Debug)]
pub struct Total {
    /// How the command ended.
    pub ended: Ended,
    /// The number of cases.
    pub planned: usize,
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed.
    pub failed: usize,
    /// How long all of them took.
    pub elapsed: Duration,
}

/// One table row; a case that never began has none.
pub fn text_case(out: &mut dyn Write, case: &Case, style: Style) -> io::Result<()> {
    let palette = style.palette;
    let mark = match case.reached {
        Reached::NotRun => return Ok(()),
        Reached::CutShort => palette.bad().on("cut "),
        Reached::End if case.failed() => palette.bad().on("FAIL"),
        Reached::End => palette.good().on("ok  "),
    };
    let name = format!("{} {}", case.demo, case.variant);
    writeln!(out, "{mark}  {name:30}  {} s", Seconds(case.elapsed))?;
    for failure in &case.failures {
        writeln!(out, "      {}", harmless(failure))?;
    }
    Ok(())
}

/// The end of the table.
pub fn text_total(out: &mut dyn Write, total: Total, style: Style) -> io::Result<()> {
    let Total {
        passed,
        failed,
        elapsed,
        ..
    } = total;
    let palette = style.palette;
    let whole = cut_short(total);
    let paint = if failed == 0 && whole.is_none() {
        palette.good()
    } else {
        palette.bad()
    };
    let counts = paint.on(format!("{passed} passed, {failed} failed"));
    writeln!(out, "\n{counts} in {} s", Seconds(elapsed))?;
    whole.map_or(Ok(()), |how| writeln!(out, "{how}"))
}

/// Why fewer cases ran than planned, if so.
fn cut_short(total: Total) -> Option<String> {
    let how = match total.ended {
        Ended::Complete => return None,
        Ended::Interrupted => "interrupted",
        Ended::Timeout => "out of time",
        Ended::Failed => "stopped",
    };
    let (done, planned) = (total.passed + total.failed, total.planned);
    Some(format!("{how} after {done} of {planned}"))
}

/// The plan line of a TAP stream with this many cases.
pub fn tap_plan(out: &mut dyn Write, cases: usize) -> io::Result<()> {
    writeln!(out, "TAP version 13\n1..{cases}")
}

/// One case of a TAP stream; `number` counts from 1.
pub fn tap_case(out: &mut dyn Write, number: usize, case: &Case) -> io::Result<()> {
    let not = match case.reached {
        Reached::NotRun => "",
        _ if case.passed() => "",
        _ => "not ",
    };
    let skipped = if case.reached == Reached::NotRun {
        " # SKIP never began"
    } else {
        ""
    };
    let Case { demo, variant, .. } = case;
    writeln!(out, "{not}ok {number} - {demo} {variant}{skipped}")?;
    let reasons = reasons(case);
    if reasons.is_empty() {
        return Ok(());
    }
    // In a YAML block; JSON's quoting is valid YAML.
    writeln!(out, "  ---\n  failures:")?;
    for reason in reasons {
        writeln!(out, "    - {}", serde_json::Value::from(reason))?;
    }
    writeln!(out, "  ...")
}

/// Why a case that began did not pass.
fn reasons(case: &Case) -> Vec<String> {
    match case.reached {
        Reached::CutShort => vec!["cut short while it ran".to_owned()],
        Reached::End | Reached::NotRun => case.failures.clone(),
    }
}

/// The end of a TAP stream; it says so if the stream was cut short.
pub fn tap_end(out: &mut dyn Write, total: Total) -> io::Result<()> {
    cut_short(total).map_or(Ok(()), |how| writeln!(out, "Bail out! {how}"))
}

/// The cases as `JUnit` XML: a suite for each demo, a test case for each variant. Failures are in both
/// the message and the body, because some readers show only one of them.
pub fn junit(out: &mut dyn Write, cases: &[Case], total: Total) -> io::Result<()> {
    let mut report = Report::new("threaddemo check");
    report.set_time(total.elapsed);
    for of_demo in cases.chunk_by(|a, b| a.demo == b.demo) {
        let mut suite = TestSuite::new(of_demo[0].demo);
        suite.set_time(of_demo.iter().map(|case| case.elapsed).sum());
        for case in of_demo {
            let mut test = TestCase::new(case.variant.as_str(), junit_status(case));
            test.set_classname(case.demo).set_time(case.elapsed);
            suite.add_test_case(test);
        }
        report.add_test_suite(suite);
    }
    let xml = report.to_string().map_err(io::Error::other)?;
    out.write_all(without_skipped(&xml).as_bytes())
}

fn junit_status(case: &Case) -> TestCaseStatus {
    let kind = match case.reached {
        Reached::NotRun => {
            let mut status = TestCaseStatus::skipped();
            status.set_message("never began");
            return status;
        }
        Reached::End if case.passed() => return TestCaseStatus::success(),
        Reached::End => NonSuccessKind::Failure,
        Reached::CutShort => NonSuccessKind::Error,
    };
    let mut status = TestCaseStatus::non_success(kind);
    let reasons = reasons(case).join("; ");
    status
        .set_message(reasons.as_str())
        .set_description(reasons.as_str());
    status
}

/// Removes the attribute `skipped` from `testsuites`, which Jenkins' schema (junit-10.xsd) doesn't allow
/// there; each suite keeps its own.
fn without_skipped(xml: &str) -> String {
    let cut = || {
        let tag = xml.find("<testsuites ")?;
        let end = tag + xml[tag..].find('>')?;
        let from = tag + xml[tag..end].find(" skipped=\"")?;
        let value = from + " skipped=\"".len();
        let to = value + xml[value..end].find('"')? + 1;
        Some([&xml[..from], &xml[to..]].concat())
    };
    cut().unwrap_or_else(|| xml.to_owned())
}

/// A case's result in one word.
fn result(case: &Case) -> &'static str {
    match case.reached {
        Reached::NotRun => "never began",
        Reached::CutShort => "cut short",
        Reached::End if case.passed() => "ok",
        Reached::End => "failed",
    }
}

/// The count, and a table with the failed cases first.
pub fn markdown(out: &mut dyn Write, cases: &[Case], total: Total) -> io::Result<()> {
    let Total { passed, failed, .. } = total;
    writeln!(
        out,
        "### check\n\n{passed} passed, {failed} failed in {} s\n",
        Seconds(total.elapsed)
    )?;
    if let Some(how) = cut_short(total) {
        writeln!(out, "{how}\n")?;
    }
    let heads = ["variant", "result", "time", "why"].map(str::to_owned);
    let row = |case: &Case| {
        [
            case.demo.to_owned(),
            case.variant.clone(),
            result(case).to_owned(),
            format!("{} s", Seconds(case.elapsed)),
            reasons(case).join("; "),
        ]
    };
    let (good, bad): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.passed());
    let all = bad.into_iter().chain(good).map(row);
    markdown::rows(out, "demo", &heads, all)
}

/// A header and a row for each case.
pub fn csv(out: &mut dyn Write, cases: &[Case]) -> io::Result<()> {
    writeln!(out, "demo,variant,result,elapsed_s,why")?;
    for case in cases {
        writeln!(
            out,
            "{},{},{},{},{}",
            case.demo,
            quoted(&case.variant),
            result(case),
            case.elapsed.as_secs_f64(),
            quoted(&reasons(case).join("; "))
        )?;
    }
    Ok(())
}

/// The cases as a JSON document.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Document")]
pub struct CheckDocument<'a> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    machine: &'a Machine,
    ended: Ended,
    /// The number of cases; one that neither passed nor failed did not run to its end
    planned: usize,
    passed: usize,
    failed: usize,
    elapsed_s: f64,
    cases: Vec<JsonCase<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct JsonCase<'a> {
    demo: &'static str,
    variant: &'a str,
    passed: bool,
    /// How far it got
    reached: Reached,
    elapsed_s: f64,
    /// What was checked and holds
    checked: &'a [String],
    /// What does not hold
    failures: &'a [String],
}

/// Writes the JSON document.
pub fn json(
    out: &mut dyn Write,
    cases: &[Case],
    total: Total,
    machine: &Machine,
) -> io::Result<()> {
    let cases = cases.iter().map(|case| JsonCase {
        demo: case.demo,
        variant: &case.variant,
        passed: case.passed(),
        reached: case.reached,
        elapsed_s: case.elapsed.as_secs_f64(),
        checked: &case.checked,
        failures: &case.failures,
    });
    let document = CheckDocument {
        schema_version: SCHEMA_VERSION,
        program: system::PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        machine,
        ended: total.ended,
        planned: total.planned,
        passed: total.passed,
        failed: total.failed,
        elapsed_s: total.elapsed.as_secs_f64(),
        cases: cases.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
