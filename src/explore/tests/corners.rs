//! Small programs, each made for one rule.

use explore::{
    Builder, Capacity, Conclusion, Ending, Findings, Limits, Lock, Op, Program, ScheduleEnd,
    Schedules, Steps, Test, Value, explore, replay,
};

fn done(program: Builder) -> Program {
    program.finish(|_| Ending::good(0, "done"))
}

fn findings(program: Builder) -> Findings {
    explore(&done(program), &Limits::default())
}

fn locks(program: &mut Builder, locks: &[Lock]) {
    let mut thread = Steps::of("thread");
    for lock in locks {
        thread.lock(*lock);
    }
    program.thread(thread);
}

#[test]
fn a_spin_that_is_no_poll_has_infinitely_many_schedules() {
    let mut program = Builder::new("spin", "", "");
    let (var, before) = (program.var("set", 0), program.var("before", 0));
    let mut spinner = Steps::of("spinner");
    spinner.step(Op::Add(before, Value::Is(1)), "add", "add");
    let place = spinner.here();
    let look = Op::Look {
        var,
        test: Test::Is(1),
        other: place,
        seen: None,
        vain: None,
    };
    spinner.step(look, "look", "look");
    program.thread(spinner);
    let mut setter = Steps::of("setter");
    setter.write(var, Value::Is(1));
    program.thread(setter);
    let findings = findings(program);
    assert_eq!(findings.schedules, Schedules::Infinite);
    // AA.. would spin; A then continues only after B, and without preemption if B comes first.
    assert_eq!(findings.outcomes[0].schedule, "BAA");
    assert_eq!(findings.conclusion(), Conclusion::Proved);
}

#[test]
fn who_waits_for_a_cycle_is_not_in_it() {
    let mut program = Builder::new("locks", "", "");
    let (x, y) = (program.lock("x"), program.lock("y"));
    locks(&mut program, &[x]);
    locks(&mut program, &[x, y]);
    locks(&mut program, &[y, x]);
    let findings = findings(program);
    assert_eq!(findings.conclusion(), Conclusion::Deadlocked);
    let ring = findings
        .deadlocks
        .iter()
        .find(|one| !one.cycle.is_empty())
        .unwrap();
    assert_eq!(ring.cycle, [1, 2]);
    assert_eq!(ring.stuck.len(), 3);
    assert_eq!(ring.stuck[0].on, Some(1));
}

#[test]
fn a_lock_taken_twice_is_waited_for_by_its_own_holder() {
    let mut program = Builder::new("locks", "", "");
    let x = program.lock("x");
    locks(&mut program, &[x, x]);
    let findings = findings(program);
    assert_eq!(findings.deadlocks[0].cycle, [0]);
    assert_eq!(findings.outcomes[0].schedule, "A");
}

#[test]
fn kinds_of_deadlock_are_told_apart_and_add_up() {
    let mut program = Builder::new("queue", "", "");
    let queue = program.queue("queue", Capacity::Rendezvous);
    let semaphore = program.semaphore("gate", 1);
    for _ in 0..2 {
        let mut thread = Steps::of("thread");
        thread.step(Op::Acquire(semaphore), "acquire", "acquire");
        thread.step(Op::Put(queue, Value::Is(1)), "put", "put");
        program.thread(thread);
    }
    let findings = findings(program);
    assert_eq!(findings.deadlocks.len(), 2);
    assert!(
        findings
            .deadlocks
            .iter()
            .all(|one| one.cycle.is_empty() && one.states == 1)
    );
    assert_eq!(findings.outcomes.len(), 1);
    assert_eq!(findings.outcomes[0].schedules, Some(2u32.into()));
    assert!((findings.outcomes[0].chance.unwrap() - 1.0).abs() < 1e-12);
    let waits: Vec<&str> = findings.deadlocks[0]
        .stuck
        .iter()
        .map(|one| &one.waits_for[..])
        .collect();
    assert_eq!(waits, ["its item in queue to be taken", "a permit of gate"]);
}

#[test]
fn a_notification_with_nobody_waiting_is_lost() {
    let mut program = Builder::new("lost", "", "");
    let (lock, signal) = (program.lock("lock"), program.condition("signal"));
    let mut waiter = Steps::of("waiter");
    waiter.lock(lock);
    waiter.step(Op::Sleep(signal, lock), "wait", "wait");
    waiter.step(Op::Wake(signal, lock), "", "woken");
    program.thread(waiter);
    let mut main = Steps::of("main");
    main.step(Op::NotifyOne(signal), "notify", "notify");
    program.thread(main);
    let findings = findings(program);
    // Lost if it comes first or second, taken if it comes third.
    assert_eq!(findings.schedules.exact(), Some(&3u32.into()));
    assert_eq!(findings.outcomes[0].schedules, Some(2u32.into()));
    assert_eq!(
        findings.deadlocks[0].stuck[0].waits_for,
        "signal to be notified"
    );
}

#[test]
fn a_notification_is_for_those_that_waited_then() {
    let mut program = Builder::new("notified", "", "");
    let (lock, signal) = (program.lock("lock"), program.condition("signal"));
    for _ in 0..3 {
        let mut waiter = Steps::of("waiter");
        waiter.lock(lock);
        waiter.step(Op::Sleep(signal, lock), "wait", "wait");
        waiter.step(Op::Wake(signal, lock), "", "woken");
        waiter.unlock(lock);
        program.thread(waiter);
    }
    let mut main = Steps::of("main");
    main.step(Op::NotifyOne(signal), "notify", "notify");
    main.step(Op::NotifyOne(signal), "notify", "notify");
    program.thread(main);
    let program = done(program);
    // D notifies A, then any of A, B and C; B takes the second one, so the first is left, for A.
    let refused = replay(&program, "AA D BBCC D BB C").unwrap_err();
    assert_eq!((refused.position, refused.letter), (11, 'C'));
    assert!(
        refused.reason.ends_with("signal to be notified; A can"),
        "{}",
        refused.reason
    );
    let refused = replay(&program, "AA D BB B").unwrap_err();
    assert!(
        refused.reason.ends_with("A, C and D can"),
        "{}",
        refused.reason
    );
    assert!(replay(&program, "AA D BBCC D BB AA").is_ok());
}

#[test]
fn a_program_without_steps_has_the_empty_schedule() {
    let mut program = Builder::new("empty", "", "");
    program.thread(Steps::of("thread"));
    let program = done(program);
    let findings = explore(&program, &Limits::default());
    assert_eq!(findings.schedules.exact(), Some(&1u32.into()));
    assert_eq!(findings.outcomes[0].schedule, "");
    assert!(matches!(
        replay(&program, "").unwrap().end,
        Some(ScheduleEnd::Done(_))
    ));
}

#[test]
fn writing_twice_overwrites_nobody_else() {
    let mut program = Builder::new("writes", "", "");
    let var = program.var("x", 0);
    for _ in 0..2 {
        let mut thread = Steps::of("thread");
        thread.write(var, Value::Is(1));
        thread.write(var, Value::Is(2));
        program.thread(thread);
    }
    let walked = replay(&done(program), "AAB").unwrap();
    let notes: Vec<&str> = walked.steps.iter().map(|row| &row.note[..]).collect();
    assert_eq!(notes, ["", "", "overwrites A's update"]);
}
