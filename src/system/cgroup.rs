//! The cgroup of this process, versions 1 and 2, up to the visible root: a limit at any level applies.

use std::path::{Component, Path, PathBuf};

use super::proc;

/// The tightest `pids.max`: the limit and what it leaves.
pub(super) fn pids() -> Option<(u64, u64)> {
    folders("pids")?
        .into_iter()
        .filter_map(|folder| {
            let limit = proc::number(folder.join("pids.max"))?;
            let used = proc::number(folder.join("pids.current"))?;
            Some((limit, limit.saturating_sub(used)))
        })
        .min_by_key(|&(_, left)| left)
}

/// The tightest memory limit: the name of its setting, the limit and what it leaves, in bytes. Cached
/// files don't count as used, since the kernel drops them when memory is needed.
pub(super) fn memory() -> Option<(&'static str, u64, u64)> {
    folders("memory")?
        .into_iter()
        .filter_map(|folder| {
            let file = |name| proc::number(folder.join(name));
            let named = |name, used| Some((name, file(name)?, file(used)?));
            let (name, limit, used) = named("memory.max", "memory.current")
                .or_else(|| named("memory.limit_in_bytes", "memory.usage_in_bytes"))?;
            let cached = cached_files(&proc::read(folder.join("memory.stat"))?);
            let left = limit.saturating_sub(used.saturating_sub(cached));
            Some((name, limit, left))
        })
        .min_by_key(|&(_, _, left)| left)
}

/// The bytes of cached files in a `memory.stat`: in version 1 the lines that begin with `total_` include
/// the groups below, in version 2 all lines do.
fn cached_files(stat: &str) -> u64 {
    let value = |name: &str| -> Option<u64> {
        stat.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
    };
    let sum = |active, inactive| Some(value(active)? + value(inactive)?);
    sum("total_active_file", "total_inactive_file")
        .or_else(|| sum("active_file", "inactive_file"))
        .unwrap_or(0)
}

/// The tightest CPU quota, in CPUs.
pub(super) fn cpus() -> Option<f64> {
    folders("cpu")?
        .into_iter()
        .filter_map(|folder| {
            let file = |name| proc::read(folder.join(name));
            let period = || file("cpu.cfs_period_us");
            file("cpu.max")
                .and_then(|text| quota(&text))
                .or_else(|| quota(&format!("{} {}", file("cpu.cfs_quota_us")?, period()?)))
        })
        .min_by(f64::total_cmp)
}

/// CPUs from `QUOTA PERIOD` in microseconds. No quota is `max` in version 2 and `-1` in version 1.
fn quota(text: &str) -> Option<f64> {
    let mut words = text.split_whitespace();
    let quota: f64 = words.next()?.parse::<u64>().ok()? as f64;
    let period: f64 = words.next()?.parse::<u64>().ok()? as f64;
    (period > 0.0).then_some(quota / period)
}

fn folders(controller: &str) -> Option<Vec<PathBuf>> {
    let groups = proc::read("/proc/self/cgroup")?;
    let mounts = proc::read("/proc/self/mountinfo")?;
    chain(&groups, &mounts, controller)
}

/// The folders of the process's group for a controller and of its ancestors, innermost first, from the
/// texts of `/proc/self/cgroup` and `/proc/self/mountinfo` (see cgroups(7) and proc(5)).
fn chain(groups: &str, mounts: &str, controller: &str) -> Option<Vec<PathBuf>> {
    let (path, version_1) = membership(groups, controller)?;
    let (root, mount) = mounts
        .lines()
        .find_map(|line| mounted(line, controller, version_1))?;
    // A container may mount only its own part; anything above is invisible.
    let below = Path::new(path).strip_prefix(&root).unwrap_or(Path::new(""));
    let outside = below.components().any(|part| part == Component::ParentDir);
    let own = if outside {
        mount.clone()
    } else {
        mount.join(below)
    };
    Some(
        own.ancestors()
            .take_while(|folder| folder.starts_with(&mount))
            .map(Into::into)
            .collect(),
    )
}

/// The group's path, and whether it is a version 1 hierarchy: the one that lists the controller, or
/// version 2's (`0::/path`).
fn membership<'a>(groups: &'a str, controller: &str) -> Option<(&'a str, bool)> {
    let mut unified = None;
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else {
            continue;
        };
        if controllers.split(',').any(|name| name == controller) {
            return Some((path, true));
        }
        if controllers.is_empty() {
            unified = Some((path, false));
        }
    }
    unified
}

