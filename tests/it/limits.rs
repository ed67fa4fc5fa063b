//! Runs stopped by the system's limits: the limit is named, and the process never aborts.
#![cfg(target_os = "linux")]

use tempfile::TempDir;

use crate::runner::{Seen, run, shell, words};

#[test]
fn too_many_threads_are_refused_by_the_limit_s_name_before_any_starts() {
    let memory_maps = std::fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    let memory_maps: usize = memory_maps.trim().parse().unwrap();
    // Four maps per thread.
    let pool = memory_maps / 4 + 4000;
    run(words(&format!("square-cube --pool={pool} --delay 0s")))
        .code(4)
        .one_error()
        .stderr_has(&format!("pool-{pool} can't run: the limit on "))
        .stderr_has(" = ");
}

#[test]
fn a_thousand_threads_are_not_too_many() {
    run(words("square-cube --pool=1000 --delay 0s --format plain"))
        .code(0)
        .no_stderr();
    let seen = run(words("fault --tasks 1000 --format plain")).code(0);
    assert_eq!(seen.sorted_lines().len(), 1000);
}

#[test]
fn an_address_space_that_is_too_small_is_named_and_never_aborts() {
    let mut refused = 0;
    for kilobytes in [60_000, 100_000, 200_000, 400_000] {
        let script =
            format!("ulimit -v {kilobytes}; exec $T square-cube --pool=2000 --delay 0s --quiet");
        let seen = shell(&script).seen();
        if seen.status.code() == Some(4) {
            refused += 1;
            seen.one_error().stderr_has("address space");
        } else {
            seen.code(0);
        }
    }
    assert!(refused > 0, "2,000 stacks don't fit into 60 MB");
}

#[test]
fn descriptors_limit_children_and_are_named() {
    shell("ulimit -n 16; exec $T square-cube --processes --delay 0s")
        .code(4)
        .one_error()
        .stderr_has("the limit on open descriptors (RLIMIT_NOFILE = 16) allows ");
    // The soft limit is raised if the hard one allows it.
    shell("ulimit -Sn 16; exec $T square-cube --processes --delay 0s")
        .code(0)
        .no_stderr();
}

#[test]
fn threads_need_no_descriptors_to_speak_of() {
    shell("ulimit -n 16; exec $T square-cube --delay 0s --pool=8 --threads")
        .code(0)
        .no_stderr();
}

/// Runs the program from a script as a user who is subject to the process limit, with at most `limit`
/// processes; `None` if there is no such user to run as instead of root.
fn with_processes(limit: usize, line: &str) -> Option<Seen> {
    // A user of this test's own: the processes of other tests don't count.
    let become_nobody = if nix::unistd::geteuid().is_root() {
        let user = 1_000_000 + std::process::id();
        format!("setpriv --reuid={user} --regid=65534 --clear-groups")
    } else {
        String::new()
    };
    let tried = shell(&format!("{become_nobody} prlimit --nproc=100 $T --version")).seen();
    if !tried.status.success() {
        eprintln!("left out, since there is no way to limit processes here: {tried}");
        return None;
    }
    Some(
        shell(&format!(
            "{become_nobody} prlimit --nproc={limit} $T {line}"
        ))
        .seen(),
    )
}

#[test]
fn a_process_limit_is_named_with_what_it_allows() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("left out, since this user's other processes would count");
        return;
    }
    let line = "square-cube --delay 0s --quiet";
    // The main thread and the signal thread make two.
    for (limit, option, words) in [
        (1, "--threads", "no thread could be started for signals"),
        (3, "--pool=8", "1 of 8 threads could be started"),
        (5, "--processes", "allows 1 child process"),
    ] {
        let Some(seen) = with_processes(limit, &format!("{line} {option}")) else {
            return;
        };
        seen.code(4)
            .one_error_on_stderr(words)
            .stderr_has(&format!("RLIMIT_NPROC = {limit}"));
    }
    // Two for the parent, two for the child, and none left for the thread that the child starts.
    if let Some(seen) = with_processes(4, "daemon --quiet --variants daemon") {
        seen.code(4)
            .one_error_on_stderr("its background thread could not be started: the limit on ")
            .stderr_has("RLIMIT_NPROC = 4");
    }
    // For a file's two threads there is room for only one, which waits until both have started.
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("two.py");
    let program = "import threading\n\ngo = threading.Event()\n\
                   threads = [threading.Thread(target=go.wait) for _ in range(2)]\n\
                   for thread in threads:\n    thread.start()\ngo.set()\n";
    std::fs::write(&file, program).unwrap();
    let line_of_file = format!("run - --variants threads --quiet < {}", file.display());
    if let Some(seen) = with_processes(3, &line_of_file) {
        seen.code(4)
            .stderr_has("threads besides main could not be started: the limit on ")
            .stderr_has("RLIMIT_NPROC = 3");
    }
    if let Some(seen) = with_processes(8, &format!("{line} --processes")) {
        seen.code(0);
    }
}

