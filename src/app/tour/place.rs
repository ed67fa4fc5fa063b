//! Remembers where the tour was left, in the user's state folder.

use std::fs;
use std::path::PathBuf;

use system::terminal::variable;

/// The file, below `XDG_STATE_HOME`, which defaults to `~/.local/state`.
fn file() -> Option<PathBuf> {
    let set = variable("XDG_STATE_HOME").filter(|folder| folder.starts_with('/'));
    let folder = match set {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(variable("HOME")?).join(".local/state"),
    };
    Some(folder.join("threaddemo").join("tour"))
}

/// How many steps were done when it was left; `None` if unknown.
pub(super) fn left() -> Option<usize> {
    fs::read_to_string(file()?).ok()?.trim().parse().ok()
}

/// Remembers that this many steps were done. This is a convenience, so failing to write the file is not
/// an error.
pub(super) fn leave(done: usize) {
    let Some(file) = file() else { return };
    if let Some(folder) = file.parent() {
        let _ = fs::create_dir_all(folder);
    }
    let _ = fs::write(file, format!("{done}\n"));
}
