//! What the child of `oversubscribe` does: its threads, and the work that they share.

use crossbeam_channel::{bounded, select};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::kit::blocks::{Block, hex};
use engine::plan::TaskError;
use engine::record::{Lane, Wait};
use engine::stop::{Cause, Stopped};
use engine::thread_group::{STACK, ThreadGroup};
use words::grouped;

/// What the child's main thread waits for.
pub(super) const ALL_ENDED: &str = "all threads have ended";

/// The size of a piece of work in bytes: small, so that each of thousands of threads gets some.
const PIECE: u64 = 16 * 1024;
/// The pieces of one block, 8 MiB.
const PIECES_IN_A_BLOCK: u64 = 512;

/// A sum of digests; their order doesn't matter.
type Sum = [u64; 4];

/// How many pieces this many blocks have.
pub(super) fn pieces(blocks: usize) -> u64 {
    blocks as u64 * PIECES_IN_A_BLOCK
}

/// Starts the threads, lets them do all the work, joins them and adds up what they found.
pub(super) fn compute(lane: &mut Lane, workers: usize, blocks: usize) -> Result<Value, TaskError> {
    system::threads(workers, STACK).map_err(|limit| TaskError::Refused(limit.to_string()))?;
    let mut group = ThreadGroup::new(workers);
    let (sender, found) = bounded(workers);
    for place in 0..workers {
        let name = format!("worker-{}", place + 1);
        let mut own = lane.sibling(name.as_str());
        lane.spawned(own.place());
        let sender = sender.clone();
        let work = move || {
            own.begin(0);
            let share = share(place as u64, workers as u64, blocks, || own.computing());
            own.end();
            own.close();
            // The receiver is gone if everything has to stop.
            let _ = sender.send(share);
        };
        if let Err(refusal) = group.spawn(&name, work) {
            // The gate opens, the threads find that there is nothing left to do, and are joined.
            lane.stop().raise(Cause::Refused);
            group.open().join(false);
            return Err(TaskError::Refused(refusal));
        }
    }
    let at_work = group.open();
    let stop = lane.stop().clone();
    let all = lane.wait(Wait::Signal, 0, || {
        let mut shares = Vec::with_capacity(workers);
        while shares.len() < workers {
            select! {
                recv(found) -> share => shares.extend(share),
                recv(stop.channel()) -> _ => break,
            }
        }
        (shares, 0)
    });
    at_work.join(false);
    lane.stop().check()?;
    let all = all.into_iter().collect::<Result<Vec<_>, Stopped>>()?;
    let done: u64 = all.iter().map(|(done, _)| done).sum();
    let sum = all
        .iter()
        .fold([0; 4], |sum, (_, found)| added(sum, *found));
    let bytes: Vec<_> = sum.iter().flat_map(|word| word.to_be_bytes()).collect();
    let result = hex(&bytes);
    let pieces = grouped(done);
    lane.say(format_args!("{pieces} pieces, result {}...", &result[..16]));
    Ok(json!({"threads": workers, "pieces": done, "result": result}))
}

/// One thread's share: every `workers`-th piece, and how many these were.
fn share(
    place: u64,
    workers: u64,
    blocks: usize,
    mut piece_done: impl FnMut() -> Result<(), Stopped>,
) -> Result<(u64, Sum), Stopped> {
    let (mut done, mut sum) = (0, [0; 4]);
    let mut piece = place;
    while piece < pieces(blocks) {
        piece_done()?;
        sum = added(sum, digest(piece));
        done += 1;
        piece += workers;
    }
    Ok((done, sum))
}

fn digest(piece: u64) -> Sum {
    let mut hasher = Sha256::new();
    if let Some(bytes) = Block::new(piece, PIECE).piece(0) {
        bytes.parts().iter().for_each(|part| hasher.update(part));
    }
    let digest = hasher.finalize();
    let word = |place: usize| {
        let mut word = [0; 8];
        word.copy_from_slice(&digest[place * 8..][..8]);
        u64::from_be_bytes(word)
    };
    [word(0), word(1), word(2), word(3)]
}

fn added(a: Sum, b: Sum) -> Sum {
    std::array::from_fn(|place| a[place].wrapping_add(b[place]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_any_number_of_threads_add_up_to_the_same() {
        let total = |workers: u64| {
            let shares = (0..workers).map(|place| share(place, workers, 1, || Ok(())).unwrap());
            shares.fold((0, [0; 4]), |(count, sum), (done, found)| {
                (count + done, added(sum, found))
            })
        };
        let one = total(1);
        assert_eq!(one.0, PIECES_IN_A_BLOCK);
        for workers in [2, 3, 128, 1000] {
            assert_eq!(total(workers), one, "{workers}");
        }
    }
}
