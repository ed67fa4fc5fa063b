//! What a lane's entry costs, compared with only reading the clock. Goal: at most 2.2 x.
//!
//! `cargo bench --bench entries`

mod turns;

use std::hint::black_box;

use threaddemo::engine::record::{Clock, Outlet, Recorder};
use threaddemo::engine::stop::Stop;

use turns::{cost, seconds, trial};

fn main() {
    let entries: u32 = if trial() { 1000 } else { 2_000_000 };
    let per = |seconds: f64| format!("{:.2} ns", seconds * 1e9 / f64::from(entries));
    let clock = Clock::start();
    let alone = || {
        seconds(|| {
            for _ in 0..entries {
                black_box(clock.now());
            }
        })
    };
    let recorded = || {
        let recorder = Recorder::new(clock, Stop::new(), Outlet::default(), vec![], vec![]);
        let mut lane = recorder.lane("bench");
        let time = seconds(|| {
            for number in 0..entries {
                lane.gave(0, black_box(number).into());
            }
        });
        drop(lane);
        let record = recorder.gather(clock.now());
        assert_eq!(record.lanes[0].len(), entries as usize);
        time
    };
    cost("an entry / the clock", 21, &per, recorded, alone);
}
