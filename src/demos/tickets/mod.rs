//! The lesson `tickets`: check, then act, and the last seat sold twice.
//!
//! The seats are those of [`sync::seats`](sync::seats), which are model-checked; who buys them,
//! and the result, is here.

mod check;
mod model;
mod sale_method;

use std::sync::Arc;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::json;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::window::Window;
use crate::kit::{json, options};
use check::MEETING;
use engine::plan::{Bound, Figure, Job, MainPart, Plan, Strategy, Task, TaskError, Variant};
use engine::record::{Lane, Wait};
use error::usage;
use sale_method::SaleMethod;
use sync::Closed;
use sync::rendezvous::{Rendezvous, Seat as Place};
use sync::seats::Seats;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "tickets",
    about: "check, then act: the last seat sold twice",
    hidden: false,
    variants: SaleMethod::ROWS,
    examples: &[
        (
            "threaddemo tickets",
            "one seat, two buyers: without a lock, then with one",
        ),
        (
            "threaddemo tickets --variants halves",
            "every access locked, and the seat still sold twice",
        ),
        (
            "threaddemo tickets --variants bare --window none --workers 8 --seats 4",
            "luck alone: does this machine sell a seat too many today?",
        ),
    ],
    small: &[],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "tickets.rs"),
        python: files!("examples/python": "tickets.py", "tickets_fixed.py"),
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// Number of threads that want a seat
    #[arg(long, value_name = "N", default_value = "2", value_parser = options::count)]
    workers: usize,
    /// Number of seats
    #[arg(long, value_name = "N", default_value = "1", value_parser = options::count)]
    seats: usize,
    /// Whether all that found a seat meet before they take it, in bare and halves
    #[arg(long, value_enum, value_name = "WINDOW", default_value = "rendezvous")]
    window: Window,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let ways: Vec<_> = choices.iter().map(SaleMethod::of).collect();
    let meeting = options.window == Window::Rendezvous;
    let open = ways.iter().find(|way| way.open());
    if let Some(open) = open.filter(|_| meeting && options.workers <= options.seats) {
        return Err(usage(format!(
            "{} can't run with '--workers {}', '--seats {}' and '--window rendezvous': no seat is sold twice \
             if there is one for each worker; use more workers, '--window none', or '--variants locked'",
            open.name(),
            options.workers,
            options.seats
        )));
    }
    let closed = ways.iter().any(|way| !way.open());
    Ok(Plan {
        variants: ways.iter().map(|way| variant(*way, options)).collect(),
        options: json::object(&options),
        guaranteed: match (open.is_some(), closed, meeting) {
            (false, _, _) => "that no seat is sold twice, however the threads are scheduled",
            (true, false, true) => "that a seat is sold twice: all meet between check and sale",
            (true, false, false) => "nothing: a run that sold no seat twice was lucky",
            (true, true, true) => {
                "that a seat is sold twice if all meet between check and sale; that none is if the \
                 two are one step"
            }
            (true, true, false) => "that no seat is sold twice if check and sale are one step",
        },
        left_out: Vec::new(),
        not_guaranteed: Some("which workers get a seat"),
        compares: Figure::Nothing,
    })
}

fn variant(way: SaleMethod, options: Options) -> Variant {
    Variant {
        name: way.name().to_owned(),
        strategy: Strategy::Threads,
        bound: Bound::Unknown,
        tasks: options.workers,
        prepare: None,
        job: Box::new(move |_| job(way, options)),
    }
}

fn job(way: SaleMethod, options: Options) -> Job {
    let seats = Arc::new(way.seats(options.seats as u64));
    let meeting = way.open() && options.window == Window::Rendezvous;
    let (line, places) = Rendezvous::new(options.workers);
    let tasks = places.into_iter().enumerate().map(|(worker, place)| {
        let seats = Arc::clone(&seats);
        let place = meeting.then_some(place);
        Task::new(format!("Worker-{worker}"), move |lane| {
            let got = buy(lane, &seats, place)?;
            let name = lane.name().to_owned();
            lane.say(check::answer(&name, got));
            Ok(json!(got))
        })
    });
    let tasks = tasks.collect();
    let (after, checked) = (Arc::clone(&seats), seats);
    Job {
        objects: vec!["the meeting".into()],
        main: MainPart {
            after_join: Some(Box::new(move |lane, _, _| {
                let left = options.seats as i128 - i128::from(after.sold());
                lane.say(format_args!("Seats left: {left}"));
            })),
            ..MainPart::default()
        },
        close: Some(Box::new(move || line.close())),
        ..Job::new(tasks, move |seen| {
            let sizes = (options.workers, options.seats as u64);
            check::check(seen, way, sizes, meeting, checked.sold())
        })
    }
}

/// Whether this worker got a seat. With a place at the meeting, it waits there between its check and its
/// sale until every other worker has checked too.
fn buy(lane: &mut Lane, seats: &Seats, place: Option<Place>) -> Result<bool, TaskError> {
    let between = || match place {
        Some(mut place) => lane.wait(Wait::Signal, MEETING, || (place.line_up(), 0)),
        None => Ok(()),
    };
    seats.sell(between).map_err(|Closed| TaskError::Stopped)
}