/// Root and mount point from a line of `mountinfo`, if it mounts the hierarchy in question.
fn mounted(line: &str, controller: &str, version_1: bool) -> Option<(PathBuf, PathBuf)> {
    let (place, kind) = line.split_once(" - ")?;
    let mut kind = kind.split(' ');
    let (system, options) = (kind.next()?, kind.nth(1)?);
    let fits = if version_1 {
        system == "cgroup" && options.split(',').any(|option| option == controller)
    } else {
        system == "cgroup2"
    };
    let mut place = place.split(' ').skip(3);
    let (root, mount) = (place.next()?, place.next()?);
    fits.then(|| (unescaped(root).into(), unescaped(mount).into()))
}

/// `mountinfo` writes blanks, tabs, line ends and backslashes as octal escapes such as `\040`.
fn unescaped(text: &str) -> String {
    [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (code, plain)| {
        text.replace(code, plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const V2_MOUNT: &str = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n";
    const V1_MOUNTS: &str = "\
        31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:5 - cgroup cgroup rw,cpu,cpuacct\n\
        32 30 0:28 /docker/abc /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids\n\
        33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

    fn paths(texts: &[&str]) -> Vec<PathBuf> {
        texts.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn version_2_is_walked_up_to_its_root() {
        assert_eq!(
            chain("0::/user.slice/user-1000.slice\n", V2_MOUNT, "pids"),
            Some(paths(&[
                "/sys/fs/cgroup/user.slice/user-1000.slice",
                "/sys/fs/cgroup/user.slice",
                "/sys/fs/cgroup",
            ]))
        );
        assert_eq!(
            chain("0::/\n", V2_MOUNT, "cpu"),
            Some(paths(&["/sys/fs/cgroup"]))
        );
    }

    #[test]
    fn version_1_is_found_by_its_controller() {
        let groups = "8:pids:/docker/abc/x\n1:cpu,cpuacct:/a\n0::/u\n";
        assert_eq!(
            chain(groups, V1_MOUNTS, "cpu"),
            Some(paths(&[
                "/sys/fs/cgroup/cpu,cpuacct/a",
                "/sys/fs/cgroup/cpu,cpuacct"
            ]))
        );
        assert_eq!(
            chain(groups, V1_MOUNTS, "pids"),
            Some(paths(&["/sys/fs/cgroup/pids/x", "/sys/fs/cgroup/pids"]))
        );
        // Not in a version 1 hierarchy: version 2's in a mixed setup.
        assert_eq!(
            chain(groups, V1_MOUNTS, "memory"),
            Some(paths(&[
                "/sys/fs/cgroup/unified/u",
                "/sys/fs/cgroup/unified"
            ]))
        );
    }

    #[test]
    fn a_group_that_is_out_of_sight_counts_as_the_mounted_root() {
        assert_eq!(
            chain("0::/../other\n", V2_MOUNT, "pids"),
            Some(paths(&["/sys/fs/cgroup"]))
        );
        assert_eq!(
            chain("8:pids:/elsewhere\n", V1_MOUNTS, "pids"),
            Some(paths(&["/sys/fs/cgroup/pids"]))
        );
    }

    #[test]
    fn odd_texts_are_none() {
        assert_eq!(chain("", V2_MOUNT, "pids"), None);
        assert_eq!(chain("garbage\n0:\n", V2_MOUNT, "pids"), None);
        assert_eq!(chain("0::/\n", "", "pids"), None);
        assert_eq!(chain("0::/\n", "1 2 3 - cgroup2\n\n", "pids"), None);
    }

    #[test]
    fn colons_and_blanks_in_names_are_kept() {
        let mount = "30 23 0:26 / /sys/my\\040groups rw - cgroup2 cgroup2 rw\n";
        assert_eq!(
            chain("0::/a:b\n", mount, "pids"),
            Some(paths(&["/sys/my groups/a:b", "/sys/my groups"]))
        );
    }

    #[test]
    fn cached_files_are_added_up_in_both_versions() {
        let version_1 = "cache 9\nactive_file 1\ninactive_file 2\n\
            total_active_file 10\ntotal_inactive_file 20\n";
        assert_eq!(cached_files(version_1), 30);
        assert_eq!(cached_files("anon 7\nactive_file 1\ninactive_file 2\n"), 3);
        assert_eq!(cached_files(""), 0);
    }

    #[test]
    fn a_quota_is_a_fraction_of_its_period() {
        assert_eq!(quota("150000 100000\n"), Some(1.5));
        assert_eq!(quota("max 100000\n"), None);
        assert_eq!(quota("-1\n 100000\n"), None);
        assert_eq!(quota("100000 0"), None);
        assert_eq!(quota("100000"), None);
        assert_eq!(quota(""), None);
    }
}
