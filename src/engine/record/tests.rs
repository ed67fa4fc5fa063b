//! What a record holds of what was said.

use super::{Clock, Outlet, Recorder, Stamp};
use crate::engine::stop::Stop;

#[test]
fn the_lines_of_a_task_are_those_said_between_its_begin_and_its_end_on_any_lane() {
    let recorder = Recorder::new(
        Clock::start(),
        Stop::new(),
        Outlet::default(),
        vec!["first".into(), "second".into()],
        Vec::new(),
    );
    let (mut one, mut two) = (recorder.lane("one"), recorder.lane("two"));
    one.say("nobody's");
    // More than a chunk holds, so that places in later chunks are counted right.
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
