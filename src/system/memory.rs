//! Peak memory of this process, and setting the mark back, so that each variant gets its own.

use std::fs;

use super::proc;

/// The most memory that this process has had resident since it started or since
/// [`reset_peak`], in bytes (`VmHWM`); `None` where the system doesn't tell.
///
/// The kernel counts in batches per CPU: some hundred KiB are noise. A child tells its own before it
/// ends, since `getrusage` on children only knows the largest of all children so far, and starts
/// each of them at its parent's size.
pub fn peak() -> Option<u64> {
    proc::field_bytes(&proc::read("/proc/self/status")?, "VmHWM")
}

/// Sets the high-water mark back to what is resident now (`5` to `/proc/self/clear_refs`, Linux 4.0
/// and later); tells whether the system did it: where it did not, [`peak`] is not of one variant
/// alone.
pub fn reset_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::hint::black_box;

    /// Whether 64 MiB that came and went are in the peak, and out of it once it is set back.
    fn is_remembered_and_forgotten() -> bool {
        const SIZE: usize = 64 << 20;
        reset_peak();
        let before = peak().unwrap();
        drop(black_box(vec![1_u8; SIZE]));
        let grown = peak().unwrap();
        reset_peak();
        grown >= before + SIZE as u64 / 2 && peak().unwrap() < grown
    }

    #[test]
    fn the_peak_remembers_and_can_be_set_back() {
        if !reset_peak() || peak().is_none() {
            return;
        }
        // Other tests of this process allocate meanwhile, so one attempt may be disturbed.
        assert!((0..20).any(|_| is_remembered_and_forgotten()));
    }
}
