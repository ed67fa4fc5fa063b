//! What a report says about the machine it was made on.

use std::env::consts;
use std::fs::File;
use std::io::Read;

use sha2::{Digest, Sha256};

use super::{cpus, proc};

/// The machine as reports describe it; what the system doesn't report is `None`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Machine {
    /// The operating system, as Rust names it: `linux`, `macos`, `freebsd`.
    pub system: &'static str,
    /// The kernel's release: `6.18.0`.
    pub kernel: Option<String>,
    /// The architecture that this program was built for, as Rust names it: `x86_64`, `aarch64`.
    pub architecture: &'static str,
    /// The CPU's model in its maker's words.
    pub cpu: Option<String>,
    /// Logical CPUs that are online.
    pub logical_cpus: usize,
    /// Whole CPUs that this process can keep busy.
    pub usable_cpus: usize,
    /// The cgroup's CPU quota, in CPUs.
    pub cpu_quota: Option<f64>,
}

impl Machine {
    /// Reads everything; takes about 0.2 ms, so skip it in a run that reports none of it.
    pub fn read() -> Self {
        Machine {
            system: consts::OS,
            kernel: kernel(),
            architecture: consts::ARCH,
            cpu: cpu(),
            logical_cpus: cpus::logical(),
            usable_cpus: cpus::usable(),
            cpu_quota: cpus::quota(),
        }
    }
}

/// The host's name.
pub fn host() -> Option<String> {
    let names = nix::sys::utsname::uname().ok()?;
    Some(names.nodename().to_str()?.to_owned())
}

/// A hash of the host's name: the same on each run, without disclosing the name.
pub fn host_hash() -> Option<String> {
    let mut hash = Sha256::new();
    hash.update(b"threaddemo host ");
    hash.update(host()?);
    let bytes = hash.finalize();
    let first: [u8; 6] = bytes.first_chunk().copied()?;
    Some(format!(
        "{:012x}",
        first
            .iter()
            .fold(0_u64, |all, byte| all << 8 | u64::from(*byte))
    ))
}

fn kernel() -> Option<String> {
    let names = nix::sys::utsname::uname().ok()?;
    Some(names.release().to_str()?.to_owned())
}

fn cpu() -> Option<String> {
    // One CPU's part of the file is enough, and the kernel is slow to produce each of them.
    let mut start = Vec::new();
    File::open("/proc/cpuinfo")
        .ok()?
        .take(4096)
        .read_to_end(&mut start)
        .ok()?;
    model(&String::from_utf8_lossy(&start))
}

/// The model from the text of `/proc/cpuinfo`, where its label differs by architecture: x86 and some Arm,
/// MIPS, POWER, RISC-V, boards. Most Arm kernels give only numbers.
fn model(text: &str) -> Option<String> {
    [
        "model name",
        "cpu model",
        "cpu",
        "uarch",
        "Model",
        "Hardware",
    ]
    .iter()
    .filter_map(|name| proc::field(text, name))
    .find(|value| !value.is_empty())
    .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_found_under_each_architectures_name() {
        let x86 = "processor\t: 0\ncpu family\t: 25\nmodel\t\t: 1\nmodel name\t: AMD EPYC\n";
        assert_eq!(model(x86).as_deref(), Some("AMD EPYC"));
        assert_eq!(
            model("processor\t: 0\ncpu\t\t: POWER9\n").as_deref(),
            Some("POWER9")
        );
        let board = "processor\t: 0\nBogoMIPS\t: 108.00\n\nModel\t\t: Raspberry Pi 4\n";
        assert_eq!(model(board).as_deref(), Some("Raspberry Pi 4"));
        assert_eq!(model("processor\t: 0\nCPU part\t: 0xd0c\n"), None);
        assert_eq!(model("model name\t:\n"), None);
        assert_eq!(model(""), None);
    }

    #[test]
    fn this_machine_has_a_kernel_and_cpus() {
        let machine = Machine::read();
        assert!(machine.kernel.is_some_and(|release| !release.is_empty()));
        assert!(machine.logical_cpus >= machine.usable_cpus);
    }
}
