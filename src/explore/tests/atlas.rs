//! The states of a page, checked against the search and against single walks.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use demos::explorable;
use demos::lesson;
use explore::{
    Atlas, Limits, Next, Program, ScheduleEnd, Sizes, StepModel, StepWalk, Walk, explore, letter,
};

fn atlas(program: &Program, most: usize) -> Atlas {
    let model = StepModel::new(program, false);
    Atlas::of(&model, &StepWalk::new(program), most, &|_| None).unwrap()
}

/// The schedules from a state to each end.
type Counted = BTreeMap<usize, BigUint>;

/// The schedules from a state, counting each state's once; states have no cycle here.
fn counted(atlas: &Atlas, at: usize, known: &mut BTreeMap<usize, Counted>) -> Counted {
    if let Some(known) = known.get(&at) {
        return known.clone();
    }
    let mut ends = Counted::new();
    match &atlas.states[at].next {
        Next::Unknown => panic!("the whole program is there"),
        Next::End(end) => {
            ends.insert(*end, BigUint::from(1u8));
        }
        Next::Moves(edges) => {
            for edge in edges {
                for (end, number) in counted(atlas, edge.to as usize, known) {
                    *ends.entry(end).or_default() += number;
                }
            }
        }
    }
    known.insert(at, ends.clone());
    ends
}

/// Every variant of every lesson at its default size, with its states.
fn all() -> impl Iterator<Item = (Program, Atlas)> {
    let modes = explorable().flat_map(|(_, lesson)| lesson.modes);
    modes.map(|mode| {
        let program = (mode.program)(&Sizes::default()).unwrap();
        let atlas = atlas(&program, usize::MAX);
        (program, atlas)
    })
}

#[test]
fn schedules_counted_over_the_states_are_those_of_the_search() {
    for (program, atlas) in all() {
        let variant = format!("{} {}", program.demo, program.variant);
        assert!(atlas.whole && atlas.walked() == atlas.states.len());
        let findings = explore(&program, &Limits::default());
        if findings.schedules.exact().is_none() {
            continue;
        }
        let mut counted = counted(&atlas, 0, &mut BTreeMap::new());
        for outcome in &findings.outcomes {
            let same = |end: &ScheduleEnd| match end {
                ScheduleEnd::Done(ending)
                | ScheduleEnd::Cut(ending)
                | ScheduleEnd::Endless(ending) => !outcome.deadlock && *ending == outcome.ending,
                ScheduleEnd::Deadlock(_) => outcome.deadlock,
            };
            let ends = atlas.ends.iter().enumerate().filter(|(_, end)| same(end));
            let sum: BigUint = ends.filter_map(|(end, _)| counted.remove(&end)).sum();
            assert_eq!(
                Some(sum),
                outcome.schedules,
                "{variant}: {}",
                outcome.ending
            );
        }
        assert!(counted.is_empty());
    }
}

#[test]
fn each_state_shows_what_a_walk_to_it_shows() {
    for (program, atlas) in all() {
        let mut walks = vec![None; atlas.states.len()];
        walks[0] = Some(StepWalk::new(&program));
        for at in 0..atlas.states.len() {
            let walk = walks[at].clone().unwrap();
            let state = &atlas.states[at];
            let (views, values) = state.cells.split_at(atlas.threads.len());
            let values = values.iter().map(|value| &atlas.values[*value as usize]);
            assert!(values.eq(&walk.values()));
            for ((thread, _), view) in atlas.threads.iter().zip(views) {
                let view = &atlas.views[*view as usize];
                assert_eq!(view.next, walk.next_step(*thread));
                assert_eq!(view.own, walk.own(*thread));
                let able = walk.able().contains(thread);
                assert_eq!(view.obstacle.is_empty(), able, "{}", letter(*thread));
            }
            if let Next::Moves(edges) = &state.next {
                for edge in edges {
                    let mut after = walk.clone();
                    let moved = after.advance(edge.thread, 0);
                    assert_eq!(atlas.actions[edge.action as usize].text, moved.text);
                    walks[edge.to as usize].get_or_insert(after);
                }
            }
        }
    }
}

#[test]
fn a_thread_shows_what_it_has_read_until_it_needs_it_no_more() {
    let program = lesson("counter")
        .program("unlocked", &Sizes::from([("increments", 2)]))
        .unwrap();
    let mut walk = StepWalk::new(&program);
    let shown = |walk: &StepWalk| {
        let own = walk.own(0);
        let own = own.iter().map(|(name, value)| format!("{name} {value}"));
        (walk.line(0), own.collect::<Vec<_>>().join(", "))
    };
    assert_eq!(shown(&walk), (Some(0), "round 1 of 2".into()));
    walk.advance(0, 0);
    assert_eq!(shown(&walk), (Some(1), "read count 0, round 1 of 2".into()));
    walk.advance(0, 0);
    assert_eq!(shown(&walk), (Some(0), "round 2 of 2".into()));
    walk.advance(0, 0);
    walk.advance(0, 0);
    assert_eq!(shown(&walk), (None, String::new()));
    assert_eq!(walk.text()[0].title, "A B (worker)");
    assert_eq!(walk.text()[0].lines, ["read", "write"]);
}

#[test]
fn an_atlas_that_ends_early_says_so() {
    let program = lesson("counter")
        .program("unlocked", &Sizes::default())
        .unwrap();
    let part = atlas(&program, 5);
    assert_eq!((part.whole, part.walked()), (false, 5));
    assert!(part.states.len() > 5);
    let last = part.states.last().map(|state| &state.next);
    assert!(matches!(last, Some(Next::Unknown)));
}
