//! The option `--color`.

use clap::{Args, ValueEnum};

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` forbids it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

// Not a doc comment: clap would take it for the command's description. The option `--color`.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Color {
    /// When to use color: auto, always or never
    #[arg(
        id = "color",
        long = "color",
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true
    )]
    pub(super) when: ColorChoice,
}
