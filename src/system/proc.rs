//! The small files of `/proc` and `/sys`: reading one, and extracting a value from its text.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The text of a small file, or `None` if it doesn't exist or can't be read.
///
/// Such files don't report their length, so `fs::read_to_string` would query it in vain, then start with
/// 32 bytes and grow in small steps; some of these files are read around each run.
pub(super) fn read(path: impl AsRef<Path>) -> Option<String> {
    /// As much as the kernel hands over at once.
    const PAGE: usize = 4096;
    let file = File::open(path).ok()?;
    let mut text = String::with_capacity(PAGE);
    // `Take` keeps `read_to_string` from querying the length.
    file.take(u64::MAX).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The file's only number, or `None` if it is missing or holds a word such as `max`.
pub(super) fn number(path: impl AsRef<Path>) -> Option<u64> {
    read(path)?.trim().parse().ok()
}

/// The value after `name:` in a text of such lines (`/proc/self/status`, `/proc/meminfo`,
/// `/proc/cpuinfo`), trimmed; the first one counts.
pub(super) fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim_end() == name).then(|| value.trim())
    })
}

/// The number after `name:`; what follows it (a unit, further columns) is ignored.
pub(super) fn field_number(text: &str, name: &str) -> Option<u64> {
    field(text, name)?.split_whitespace().next()?.parse().ok()
}

/// The bytes after `name:` if the file gives them in kB, which in Linux means 1024 bytes.
pub(super) fn field_bytes(text: &str, name: &str) -> Option<u64> {
    field_number(text, name)?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "Name:\tcat\nUid:\t1000\t0\t0\t0\nVmHWM:\t    2048 kB\nThreads:\t3\n";

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        assert_eq!(field(STATUS, "Name"), Some("cat"));
        assert_eq!(field(STATUS, "Threads"), Some("3"));
        assert_eq!(field(STATUS, "Thread"), None);
        assert_eq!(
            field("model name\t: A CPU: fast\n", "model name"),
            Some("A CPU: fast")
        );
    }

    #[test]
    fn a_number_is_the_first_column_and_kilobytes_become_bytes() {
        assert_eq!(field_number(STATUS, "Uid"), Some(1000));
        assert_eq!(field_bytes(STATUS, "VmHWM"), Some(2_097_152));
        assert_eq!(field_number("Threads:\tmany\n", "Threads"), None);
        assert_eq!(field_number("Threads:\n", "Threads"), None);
    }

    #[test]
    fn a_file_that_is_not_there_is_none() {
        assert_eq!(read("/no/such/file"), None);
        assert_eq!(number("/no/such/file"), None);
    }
}
