//! What a demo is: a row of data, and the rows of its variants. The registry of all demos is in `lib.rs`.

use clap::{ArgMatches, Command};

use super::kit::explain::Explain;
use engine::plan::{Plan, Strategy};
use explore::Lesson;

/// One lesson, as a row of data.
pub struct Demo {
    /// Its name, which is its subcommand.
    pub name: &'static str,
    /// What it teaches, in one line.
    pub about: &'static str,
    /// Whether it is omitted from lists and help.
    pub hidden: bool,
    /// What it compares.
    pub variants: &'static [VariantRow],
    /// Commands to try, each with what it shows.
    pub examples: &'static [(&'static str, &'static str)],
    /// The lesson as a screenful of text.
    pub explain: &'static Explain,
    /// Its own options that make it small enough for `check`: some tens of milliseconds per variant.
    pub small: &'static [&'static str],
    /// Adds its own options to its subcommand.
    pub options: fn(Command) -> Command,
    /// Makes the plan for the chosen variants and the given options. It depends on nothing else, since a
    /// child process makes the same plan again.
    pub plan: fn(&ArgMatches, &[Choice]) -> anyhow::Result<Plan>,
    /// Its step programs, if the explorer can count its interleavings.
    pub steps: Option<&'static Lesson>,
}

impl Demo {
    /// Whether its variants are strategies, which have their own options.
    pub fn compares_strategies(&self) -> bool {
        self.variants
            .iter()
            .any(|row| row.strategy == Some(Strategy::Threads))
    }
}

/// One variant of a demo, as the command line, lists and help show it.
#[derive(Clone, Copy, Debug)]
pub struct VariantRow {
    /// Its index among the demo's variants.
    pub place: usize,
    /// Its name; `pool-N` is any size of pool.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// Whether it runs if none is chosen.
    pub default: bool,
    /// Which strategy it is, in demos that compare strategies.
    pub strategy: Option<Strategy>,
}

/// A chosen variant.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The variant.
    pub row: &'static VariantRow,
    /// The pool's size, if it is a pool.
    pub size: Option<usize>,
}

impl Choice {
    /// Its name, as typed after `--variants`.
    pub fn name(&self) -> String {
        match self.size {
            Some(size) => format!("pool-{size}"),
            None => self.row.name.to_owned(),
        }
    }

    /// Which strategy it is, in demos that compare strategies.
    pub fn strategy(&self) -> Option<Strategy> {
        match self.size {
            Some(size) => Some(Strategy::Pool(size)),
            None => self.row.strategy,
        }
    }
}

/// Declares a demo's variants once: the enum that its code matches on, and the rows that the command
/// line, lists and help show. A variant is `Case: "name", "what it does";` with `, default` before the
/// semicolon if it runs when none is chosen.
macro_rules! variants {
    ($(#[$attribute:meta])* $scope:vis enum $set:ident {
        $($case:ident: $name:literal, $about:literal $(, $default:ident)?;)+
    }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $scope enum $set {
            $(#[doc = $about] $case,)+
        }

        impl $set {
            /// Its rows, in the order of the help.
            $scope const ROWS: &'static [$crate::demo::VariantRow] = &[
                $($crate::demo::VariantRow {
                    place: Self::$case as usize,
                    name: $name,
                    about: $about,
                    default: $crate::demo::variants!(@default $($default)?),
                    strategy: None,
                },)+
            ];

            /// The chosen variant.
            $scope fn of(choice: &$crate::demo::Choice) -> Self {
                const ALL: &[$set] = &[$($set::$case),+];
                ALL[choice.row.place]
            }

            /// Its name, as typed after `--variants`.
            $scope const fn name(self) -> &'static str {
                Self::ROWS[self as usize].name
            }
        }
    };
    (@default) => { false };
    (@default default) => { true };
}
pub(crate) use variants;

/// Declares the variants that the explorer knows, each with a line on its program, which
/// `program(variant, sizes)` makes.
macro_rules! modes {
    ($program:ident, $set:ident { $($case:ident: $about:literal;)+ }) => {
        &[$(explore::Mode {
            name: $set::$case.name(),
            about: $about,
            program: |sizes| $program($set::$case, sizes),
        },)+]
    };
}
pub(crate) use modes;

/// Files from a folder of the repository: the name of each, and its text.
macro_rules! files {
    ($folder:literal: $($name:literal),+) => {
        &[$((
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../", $folder, "/", $name)),
        )),+]
    };
}
pub(crate) use files;
