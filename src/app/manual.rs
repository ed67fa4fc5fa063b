//! The manual pages.

use super::console::document;
use error::{Exit, usage};

/// Prints the manual page of the program, or of one command.
pub(super) fn write(name: Option<&str>) -> anyhow::Result<Exit> {
    let mut program = cli::full_command();
    program.build();
    let page = match name {
        None => program,
        Some(name) => {
            let found = program
                .get_subcommands()
                .find(|command| command.get_name() == name);
            let unknown = || usage(format!("no command '{name}'; threaddemo --help lists them"));
            let page = found.cloned().ok_or_else(unknown)?;
            page.name(format!("threaddemo-{name}"))
        }
    };
    let version = concat!("threaddemo ", env!("CARGO_PKG_VERSION"));
    document(|out| clap_mangen::Man::new(page).source(version).render(out))
}
