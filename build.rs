//! Links the C library into the program, or at least the code that unwinds a panicking thread's stack, if the
//! system that builds it has them as static libraries.
//!
//! Shared libraries have to be found, mapped and relocated at each start: a third of what `threaddemo list`
//! takes, and each child process of a lesson on processes takes it again. The system still loads the program at
//! an address of its choice, and a power still has the digits that `CPython` gives it: the functions are the same
//! ones. To resolve a host's name, the program still loads the libraries that the system's settings name for that.
//!
//! All this is tried out before it is used. If it fails, the program is linked as Rust links all programs.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What GCC's shared library does for a panic, as a static one.
const UNWINDER: &str = "libgcc_eh.a";

/// All that a Rust program takes from C libraries, as static ones. Since version 2.34 of the GNU C library only
/// the first two and the last two have anything in them.
const ARCHIVES: [&str; 8] = [
    "libc.a",
    "libm.a",
    "libpthread.a",
    "libdl.a",
    "librt.a",
    "libutil.a",
    UNWINDER,
    "libgcc.a",
];

/// The names by which Rust's standard library asks for the same as shared libraries.
const SHARED: [&str; 7] = ["gcc_s", "util", "rt", "pthread", "m", "dl", "c"];

/// A program that uses what could be missing: threads, unwinding, and a function that the C library has several
/// versions of, one of which is chosen for the CPU at the start.
const TRIAL: &str = r#"
fn main() {
    let power = std::thread::spawn(|| {
        let stopped = std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new(0.5)));
        std::env::args().count() as f64 + stopped.unwrap_err().downcast_ref::<f64>().unwrap().powf(3.0)
    });
    assert_eq!(power.join().unwrap().to_string(), "1.125");
}
"#;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    if !links_for_this_system() {
        return;
    }
    if let Some(arguments) = static_program() {
        for argument in arguments {
            println!("cargo::rustc-link-arg-bins={argument}");
        }
    } else if let Some(folder) = archive(UNWINDER).as_deref().and_then(Path::parent) {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Whether the program is built for the system that builds it, with the GNU C library as a shared one.
fn links_for_this_system() -> bool {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it == value);
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    let is_static = features.split(',').any(|feature| feature == "crt-static");
    env::var_os("HOST") == env::var_os("TARGET")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && !is_static
}

/// The compiler that links the program.
fn linker() -> OsString {
    env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into())
}

/// Where the linker finds a static library, if it has it.
fn archive(name: &str) -> Option<PathBuf> {
    let asked = Command::new(linker())
        .arg(format!("-print-file-name={name}"))
        .output()
        .ok()?;
    // Without one, the name alone comes back.
    let path = PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim());
    (path.is_absolute() && path.is_file()).then_some(path)
}

/// What to tell the linker for a program without shared libraries, if one that is linked so runs.
///
/// Rust names the shared libraries wherever they are, so in a folder that is searched before the system's
/// they are scripts that lead to the static ones.
fn static_program() -> Option<[String; 2]> {
    let folder = PathBuf::from(env::var_os("OUT_DIR")?);
    let archives = ARCHIVES
        .iter()
        .map(|name| Some(format!("\"{}\"", archive(name)?.to_str()?)))
        .collect::<Option<Vec<String>>>()?;
    let script = format!("GROUP ( {} )\n", archives.join(" "));
    for name in SHARED {
        fs::write(folder.join(format!("lib{name}.so")), &script).ok()?;
    }
    let arguments = ["-static-pie".into(), format!("-L{}", folder.to_str()?)];
    runs(&folder, &arguments).then_some(arguments)
}

/// Whether a program that is linked with the arguments can be built and runs.
fn runs(folder: &Path, arguments: &[String]) -> bool {
    let source = folder.join("trial.rs");
    let program = folder.join("trial");
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let succeeds = |command: &mut Command| command.output().is_ok_and(|it| it.status.success());
    fs::write(&source, TRIAL).is_ok()
        && succeeds(
            Command::new(
                env::var_os("RUSTC")
                    .as_deref()
                    .unwrap_or(OsStr::new("rustc")),
            )
            .args(flags.split('\x1f').filter(|flag| !flag.is_empty()))
            .arg(format!("-Clinker={}", linker().display()))
            .args(arguments.iter().map(|it| format!("-Clink-arg={it}")))
            .arg("--edition=2024")
            .arg("-o")
            .arg(&program)
            .arg(&source),
        )
        && succeeds(&mut Command::new(program))
}
