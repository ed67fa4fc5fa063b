//! Memory, asked for before it is used: a search that is refused more ends with what it has found,
//! where an ordinary `Vec` would abort the process.

use super::cut::{Asker, Cut};

/// What stays free, in bytes, for the many small allocations that don't ask first: names, numbers.
const SPARE: usize = 4 << 20;

/// A list that takes no more bytes than this leaves the rest of memory as it was.
const SMALL: usize = 1 << 20;

/// A list doubles while this many times as much as it grows by is left.
const AMPLE: usize = 4;

/// Reserves room for `more` elements.
pub(super) fn reserve<T>(list: &mut Vec<T>, more: usize) -> Result<(), Cut> {
    if list.capacity() - list.len() >= more {
        return Ok(());
    }
    // A list that doubled into the last of the memory would leave none for the others to grow with.
    let growth = list.capacity() * size_of::<T>();
    let ample = growth <= SMALL || probe(AMPLE.saturating_mul(growth)).is_ok();
    if !ample || list.try_reserve(more).is_err() {
        // Twice as much may be too much: a little more may still fit.
        let little = more.max(list.len() / 16);
        list.try_reserve_exact(little).map_err(|_| Cut::Memory)?;
    }
    if list.capacity() * size_of::<T>() > SMALL {
        probe(SPARE)?;
    }
    Ok(())
}

/// A list of `length` copies of one value.
pub(super) fn filled<T: Copy>(value: T, length: usize, asker: &Asker) -> Result<Vec<T>, Cut> {
    asker.room_for(length.saturating_mul(size_of::<T>()))?;
    let mut list = Vec::new();
    reserve(&mut list, length)?;
    list.resize(length, value);
    Ok(list)
}

/// An error unless this many bytes can be had now, if they are many: what is made of them aborts the process
/// where it is refused memory.
pub fn room_for(bytes: usize) -> Result<(), Cut> {
    if bytes < SMALL { Ok(()) } else { probe(bytes) }
}

/// Fails unless this many bytes could be allocated now.
pub(super) fn probe(bytes: usize) -> Result<(), Cut> {
    let mut block: Vec<u8> = Vec::new();
    block.try_reserve_exact(bytes).map_err(|_| Cut::Memory)?;
    // Or the compiler might see that it is never used, and leave it out.
    std::hint::black_box(&mut block);
    Ok(())
}
