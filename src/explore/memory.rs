//! Memory is requested before it is used: a search that is refused more ends with what it has found,
//! where an ordinary `Vec` would abort the process.

use std::collections::TryReserveError;

use super::cut::{Asker, Cut};

/// Memory kept free, in bytes, for the many small allocations that don't ask first: names, numbers.
const SPARE: usize = 4 << 20;

/// A list of at most this many bytes is too small to matter.
pub(super) const SMALL: usize = 1 << 20;

/// A list doubles only while this many times its growth is available.
const AMPLE: usize = 4;

/// Reserves room for `more` elements.
pub(super) fn reserve<T>(list: &mut Vec<T>, more: usize) -> Result<(), Cut> {
    if list.capacity() - list.len() >= more {
        return Ok(());
    }
    // A list that doubled into the last of the memory would leave no room for others to grow.
    let growth = list.capacity() * size_of::<T>();
    let ample = growth <= SMALL || probe(AMPLE.saturating_mul(growth)).is_ok();
    if !ample || list.try_reserve(more).is_err() {
        // Doubling may be too much; a little more may still fit.
        let little = more.max(list.len() / 16);
        list.try_reserve_exact(little).map_err(|_| Cut::Memory)?;
    }
    if list.capacity() * size_of::<T>() > SMALL {
        spare_room()?;
    }
    Ok(())
}

/// Makes room for some thousand more elements in a collection that is large already, by its own
/// `try_reserve`: one that grew by itself would abort the process if it were refused.
pub fn make_room(
    length: usize,
    capacity: usize,
    element: usize,
    try_reserve: impl FnOnce(usize) -> Result<(), TryReserveError>,
) -> Result<(), Cut> {
    /// More than a model adds in the moves of one state.
    const MORE: usize = 4096;
    if capacity < MORE || capacity - length >= MORE {
        return Ok(());
    }
    try_reserve(MORE).map_err(|_| Cut::Memory)?;
    room_for(capacity * element).and_then(|()| spare_room())
}

/// A list of `length` copies of one value.
pub(super) fn filled<T: Copy>(value: T, length: usize, asker: &Asker) -> Result<Vec<T>, Cut> {
    asker.room_for(length.saturating_mul(size_of::<T>()))?;
    let mut list = Vec::new();
    reserve(&mut list, length)?;
    list.resize(length, value);
    Ok(list)
}

/// An error if this many bytes can't be allocated now; not checked for small amounts. Code that can't
/// handle a refusal aborts the process, so ask first.
pub fn room_for(bytes: usize) -> Result<(), Cut> {
    if bytes < SMALL { Ok(()) } else { probe(bytes) }
}

/// An error unless what is kept free for small allocations could be allocated now.
pub fn spare_room() -> Result<(), Cut> {
    probe(SPARE)
}

/// An error unless this many bytes could be allocated now.
pub(super) fn probe(bytes: usize) -> Result<(), Cut> {
    let mut block: Vec<u8> = Vec::new();
    block.try_reserve_exact(bytes).map_err(|_| Cut::Memory)?;
    // Otherwise the compiler might notice that it is never used, and omit it.
    std::hint::black_box(&mut block);
    Ok(())
}
