//! Output kept in memory instead of being printed.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Printed output, kept in memory.
#[derive(Clone, Default)]
pub(super) struct KeptOutput(Arc<Mutex<Vec<u8>>>);

impl KeptOutput {
    /// Everything printed so far.
    pub(super) fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for KeptOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
