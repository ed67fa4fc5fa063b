//! The reports of `check`: a table for people, TAP 14, `JUnit` XML and JSON.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use schemars::JsonSchema;
use serde::Serialize;

use super::printer::Style;
use crate::report::results::{Case, Ended};
use crate::system::Machine;
use crate::words::Seconds;

/// The version of the check document's form.
pub const SCHEMA_VERSION: u32 = 1;

/// How many cases passed and failed, and how long they took together.
#[derive(Clone, Copy, Debug)]
pub struct Total {
    /// How the command ended.
    pub ended: Ended,
    /// Cases that there were to be.
    pub planned: usize,
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed.
    pub failed: usize,
    /// How long all of them took.
    pub elapsed: Duration,
}

/// One case of the table.
pub fn text_case(out: &mut dyn Write, case: &Case, style: Style) -> io::Result<()> {
    let palette = style.palette;
    let mark = if case.passed() {
        palette.good().on("ok  ")
    } else {
        palette.bad().on("FAIL")
    };
    let name = format!("{} {}", case.demo, case.variant);
    writeln!(out, "{mark}  {name:30}  {} s", Seconds(case.elapsed))?;
    for failure in &case.failures {
        writeln!(out, "      {failure}")?;
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

/// Why there are fewer cases than planned, where there are.
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

/// The begin of a TAP 14 stream of so many cases.
pub fn tap_plan(out: &mut dyn Write, cases: usize) -> io::Result<()> {
    writeln!(out, "TAP version 14\n1..{cases}")
}

/// One case of a TAP 14 stream; `number` counts from 1.
pub fn tap_case(out: &mut dyn Write, number: usize, case: &Case) -> io::Result<()> {
    let not = if case.passed() { "" } else { "not " };
    writeln!(out, "{not}ok {number} - {} {}", case.demo, case.variant)?;
    if case.passed() {
        return Ok(());
    }
    // A YAML block, whose strings JSON's form quotes.
    writeln!(out, "  ---\n  failures:")?;
    for failure in &case.failures {
        writeln!(out, "    - {}", serde_json::Value::from(failure.as_str()))?;
    }
    writeln!(out, "  ...")
}

/// The end of a TAP 14 stream, which says so where it is cut short.
pub fn tap_end(out: &mut dyn Write, total: Total) -> io::Result<()> {
    cut_short(total).map_or(Ok(()), |how| writeln!(out, "Bail out! {how}"))
}

/// The cases as `JUnit` XML: a suite for each demo, a test case for each variant.
pub fn junit(out: &mut dyn Write, cases: &[Case], total: Total) -> io::Result<()> {
    let mut report = Report::new("threaddemo check");
    report.set_time(total.elapsed);
    for of_demo in cases.chunk_by(|a, b| a.demo == b.demo) {
        let mut suite = TestSuite::new(of_demo[0].demo);
        suite.set_time(of_demo.iter().map(|case| case.elapsed).sum());
        for case in of_demo {
            let mut status = TestCaseStatus::success();
            if !case.passed() {
                status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(case.failures.join("; "));
            }
            let mut test = TestCase::new(case.variant.as_str(), status);
            test.set_classname(case.demo).set_time(case.elapsed);
            suite.add_test_case(test);
        }
        report.add_test_suite(suite);
    }
    let xml = report.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

/// The cases as a JSON document.
#[derive(Serialize, JsonSchema)]
pub struct Document<'a> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    machine: &'a Machine,
    ended: Ended,
    /// Cases that there were to be; the ones that are missing were not reached
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
        elapsed_s: case.elapsed.as_secs_f64(),
        checked: &case.checked,
        failures: &case.failures,
    });
    let document = Document {
        schema_version: SCHEMA_VERSION,
        program: env!("CARGO_PKG_NAME"),
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
