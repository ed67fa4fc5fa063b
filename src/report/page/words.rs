//! The chart in words: lanes and their shares, tooltips, and the table of slices.

use maud::{Markup, html};

use crate::slices::fold::Band;
use crate::slices::{Picture, Slice};
use crate::states::STATES;
use words::{duration, grouped, percent};

/// The maximum number of rows in a table of slices.
const MOST_LISTED: usize = 100;

/// The lane's name, or for several lanes the first one's name and their count.
pub(super) fn name(row: &Band<'_, '_>) -> String {
    let first = row.strips.first().map_or("", |strip| &strip.lane.name);
    match row.strips.len() {
        0 | 1 => first.to_owned(),
        lanes => format!("{first} and {} more", grouped(lanes - 1)),
    }
}

/// The share of each state, and of CPU time if the system reports it.
pub(super) fn shares(row: &Band<'_, '_>) -> String {
    let shares = row.shares();
    let states = STATES
        .iter()
        .zip(shares)
        .map(|(row, share)| (row.name, share))
        .filter(|(_, share)| *share > 0.0);
    let cpu = row.cpu().map(|share| ("CPU", share));
    let queued = row.queued().filter(|share| *share >= 0.05);
    let queued = queued.map(|share| ("wanting a CPU", share));
    let said: Vec<_> = states
        .chain(cpu)
        .chain(queued)
        .map(|(name, share)| format!("{name} {}", percent(share, 0)))
        .collect();
    said.join(", ")
}

/// The names of a lane's tasks, if there are few and the lane isn't named after its only one.
pub(super) fn tasks_of(picture: &Picture<'_>, row: &Band<'_, '_>) -> String {
    const FEW: usize = 4;
    let [strip] = row.strips else {
        return String::new();
    };
    let mut tasks: Vec<_> = strip.slices.iter().filter_map(|slice| slice.task).collect();
    tasks.dedup();
    if tasks.len() < 2 || tasks.len() > FEW {
        return String::new();
    }
    let names = tasks
        .iter()
        .map(|&task| picture.record().task_name(Some(task as usize)));
    names.collect::<Vec<_>>().join(", ")
}

/// `philosopher-1: waiting for a lock (fork-2, held by philosopher-2), 0.020 s to 0.021 s, 1.00 ms`.
pub(super) fn slice(picture: &Picture<'_>, slice: &Slice) -> String {
    let task = slice
        .task
        .map(|task| format!("{}: ", picture.record().task_name(Some(task as usize))))
        .unwrap_or_default();
    let object = picture.object(slice);
    let holder = picture.holder(slice);
    let holder = holder.map_or_else(String::new, |task| format!(", held by {task}"));
    let object = object.map_or_else(String::new, |name| format!(" ({name}{holder})"));
    let until = if slice.open {
        "and not ended by then".to_owned()
    } else {
        format!("to {:.6} s", slice.to as f64 / 1e9)
    };
    format!(
        "{task}{}{object}, {:.6} s {until}, {}",
        slice.state.row().about,
        slice.from as f64 / 1e9,
        duration(slice.time() as f64 / 1e9)
    )
}

/// The slices as a table; only the first ones if there are many.
pub(super) fn table(picture: &Picture<'_>) -> Markup {
    let all = picture
        .strips
        .iter()
        .flat_map(|strip| strip.slices.iter().map(move |slice| (strip, slice)));
    let holders = all.clone().any(|(_, slice)| slice.holder.is_some());
    let count: usize = picture.strips.iter().map(|strip| strip.slices.len()).sum();
    let time = |at: u64| format!("{:.6} s", at as f64 / 1e9);
    html! {
        details {
            summary { "The slices of " (picture.variant.name) " as a table" }
            div.scroll tabindex="0" role="region" aria-label={ "Slices of " (picture.variant.name) } {
                table {
                    thead { tr {
                        th scope="col" { "thread" } th scope="col" { "task" }
                        th scope="col" { "state" } th scope="col" { "for" }
                        @if holders { th scope="col" { "held by" } }
                        th.number scope="col" { "from" } th.number scope="col" { "to" }
                    } }
                    tbody { @for (strip, slice) in all.take(MOST_LISTED) {
                        tr {
                            td { (strip.lane.name) }
                            td { (picture.record().task_name(slice.task.map(|task| task as usize))) }
                            td { (slice.state.row().name) }
                            td { (picture.object(slice).unwrap_or_default()) }
                            @if holders { td { (picture.holder(slice).unwrap_or_default()) } }
                            td.number { (time(slice.from)) }
                            td.number { @if slice.open { "not ended" } @else { (time(slice.to)) } }
                        }
                    } }
                }
            }
            @if count > MOST_LISTED {
                p.faint { (grouped(count - MOST_LISTED)) " more are left out; --format json has them all." }
            }
        }
    }
}
