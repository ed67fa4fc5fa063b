//! Memory for the tables of a search, asked for before they grow.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

use explore::{Cut, make_room};

/// Makes room for more in a table.
pub(super) fn room_in<K, V, S>(table: &mut HashMap<K, V, S>) -> Result<(), Cut>
where
    K: Eq + Hash,
    S: BuildHasher,
{
    let (length, capacity) = (table.len(), table.capacity());
    make_room(length, capacity, size_of::<(K, V)>(), |more| {
        table.try_reserve(more)
    })
}

/// Makes room for more in a set.
pub(super) fn room_in_set<T: Eq + Hash>(set: &mut HashSet<T>) -> Result<(), Cut> {
    let (length, capacity) = (set.len(), set.capacity());
    make_room(length, capacity, size_of::<T>(), |more| {
        set.try_reserve(more)
    })
}

/// Makes room for more in a list.
pub(super) fn room_in_list<T>(list: &mut Vec<T>) -> Result<(), Cut> {
    let (length, capacity) = (list.len(), list.capacity());
    make_room(length, capacity, size_of::<T>(), |more| {
        list.try_reserve(more)
    })
}
