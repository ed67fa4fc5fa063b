//! The option `--format`. Each command has its own set of formats.

use clap::builder::StyledStr;
use clap::{Args, ValueEnum};

// Not a doc comment: clap would take it for the command's description. The option of a command with these
// formats, one of them `text`.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Format<F: ValueEnum + Send + Sync + 'static> {
    #[arg(
        id = "format",
        long = "format",
        value_enum,
        default_value = "text",
        value_name = "FORMAT",
        hide_possible_values = true,
        help = help::<F>()
    )]
    pub(super) form: F,
}

/// The help for the option: the name of each format.
fn help<F: ValueEnum>() -> StyledStr {
    let forms = F::value_variants().iter().filter_map(F::to_possible_value);
    let names: Vec<_> = forms.map(|form| form.get_name().to_owned()).collect();
    let (last, others) = names.split_last().expect("output has a form");
    format!("Form of the output: {} or {last}", others.join(", ")).into()
}
