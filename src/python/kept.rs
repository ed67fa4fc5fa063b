//! A part of a state that other states may have too. Copying a state copies none of its parts: each is
//! copied once it is about to change.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A part of a state.
#[derive(Clone, Debug)]
pub(super) enum Kept<T> {
    /// It is this state's alone.
    Own(T),
    /// It is the one of that number among all parts of its kind.
    Shared(u32, Arc<T>),
}

impl<T: Default> Default for Kept<T> {
    fn default() -> Self {
        Self::Own(T::default())
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Own(own) => own,
            Self::Shared(_, shared) => shared,
        }
    }
}

impl<T: Clone> DerefMut for Kept<T> {
    fn deref_mut(&mut self) -> &mut T {
        if let Self::Shared(_, shared) = self {
            *self = Self::Own(T::clone(shared));
        }
        match self {
            Self::Own(own) => own,
            Self::Shared(_, shared) => Arc::make_mut(shared),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_have_is_copied_before_it_changes() {
        let shared = Arc::new(vec![1, 2]);
        let mut kept = Kept::Shared(7, Arc::clone(&shared));
        assert_eq!(kept.len(), 2);
        assert!(matches!(kept, Kept::Shared(7, _)));
        kept.push(3);
        assert!(matches!(&kept, Kept::Own(own) if *own == [1, 2, 3]));
        assert_eq!(*shared, [1, 2]);
    }
}
