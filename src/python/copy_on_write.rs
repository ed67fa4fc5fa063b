//! A part of a state that other states may share. Copying a state copies none of its parts; each is
//! copied when it is about to change (copy on write).

use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A part of a state.
#[derive(Clone, Debug)]
pub(super) enum CopyOnWrite<T> {
    /// It belongs to this state alone.
    Own(T),
    /// It is the part with that number among all of its kind; and whether it was accessed.
    Shared(u32, Arc<T>, Cell<bool>),
}

impl<T> CopyOnWrite<T> {
    /// The part with that number.
    pub(super) fn shared(number: u32, part: Arc<T>) -> Self {
        Self::Shared(number, part, Cell::new(false))
    }

    /// Whether it was read or changed since it was shared.
    pub(super) fn was_looked_at(&self) -> bool {
        match self {
            Self::Own(_) => true,
            Self::Shared(_, _, looked) => looked.get(),
        }
    }
}

impl<T: Default> Default for CopyOnWrite<T> {
    fn default() -> Self {
        Self::Own(T::default())
    }
}

impl<T> Deref for CopyOnWrite<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Own(own) => own,
            Self::Shared(_, shared, looked) => {
                looked.set(true);
                shared
            }
        }
    }
}

impl<T: Clone> DerefMut for CopyOnWrite<T> {
    fn deref_mut(&mut self) -> &mut T {
        if let Self::Shared(_, shared, _) = self {
            *self = Self::Own(T::clone(shared));
        }
        match self {
            Self::Own(own) => own,
            Self::Shared(_, shared, _) => Arc::make_mut(shared),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_have_is_copied_before_it_changes() {
        let shared = Arc::new(vec![1, 2]);
        let mut kept = CopyOnWrite::shared(7, Arc::clone(&shared));
        assert!(!kept.was_looked_at());
        assert_eq!(kept.len(), 2);
        assert!(kept.was_looked_at());
        assert!(matches!(kept, CopyOnWrite::Shared(7, ..)));
        kept.push(3);
        assert!(matches!(&kept, CopyOnWrite::Own(own) if *own == [1, 2, 3]));
        assert_eq!(*shared, [1, 2]);
    }
}
