//! The rules of `barrier`, `tickets`, `transfer` and `readers-writers` once more, each thread as plain
//! code over one copied struct: no step programs, nothing from the engine.

use super::models::{Model, World, lock, size, when};

pub(super) fn barrier(variant: &'static str, workers: u32, rounds: u32) -> Model {
    let count = size(workers);
    let per = if variant == "none" { 1 } else { 3 };
    // One number per worker for its rounds; then how many have arrived, how many may leave, whether it
    // was ever opened, and how far ahead one was.
    let [arrived, leaving, opened, ahead] = [4, 5, 6, 7];
    let step = move |world: &mut World, thread: usize| {
        match world.at[thread] % per {
            0 => {
                world.n[thread] += 1;
                let ended = world.n[..count].iter().copied();
                let spread = ended.clone().max().unwrap() - ended.min().unwrap();
                world.n[ahead] = world.n[ahead].max(spread);
            }
            1 if variant == "one-shot" && world.n[opened] == 1 => world.at[thread] += 1,
            1 => {
                when(world.n[leaving] == 0 || variant == "one-shot")?;
                world.n[arrived] += 1;
                if world.n[arrived] == workers {
                    world.n[arrived] = 0;
                    world.n[leaving] += workers - 1;
                    world.n[opened] = 1;
                    world.at[thread] += 1;
                }
            }
            _ => world.n[leaving] = world.n[leaving].checked_sub(1)?,
        }
        world.at[thread] += 1;
        Some(())
    };
    Model {
        lengths: vec![per * size(rounds); count],
        start: World::default(),
        step: Box::new(step),
        end: Box::new(move |world| format!("ahead = {}", world.n[ahead])),
    }
}

pub(super) fn tickets(variant: &'static str, workers: u32, seats: u32) -> Model {
    let mut start = World::default();
    start.n[0] = seats;
    let take = |world: &mut World| match world.n[0] {
        0 => world.n[1] += 1,
        _ => world.n[0] -= 1,
    };
    let step = move |world: &mut World, thread: usize| {
        let sold_out = world.n[0] == 0;
        // Where each goes next: the following step, unless it says otherwise.
        let mut next = world.at[thread] + 1;
        match (variant, world.at[thread]) {
            ("bare", 0) if sold_out => next = 2,
            ("locked", 1) if sold_out => next = 3,
            ("halves", 1) if sold_out => next = 6,
            ("bare", 0) | ("locked" | "halves", 1) => {}
            ("compare-and-swap", _) => world.n[0] = world.n[0].saturating_sub(1),
            ("bare", _) | ("locked", 2) | ("halves", 4) => take(world),
            ("locked" | "halves", 0) | ("halves", 3) => lock(world, 0, thread)?,
            ("halves", 5) => {
                world.holder[0] = None;
                next = 7;
            }
            _ => world.holder[0] = None,
        }
        world.at[thread] = next;
        Some(())
    };
    let length = match variant {
        "compare-and-swap" => 1,
        "bare" => 2,
        "locked" => 4,
        _ => 7,
    };
    Model {
        lengths: vec![length; size(workers)],
        start,
        step: Box::new(step),
        end: Box::new(move |world| format!("sold = {}", seats - world.n[0] + world.n[1])),
    }
}

pub(super) fn transfer(variant: &'static str, workers: u32, transfers: u32) -> Model {
    let mut start = World::default();
    start.n[0] = workers * transfers;
    start.n[1] = workers * transfers;
    let per = match variant {
        "one-lock" => 4,
        "check-then-act" => 9,
        _ => 6,
    };
    let step = move |world: &mut World, thread: usize| {
        let (from, to) = (thread % 2, 1 - thread % 2);
        let first = if variant == "naive" { from } else { 0 };
        match variant {
            "check-then-act" => match world.at[thread] % per {
                0 | 3 => lock(world, from, thread)?,
                1 => world.seen[thread] = world.n[from],
                4 => world.n[from] = world.seen[thread] - 1,
                6 => lock(world, to, thread)?,
                7 => world.n[to] += 1,
                8 => world.holder[to] = None,
                _ => world.holder[from] = None,
            },
            "one-lock" => match world.at[thread] % per {
                0 => lock(world, 0, thread)?,
                1 => world.n[from] -= 1,
                2 => world.n[to] += 1,
                _ => world.holder[0] = None,
            },
            _ => match world.at[thread] % per {
                0 => lock(world, first, thread)?,
                1 => lock(world, 1 - first, thread)?,
                2 => world.n[from] -= 1,
                3 => world.n[to] += 1,
                4 => world.holder[first] = None,
                _ => world.holder[1 - first] = None,
            },
        }
        world.at[thread] += 1;
        Some(())
    };
    Model {
        lengths: vec![per * size(transfers); size(workers)],
        start,
        step: Box::new(step),
        end: Box::new(|world| format!("total = {}", world.n[0] + world.n[1])),
    }
}

pub(super) fn readers_writers(
    variant: &'static str,
    [readers, writers, rounds]: [u32; 3],
) -> Model {
    let [reading, writing, waiting, ahead, most] = [0, 1, 2, 3, 4];
    let step = move |world: &mut World, thread: usize| {
        let reader = thread < size(readers);
        let place = world.at[thread] % if reader { 2 } else { 3 };
        match (reader, place) {
            (true, 0) => {
                let n = &mut world.n;
                when(n[writing] == 0)?;
                when(variant != "mutex" || n[reading] == 0)?;
                when(variant != "writer-first" || n[waiting] == 0)?;
                n[ahead] += u32::from(n[reading] > 0 && n[waiting] > 0);
                n[reading] += 1;
                n[most] = n[most].max(n[reading]);
            }
            (true, _) => world.n[reading] -= 1,
            (false, 0) => world.n[waiting] += 1,
            (false, 1) => {
                when(world.n[reading] == 0 && world.n[writing] == 0)?;
                world.n[waiting] -= 1;
                world.n[writing] = 1;
            }
            (false, _) => world.n[writing] = 0,
        }
        world.at[thread] += 1;
        Some(())
    };
    let mut lengths = vec![2 * size(rounds); size(readers)];
    lengths.extend(vec![3 * size(rounds); size(writers)]);
    Model {
        lengths,
        start: World::default(),
        step: Box::new(step),
        end: Box::new(move |world| match variant {
            "mutex" => format!("most = {}", world.n[most]),
            _ => format!("ahead = {}", world.n[ahead]),
        }),
    }
}