#[test]
fn memory_is_asked_for_before_it_is_used() {
    // Jobs, tasks, records: under most of the limits, each of these needs far more than there is. A
    // record grows until it hits its limit, so its limits are the smaller ones.
    let foreseen = [
        "-v 32000",
        "-v 60000",
        "-v 140288",
        "-d 3584",
        "-d 14000",
        "-d 40000",
    ];
    let recorded = ["-v 32000", "-v 36000", "-d 3584", "-d 14000", "-d 20000"];
    for (line, limits) in [
        ("workers --workers 1000000", &foreseen[..]),
        (
            "workers --sequential --workers 300000 --delay 0s --quiet",
            &foreseen,
        ),
        (
            "condition --items 200000 --delay 0s --variants condition --quiet",
            &recorded,
        ),
        (
            "queue --items 200000 --delay 0s --variants bounded --quiet",
            &recorded,
        ),
        (
            "numbers-letters --count 1000000 --delay 0s --threads --quiet",
            // With little address space, the C library maps each allocation of a thread on its own; its
            // many would take seconds.
            &recorded[2..],
        ),
        ("hash --blocks 300000 --size 0 --quiet", &foreseen),
        ("check philosophers", &foreseen),
    ] {
        for limit in limits {
            let seen = shell(&format!("ulimit {limit}; exec $T {line}")).seen();
            let code = seen.status.code();
            let checked = line.starts_with("check") && code == Some(1);
            assert!(
                checked || [Some(0), Some(4)].contains(&code),
                "{limit}: {seen}"
            );
            if code == Some(4) {
                seen.one_error_on_stderr("the limit on ");
            }
        }
    }
}

#[test]
fn the_records_of_all_variants_and_their_reports_fit_one_limit() {
    for line in [
        "queue --items 2569 --delay 0s --all --format json",
        "queue --items 9000 --delay 0s --all --format json",
        "queue --items 9000 --delay 0s --all --timeline always --quiet",
    ] {
        let script = format!("ulimit -d 13000; exec $T {line} >/dev/null");
        let seen = shell(&script).seen();
        assert!([Some(0), Some(4)].contains(&seen.status.code()), "{seen}");
    }
}

/// A cgroup with limited memory, if this test may create one.
struct MemoryGroup(std::path::PathBuf);

impl MemoryGroup {
    fn new(bytes: u64) -> Option<Self> {
        let root = std::path::Path::new("/sys/fs/cgroup/memory");
        let folder = root.join(format!("threaddemo-test-{}", std::process::id()));
        std::fs::create_dir(&folder).ok()?;
        let group = Self(folder);
        let limit = group.0.join("memory.limit_in_bytes");
        std::fs::write(limit, bytes.to_string())
            .ok()
            .map(|()| group)
    }
}

impl Drop for MemoryGroup {
    fn drop(&mut self) {
        let _left = std::fs::remove_dir(&self.0);
    }
}

#[test]
fn a_container_s_memory_is_known_before_children_take_it() {
    let Some(group) = MemoryGroup::new(32 << 20) else {
        eprintln!("left out, since no group can be made here");
        return;
    };
    let procs = group.0.join("cgroup.procs");
    let line = "memory --variants processes --workers 200 --quiet";
    let enter = format!("echo $$ > {}; exec $T {line}", procs.display());
    shell(&enter)
        .code(4)
        .one_error()
        .stderr_has("the limit on its cgroup's memory (memory.limit_in_bytes = 32 MiB) allows ");
}
