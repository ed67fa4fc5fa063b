//! The rules of the six demos once more, each thread as plain code over one copied struct: no step
//! programs, no cells, nothing from the engine.

/// Everything that any of the models needs, copied at each step.
#[derive(Clone, Copy, Default)]
pub(super) struct World {
    pub(super) at: [usize; 6],
    pub(super) seen: [u32; 6],
    pub(super) n: [u32; 8],
    pub(super) holder: [Option<usize>; 6],
    pub(super) items: [(u32, usize); 12],
    pub(super) len: usize,
    /// Notifications not yet taken, for each condition: sets of threads, oldest first.
    pub(super) notes: [[u32; 6]; 2],
}

/// Takes one step of a thread; `None` if it can't be taken.
type Take = Box<dyn Fn(&mut World, usize) -> Option<()>>;

/// One model: how long each thread is, what a step does (`None` if it can't be taken), and the name of an
/// end.
pub(super) struct Model {
    pub(super) lengths: Vec<usize>,
    pub(super) start: World,
    pub(super) step: Take,
    pub(super) end: Box<dyn Fn(&World) -> String>,
}

pub(super) fn size(number: u32) -> usize {
    number as usize
}

pub(super) fn when(possible: bool) -> Option<()> {
    possible.then_some(())
}

pub(super) fn lock(world: &mut World, which: usize, thread: usize) -> Option<()> {
    when(world.holder[which].is_none())?;
    world.holder[which] = Some(thread);
    Some(())
}

pub(super) fn counter(variant: &'static str, workers: u32, increments: u32) -> Model {
    let (count, owner) = (size(workers), size(workers));
    let per = match variant {
        "unlocked" => 2,
        "mutex" | "rwlock" => 4,
        _ => 1,
    };
    let mut lengths = vec![per * size(increments); count];
    match variant {
        "channel" => lengths.push(2 * size(workers * increments)),
        "local" => lengths.push(2 * count),
        _ => {}
    }
    let step = move |world: &mut World, thread: usize| {
        let at = world.at[thread];
        match variant {
            "unlocked" if at.is_multiple_of(2) => world.seen[thread] = world.n[7],
            "unlocked" => world.n[7] = world.seen[thread] + 1,
            "channel" if thread < owner => world.len += 1,
            "channel" if at.is_multiple_of(2) => world.len = world.len.checked_sub(1)?,
            "atomic" | "channel" => world.n[7] += 1,
            "local" if thread < owner => world.n[thread] += 1,
            "local" if at.is_multiple_of(2) => when(world.at[at / 2] == size(increments))?,
            "local" => world.n[7] += world.n[at / 2],
            _ => match at % 4 {
                0 => lock(world, 0, thread)?,
                1 => world.seen[thread] = world.n[7],
                2 => world.n[7] = world.seen[thread] + 1,
                _ => world.holder[0] = None,
            },
        }
        world.at[thread] += 1;
        Some(())
    };
    let end = |world: &World| format!("count = {}", world.n[7]);
    Model {
        lengths,
        start: World::default(),
        step: Box::new(step),
        end: Box::new(end),
    }
}

pub(super) fn semaphore(variant: &'static str, workers: u32, permits: u32) -> Model {
    let limited = variant != "unlimited";
    let mut start = World::default();
    start.n[0] = if variant == "one" { 1 } else { permits };
    let step = move |world: &mut World, thread: usize| {
        match world.at[thread] + usize::from(!limited) {
            0 => world.n[0] = world.n[0].checked_sub(1)?,
            1 => {
                world.n[1] += 1;
                world.n[2] = world.n[2].max(world.n[1]);
            }
            2 => world.n[1] -= 1,
            _ => world.n[0] += 1,
        }
        world.at[thread] += 1;
        Some(())
    };
    Model {
        lengths: vec![if limited { 4 } else { 2 }; size(workers)],
        start,
        step: Box::new(step),
        end: Box::new(|world| format!("most = {}", world.n[2])),
    }
}

pub(super) fn event(variant: &'static str, workers: u32, spurious: u32) -> Model {
    let main = size(workers);
    let polling = variant == "polling";
    let mut start = World::default();
    start.n[3] = spurious;
    // n[0] is the flag, n[1] the threads asleep, n[2] the threads woken, n[4] the looks in vain.
    let step = move |world: &mut World, thread: usize| {
        let bit = 1 << thread;
        match (polling, thread == main, world.at[thread]) {
            (true, true, _) | (false, true, 1) => world.n[0] = 1,
            (true, false, _) if world.n[0] == 1 => {}
            (true, false, _) => {
                when(world.seen[thread] == 0)?;
                world.seen[thread] = 1;
                world.n[4] += 1;
                return Some(());
            }
            (_, _, 0) => lock(world, 0, thread)?,
            (_, true, 2) => world.n[2] |= world.n[1],
            (_, false, 1) if world.n[0] == 1 => world.at[thread] = 3,
            (_, false, 1) => {}
            (_, false, 2) => {
                world.holder[0] = None;
                world.n[1] |= bit;
            }
            (_, false, 3) => {
                let woken = world.n[2] & bit != 0;
                when(woken || world.n[3] > 0)?;
                lock(world, 0, thread)?;
                world.n[3] -= u32::from(!woken);
                world.n[2] &= !bit;
                world.n[1] &= !bit;
                world.at[thread] = 0;
            }
            _ => world.holder[0] = None,
        }
        world.at[thread] += 1;
        Some(())
    };
    let mut lengths = vec![if polling { 1 } else { 5 }; main];
    lengths.push(if polling { 1 } else { 4 });
    let end = move |world: &World| match polling {
        true => format!("in vain = {}", world.n[4]),
        false if main == 1 => "1 worker on".into(),
        false => format!("{main} workers on"),
    };
    Model {
        lengths,
        start,
        step: Box::new(step),
        end: Box::new(end),
    }
}

pub(super) fn philosophers(variant: &'static str, people: u32, meals: u32) -> Model {
    let count = size(people);
    let waiter = variant == "waiter";
    let per = if waiter { 6 } else { 4 };
    let mut start = World::default();
    start.n[0] = people - 1;
    let step = move |world: &mut World, thread: usize| {
        let mut forks = [thread, (thread + 1) % count];
        if variant == "ordered" {
            forks.sort_unstable();
        }
        match world.at[thread] % per + usize::from(!waiter) {
            0 => world.n[0] = world.n[0].checked_sub(1)?,
            1 => lock(world, forks[0], thread)?,
            2 => lock(world, forks[1], thread)?,
            3 => world.holder[forks[0]] = None,
            4 => world.holder[forks[1]] = None,
            _ => world.n[0] += 1,
        }
        world.at[thread] += 1;
        Some(())
    };
    let eaten = format!("{} meals eaten", people * meals);
    Model {
        lengths: vec![per * size(meals); count],
        start,
        step: Box::new(step),
        end: Box::new(move |_| eaten.clone()),
    }
}
