//! Links the code that unwinds a panicking thread's stack into the program, if the C compiler that links
//! it can do that.
//!
//! Rust's standard library takes that code from a shared library of GCC's, which then has to be found,
//! mapped and relocated at each start: a tenth of what `threaddemo list` takes, and each child process of
//! a lesson on processes takes it again.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// What GCC's shared library does for a panic, as a static one.
const ARCHIVE: &str = "libgcc_eh.a";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    if let Some(folder) = folder() {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// The folder of [`ARCHIVE`], if the program is built for the system that builds it, with shared libraries,
/// and the C compiler that links it has one. Elsewhere it is linked as Rust links all programs.
fn folder() -> Option<PathBuf> {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it == value);
    let native = env::var("HOST").ok()? == env::var("TARGET").ok()?;
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    let is_static = features.split(',').any(|feature| feature == "crt-static");
    let is_glibc = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if !native || !is_glibc || is_static {
        return None;
    }
    let compiler = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let asked = Command::new(compiler)
        .arg(format!("-print-file-name={ARCHIVE}"))
        .output()
        .ok()?;
    // Without one, the name alone comes back.
    let path = PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim());
    let folder = path.parent()?.to_owned();
    (path.is_absolute() && path.is_file()).then_some(folder)
}
