//! Programs that can be run by name.

use std::env;
use std::path::Path;

use nix::unistd::{AccessFlags, access};

/// Whether a program of this name can be run: a path as it is, a bare name along `PATH`.
pub fn can_be_run(name: &str) -> bool {
    let runs = |path: &Path| path.is_file() && access(path, AccessFlags::X_OK).is_ok();
    if name.contains('/') {
        return runs(Path::new(name));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    !name.is_empty() && env::split_paths(&path).any(|folder| runs(&folder.join(name)))
}

#[cfg(test)]
mod tests {
    use super::can_be_run;

    #[test]
    fn what_is_on_the_path_can_be_run_and_a_folder_can_not() {
        assert!(can_be_run("sh") && can_be_run("/bin/sh"));
        assert!(!can_be_run("no-such-program") && !can_be_run("/bin") && !can_be_run(""));
    }
}
