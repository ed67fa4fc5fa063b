//! Replay and play, scripted.

use super::scene::TerminalSize;
use super::{Controls, Played, moves, play};
use demos::lesson;
use explore::{
    Atlas, Builder, Ending, Findings, Lesson, Limits, Op, Program, ScheduleEnd, Sizes, StepModel,
    StepWalk, Steps, Unfit, Value, explore, letter, replay,
};

fn played(lesson: &Lesson, variant: &str, script: &str) -> (Played, String) {
    let program = lesson.program(variant, &Sizes::default()).unwrap();
    let findings = explore(&program, &Limits::default());
    let mut out = Vec::new();
    let game = scripted(&program, &findings, Controls::default(), script, &mut out);
    (game, String::from_utf8(out).unwrap())
}

/// A game played with the lines, or keys, of a script.
fn scripted(
    program: &Program,
    findings: &Findings,
    controls: Controls,
    script: &str,
    out: &mut Vec<u8>,
) -> Played {
    let walk = StepWalk::new(program);
    let atlas = Atlas::of(&StepModel::new(program, false), &walk, 1000, &|_| None).unwrap();
    let (mut keys, mut lines) = (script.chars(), script.as_bytes());
    let by_key = controls.keys;
    play(
        walk,
        findings,
        &atlas,
        controls,
        || {
            if by_key {
                Ok(keys.next().map(String::from))
            } else {
                moves::line(&mut lines)
            }
        },
        out,
    )
    .unwrap()
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
    assert!(matches!(walked.end, Some(ScheduleEnd::Done(ending)) if ending.name == "count = 1"));
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
    let mut out = Vec::new();
    let played = scripted(
        &program,
        &findings,
        Controls::default(),
        "UuUQ aq",
        &mut out,
    );
    assert_eq!(played.schedule, "UQA");
}

#[test]
fn a_player_sees_what_each_thread_has_read_the_text_and_the_odds_after_each_move() {
    let program = lesson("counter")
        .program("unlocked", &Sizes::default())
        .unwrap();
    let findings = explore(&program, &Limits::default());
    let mut out = Vec::new();
    let terminal = TerminalSize {
        width: 80,
        rows: 40,
    };
    let controls = Controls {
        keys: false,
        terminal,
    };
    scripted(&program, &findings, controls, "ab\nq", &mut out);
    let text = String::from_utf8(out).unwrap();
    for shown in [
        "   count = 1   in 4 of 6 from here, 50.0 % by chance\n",
        "   count = 1   in 2 of 2 from here, 100.0 % by chance\n",
        "   count = 2   in 0 of 2 from here, 0.0 % by chance\n",
        "A worker        B worker\n",
        "next: write     next: write\n",
        "read count: 0   read count: 0\n",
        "   AB | write\n",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[test]
fn one_key_is_one_move_and_levels_follow_each_other_from_easy_to_hard() {
    let program = lesson("counter")
        .program("unlocked", &Sizes::default())
        .unwrap();
    let findings = explore(&program, &Limits::default());
    let mut out = Vec::new();
    let controls = Controls {
        keys: true,
        terminal: TerminalSize::default(),
    };
    let played = scripted(&program, &findings, controls, "aabbabba", &mut out);
    let text = String::from_utf8(out).unwrap();
    let levels = "levels, the easiest first:\n   1  make it end at 2\n   2  make it end at 1\n";
    assert!(text.contains(levels), "{text}");
    assert!(
        text.contains("goal reached; level 2 is next\n\ngoal: make it end at 1"),
        "{text}"
    );
    assert!(played.reached && played.schedule == "ABBA", "{text}");
}

#[test]
fn a_number_alone_chooses_its_level_and_success_names_the_next() {
    let (game, text) = played(lesson("counter"), "unlocked", "ab\n1\nAABB\n");
    assert!(game.reached && game.schedule == "AABB", "{text}");
    assert!(text.contains("next: level 2, make it end at 1"), "{text}");
}

#[test]
fn nothing_that_is_typed_steers_the_terminal() {
    let (_, text) = played(lesson("counter"), "unlocked", "\u{1b}[2J\na\r\u{9b}b\nq\n");
    let steers = |typed: char| typed.is_control() && typed != '\n';
    assert!(!text.contains(steers), "{text:?}");
    assert!(text.contains("there is no thread \u{fffd}"), "{text}");
}
