//! The table of what was observed, beside what is possible.

use maud::{Markup, html};

use crate::observed::ObservedEnds;
use crate::results::Results;

/// The width of an ending's name.
const WIDEST: usize = 80;

/// The table, if there is one.
pub(super) fn observed(results: &Results) -> Markup {
    let observed = ObservedEnds::of(results, WIDEST);
    html! {
        @if let Some(observed) = observed {
            section aria-labelledby="observed" {
                h2 id="observed" { "What was printed, and how often" }
                table.observed {
                    thead { tr {
                        @for (column, head) in observed.heads.iter().enumerate() {
                            th.number[column > 0] scope="col" { (head) }
                        }
                    } }
                    tbody {
                        @for row in &observed.rows {
                            tr {
                                th scope="row" { (row[0]) }
                                @for (cell, head) in row.iter().zip(&observed.heads).skip(1) {
                                    td.number data-label=(head) { (cell) }
                                }
                            }
                        }
                    }
                }
                @if let Some(rest) = observed.rest() { p.faint { (rest) "." } }
            }
        }
    }
}
