//! A demo as `check` runs it: at its small sizes, every variant.

use std::ffi::OsString;

use crate::cli::{self, Request, RunRequest};
use crate::demos::Demo;
use crate::error::usage;

/// A demo with its small plan, and the arguments that make it.
pub(super) struct Exam {
    pub(super) request: RunRequest,
    pub(super) arguments: Vec<OsString>,
}

impl Exam {
    /// The exam of this demo.
    pub(super) fn of(demo: &'static Demo) -> anyhow::Result<Self> {
        let own = demo.small.iter().copied();
        let arguments: Vec<OsString> = std::iter::once(demo.name)
            .chain(own)
            .chain(["--all"])
            .map(OsString::from)
            .collect();
        match cli::parse(&arguments)? {
            Request::Run(request) => Ok(Self {
                request: *request,
                arguments,
            }),
            _ => Err(usage(format!("{} is no demo", demo.name))),
        }
    }
}
