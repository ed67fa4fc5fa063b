//! What a record contains of what was printed.

use super::{Clock, EntryKind, Outlet, Recorder, Stamp};
use crate::stop::Stop;

fn recorder(tasks: &[&str]) -> Recorder {
    Recorder::new(
        Clock::start(),
        Stop::new(),
        Outlet::default(),
        tasks.iter().map(|&task| task.to_owned()).collect(),
        Vec::new(),
    )
}

#[test]
fn all_that_a_thread_has_written_is_in_the_record_though_it_never_ends() {
    // More than two chunks can hold.
    const LINES: usize = 3000;
    let recorder = recorder(&[]);
    let mut lane = recorder.lane("endless");
    for number in 0..LINES {
        lane.level(0, number);
        lane.say(number);
    }
    let record = recorder.gather(Stamp(0));
    // What follows no longer belongs to this record.
    lane.say("late");
    let lane = &record.lanes[0];
    assert!(lane.in_use);
    assert_eq!(lane.len(), 2 * LINES);
    let levels = lane.moments().filter_map(|moment| match moment.kind {
        EntryKind::Level(0, level) => Some(level as usize),
        _ => None,
    });
    assert!(levels.eq(0..LINES));
    let lines = record.lines();
    let texts = lines.iter().map(|line| line.text.to_owned());
    assert!(texts.eq((0..LINES).map(|number| number.to_string())));
}

#[test]
fn the_lines_of_a_task_are_those_said_between_its_begin_and_its_end_on_any_lane() {
    let recorder = recorder(&["first", "second"]);
    let (mut one, mut two) = (recorder.lane("one"), recorder.lane("two"));
    one.say("nobody's");
    // More than a chunk can hold, so that positions in later chunks are tested too.
    for round in 0..700 {
        one.begin(round % 2);
        one.say(round);
        one.end();
    }
    two.begin(1);
    two.say("");
    two.say("last");
    let record = recorder.gather(Stamp(0));
    let evens: Vec<_> = (0..700).step_by(2).map(|round| round.to_string()).collect();
    let mut odds: Vec<_> = (1..700).step_by(2).map(|round| round.to_string()).collect();
    odds.extend([String::new(), "last".to_owned()]);
    assert_eq!(record.lines_of(0), evens);
    assert_eq!(record.lines_of(1), odds);
    assert!(record.lines_of(2).is_empty());
}
