//! What the buyers of `tickets` print, and how many seats were sold.

use std::fmt::Display;

use serde::Serialize;
use serde_json::json;

use super::sale_method::SaleMethod;
use crate::kit::json::object;
use crate::kit::readings::many;
use engine::plan::{Check, Checked, RunView};

/// The object at which all workers meet that have found a seat.
pub(super) const MEETING: u16 = 0;

/// A worker's last line.
pub(super) fn answer(name: &str, got: bool) -> impl Display + use<> {
    if got {
        format!("{name} got a seat")
    } else {
        format!("{name}: sold out")
    }
}

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    sold: u64,
    oversold: u64,
}

/// Checks how many seats were sold: no more than there are, or as many as workers met.
pub(super) fn check(
    seen: &RunView<'_>,
    way: SaleMethod,
    (workers, seats): (usize, u64),
    meeting: bool,
    sold: u64,
) -> Checked {
    let got = (0..workers).filter(|&worker| seen.answer(worker) == Some(&json!(true)));
    let got = got.count() as u64;
    let right = seats.min(workers as u64);
    let oversold = sold.saturating_sub(seats);
    let name = way.name();
    let claim = match (way.open(), meeting) {
        (true, true) => {
            let all = match workers {
                2 => "both workers".to_owned(),
                _ => format!("all {workers} workers"),
            };
            let there = if seats == 1 { "is" } else { "are" };
            format!(
                "{name}: {all} met between check and sale, and each got a seat, though there {there} {seats}"
            )
        }
        (true, false) => format!("{name}: at least {right} sold, and at most one to each worker"),
        (false, _) => format!("{name}: {} sold, none twice", many(right, "seat")),
    };
    let holds = match (way.open(), meeting) {
        (true, true) => sold == workers as u64 && oversold > 0,
        (true, false) => (right..=workers as u64).contains(&sold),
        (false, _) => sold == right,
    };
    let fact = match oversold {
        0 => format!("{sold} sold of {}", many(seats, "seat")),
        _ => format!(
            "{sold} sold of {}: {oversold} too many",
            many(seats, "seat")
        ),
    };
    Checked {
        checks: vec![
            Check::that(
                "as many workers say that they got a seat as were sold",
                got == sold,
                || format!("{got} say so, and {sold} were sold"),
            ),
            Check::that(claim, holds, || format!("{sold} were sold")),
        ],
        luck: (way.open() && !meeting)
            .then(|| format!("that {name} sold {oversold} too many: no workers were made to meet")),
        facts: vec![(name, fact)],
        measured: object(&Measured { sold, oversold }),
        ..Checked::default()
    }
}
