//! Replay and play, scripted.

use super::{Played, play};
use crate::demos::lesson;
use crate::explore::{
    Builder, End, Ending, Lesson, Limits, Op, Sizes, StepWalk, Steps, Unfit, Value, explore,
    letter, replay,
};

fn played(lesson: &Lesson, variant: &str, script: &str) -> (Played, String) {
    let program = lesson.program(variant, &Sizes::default()).unwrap();
    let findings = explore(&program, &Limits::default());
    let mut out = Vec::new();
    let game = play(
        StepWalk::new(&program),
        &findings,
        script.as_bytes(),
        &mut out,
        true,
    )
    .unwrap();
    (game, String::from_utf8(out).unwrap())
}

#[test]
fn replay_shows_who_overwrites_whom() {
    let program = lesson("counter")
        .program("unlocked", &Sizes::default())
        .unwrap();
    let walked = replay(&program, "a b, A B").unwrap();
    let rows: Vec<String> = walked
        .steps
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {}",
                letter(row.thread),
                row.text,
                row.values[0],
                row.note
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "A read 0 0 ",
            "B read 0 0 ",
            "A write 1 1 ",
            "B write 1 1 overwrites A's update"
        ]
    );
    assert!(matches!(walked.end, Some(End::Done(ending)) if ending.name == "count = 1"));
    let clean = replay(&program, "AABB").unwrap();
    assert!(clean.steps.iter().all(|row| row.note.is_empty()));
}

#[test]
fn a_letter_that_cannot_move_is_refused_with_its_place() {
    let mutex = lesson("counter")
        .program("mutex", &Sizes::default())
        .unwrap();
    let refused = |schedule: &str| replay(&mutex, schedule).unwrap_err().to_string();
    assert_eq!(
        refused("AB"),
        "step 2 of the schedule: B can't move: it waits for lock, held by A; A can"
    );
    assert_eq!(
        refused("AAAAA"),
        "step 5 of the schedule: A can't move: it is done; B can"
    );
    assert_eq!(
        refused("AAZ"),
        "step 3 of the schedule: there is no thread Z: they are A to B"
    );
    assert_eq!(
        refused("AAAABBBBA"),
        "step 9 of the schedule: A can't move: it is done; no thread can"
    );
    let full = lesson("queue")
        .program("bounded", &Sizes::default())
        .unwrap();
    let refusal = replay(&full, "AA").unwrap_err();
    assert_eq!((refusal.position, refusal.letter), (2, 'A'));
    assert!(refusal.reason.contains("room in queue"));
    let empty = lesson("queue")
        .program("rendezvous", &Sizes::default())
        .unwrap();
    assert!(
        replay(&empty, "AA")
            .unwrap_err()
            .reason
            .contains("to be taken")
    );
}

#[test]
fn a_player_reaches_the_goal() {
    let (game, text) = played(lesson("counter"), "unlocked", "A\nB\nAB\n");
    assert!(game.reached);
    assert_eq!(game.schedule, "ABAB");
    assert!(text.contains("goal: make it end at 1"), "{text}");
    assert!(
        text.contains("B   write 1   overwrites A's update"),
        "{text}"
    );
    assert!(
        text.contains("count = 1, one update is lost: goal reached"),
        "{text}"
    );
}

#[test]
fn the_goal_is_what_chance_reaches_least() {
    let (game, text) = played(lesson("semaphore"), "unlimited", "AABBCC\n");
    assert!(
        text.contains("goal: bring 1 inside at once, no more"),
        "{text}"
    );
    assert!(game.reached);
}

#[test]
fn a_player_may_take_moves_back_even_after_the_end() {
    let (game, text) = played(lesson("counter"), "unlocked", "AABB\nuuu\nBAB\nA\n");
    assert!(text.contains("count = 2, correct: not the goal; u takes the last move back"));
    assert!(text.contains("taken back: B write 2"));
    assert!(game.reached, "{text}");
    assert_eq!(game.schedule, "ABAB");
    let (game, text) = played(lesson("counter"), "unlocked", "u\nq\n");
    assert!(text.contains("there is no move to take back"));
    assert_eq!(game.schedule, "");
}

#[test]
fn a_player_who_goes_wrong_is_told_why() {
    let (game, text) = played(lesson("philosophers"), "naive", "?\nAx\nAB\nq\n");
    assert!(
        text.contains("there is no thread X: they are A to B"),
        "{text}"
    );
    assert!(
        text.contains("B can't move: it waits for fork 2, held by A; A can"),
        "{text}"
    );
    assert!(text.contains("one way to the goal: AB"), "{text}");
    assert_eq!((game.schedule.as_str(), game.reached), ("AA", false));
    let (game, text) = played(lesson("philosophers"), "naive", "AB\n");
    assert!(
        game.reached && text.contains("goal: make it deadlock"),
        "{text}"
    );
}

#[test]
fn a_wait_with_if_is_broken_without_a_spurious_wake_up_too() {
    let sizes = Sizes::from([("spurious", 0)]);
    let program = lesson("condition").program("if", &sizes).unwrap();
    let findings = explore(&program, &Limits::default());
    let broken = findings
        .outcomes
        .iter()
        .find(|one| !one.ending.good)
        .unwrap();
    assert_eq!(broken.ending.meaning, "taken from an empty buffer");
    let fixed = lesson("condition").program("condition", &sizes).unwrap();
    assert!(
        explore(&fixed, &Limits::default())
            .outcomes
            .iter()
            .all(|one| one.ending.good)
    );
}

#[test]
fn sizes_that_cannot_be_explored_are_refused() {
    let refusal = |variant: &str, option, number| {
        let sizes = Sizes::from([(option, number)]);
        let unfit = lesson("counter").program(variant, &sizes).err();
        unfit.map(|unfit| unfit.to_string()).unwrap_or_default()
    };
    assert_eq!(refusal("unlocked", "workers", 26), "");
    assert_eq!(
        refusal("channel", "workers", 26),
        "27 threads are too many to explore: at most 26, A to Z"
    );
    for workers in [0, 27] {
        assert_eq!(
            refusal("unlocked", "workers", workers),
            "--workers: 1 to 26 can be explored"
        );
    }
    assert_eq!(
        refusal("unlocked", "increments", 1001),
        "--increments: 1 to 1000 can be explored"
    );
    assert_eq!(
        refusal("unlocked", "permits", 1),
        "--permits: variant unlocked has no use for it"
    );
    let unknown = lesson("counter")
        .program("processes", &Sizes::default())
        .err()
        .unwrap();
    assert_eq!(unknown, Unfit::Variant("processes".into()));
}

#[test]
fn commands_of_play_are_small_letters_and_threads_may_be_large_ones() {
    let mut program = Builder::new("many", "", "");
    let var = program.var("x", 0);
    for _ in 0..22 {
        let mut thread = Steps::of("thread");
        thread.step(Op::Add(var, Value::Is(1)), "add", "add");
        program.thread(thread);
    }
    let program = program.finish(|_| Ending::good(0, "done"));
    let findings = explore(
        &program,
        &Limits {
            max_states: 100,
            ..Limits::default()
        },
    );
    let walk = StepWalk::new(&program);
    let played = play(walk, &findings, "UuUQ aq".as_bytes(), Vec::new(), false).unwrap();
    assert_eq!(played.schedule, "UQA");
}
