//! How a thread of a run starts others: on system threads or, if one thread does everything, by running
//! them at once.

use std::sync::{Arc, MutexGuard};

use crossbeam_channel::{Receiver, Sender};

use super::{Runner, STACK, seat};
use crate::model::Python;
use crate::run::world::{EarlyEnd, Inner, World};
use engine::record::Lane;
use engine::strategy::catch_panic;
use engine::thread_group;

/// The maximum nesting, on one stack, of threads that start one another in sequence.
const MOST_NESTED: usize = 100;

impl Runner<'_> {
    /// Starts the threads that the last instruction created.
    pub(super) fn start<'w>(
        &mut self,
        world: &'w Arc<World>,
        mut inner: MutexGuard<'w, Inner>,
        mut started: Vec<usize>,
    ) -> MutexGuard<'w, Inner> {
        started.sort_unstable();
        for new in started {
            if new < inner.seats.len() {
                // A worker that should end; it notices this once it is woken. Its end is not a step.
                inner.leaves_the_gate(new);
                continue;
            }
            let name = Python::thread_name(inner.state(), new);
            let lane = self.lane.sibling(name.clone());
            self.lane.spawned(lane.place());
            let bell = seat(&mut inner, name.clone(), lane.place());
            if world.sequential {
                if inner.nested == MOST_NESTED {
                    let limit = format!(
                        "one thread can't run more than {MOST_NESTED} that start one another"
                    );
                    world.end(&mut inner, EarlyEnd::NoThread(limit));
                    break;
                }
                inner.rests();
                inner.nested += 1;
                drop(inner);
                self.run_to_its_end(world, new, lane, bell);
                inner = world.lock();
                inner.nested -= 1;
                inner.moves();
                continue;
            }
            drop(inner);
            let spawned = spawn(world, new, &name, lane, bell, self.ending.clone());
            inner = world.lock();
            if let Err(limit) = spawned {
                world.end(&mut inner, EarlyEnd::NoThread(limit));
                break;
            }
        }
        inner
    }

    /// In sequence: runs the new thread's work on this one, recorded as a join.
    fn run_to_its_end(
        &mut self,
        world: &Arc<World>,
        new: usize,
        mut lane: Lane,
        bell: Receiver<()>,
    ) {
        let ending = self.ending.clone();
        self.lane.join(lane.place(), || {
            Runner::new(world, new, &mut lane, bell, ending).live();
        });
    }
}

/// Starts a system thread for one of the program's threads.
fn spawn(
    world: &Arc<World>,
    me: usize,
    name: &str,
    mut lane: Lane,
    bell: Receiver<()>,
    ending: Sender<()>,
) -> Result<(), String> {
    let shared = Arc::clone(world);
    let work = move || {
        let lived =
            catch_panic(|| Runner::new(&shared, me, &mut lane, bell, ending.clone()).live());
        lane.close();
        if let Err(message) = lived {
            let mut inner = shared.lock();
            shared.end(&mut inner, EarlyEnd::Panicked(message));
        }
        drop(ending);
    };
    // Its end is signaled by what it drops.
    thread_group::start(name, STACK, me - 1, work)
        .map(drop)
        .map_err(|limit| format!("{me} threads besides main could not be started: {limit}"))
}
