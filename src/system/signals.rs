//! Which signals this process ignores: those ignored at its start stay ignored.

use super::proc;

/// The signals that this process ignores, as inherited from the program that started it (`nohup`, or a
/// shell that runs it in the background).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ignored(u64);

impl Ignored {
    /// Reads them; none if the system doesn't say.
    pub fn read() -> Self {
        let status = proc::read("/proc/self/status").unwrap_or_default();
        Self::from_status(&status).unwrap_or_default()
    }

    /// Whether this signal, by its number, is among them.
    pub fn contains(self, signal: i32) -> bool {
        (1..=64).contains(&signal) && self.0 & (1 << (signal - 1)) != 0
    }

    fn from_status(status: &str) -> Option<Self> {
        let mask = proc::field(status, "SigIgn")?;
        u64::from_str_radix(mask, 16).ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_is_read_bit_by_bit() {
        let ignored = Ignored::from_status("Name:\tx\nSigIgn:\t0000000000001001\n").unwrap();
        assert!(ignored.contains(1) && ignored.contains(13));
        assert!(!ignored.contains(2) && !ignored.contains(0) && !ignored.contains(65));
        assert_eq!(Ignored::from_status("SigIgn:\tx\n"), None);
        assert_eq!(Ignored::from_status(""), None);
    }
}
