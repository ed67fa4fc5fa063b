//! The rules for who comes next, which are the demo's variants.

use crate::demo::variants;
use sync::read_write_lock::ReadWriteLock;

variants! {
    /// Who may be inside together, and who comes next.
    pub(super) enum AdmissionRule {
        Mutex: "mutex", "one at a time, reader or writer, in the order in which they come", default;
        RwLock: "rwlock", "readers together, also past a writer that waits: the writer starves", default;
        WriterFirst: "writer-first", "readers together, and none goes in while a writer waits";
    }
}

impl AdmissionRule {
    /// A lock with this rule.
    pub(super) fn lock(self) -> ReadWriteLock {
        match self {
            AdmissionRule::Mutex => ReadWriteLock::one_at_a_time(),
            AdmissionRule::RwLock => ReadWriteLock::readers_first(),
            AdmissionRule::WriterFirst => ReadWriteLock::writers_first(),
        }
    }
}
