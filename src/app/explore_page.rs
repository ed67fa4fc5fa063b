//! Writes the page that plays to a file, with as many states as its size allows.

use std::path::Path;

use super::pictures::Target;
use super::searching::Searching;
use engine::stop::Stop;
use explore::{Atlas, Findings, Model, Walk};
use report::explore::page::{self, Page};

/// The maximum number of states in a page.
const MOST_STATES: usize = 50_000;

/// The maximum size of a page in bytes.
const LARGEST: usize = 5_000_000;

/// The file for the page, if requested.
pub(super) struct PageFile(Option<Target>);

impl PageFile {
    /// Determines whether it can be written.
    ///
    /// # Errors
    /// A refusal that names the file if it can't be written.
    pub(super) fn probe(named: Option<&Path>) -> anyhow::Result<Self> {
        Ok(Self(named.map(Target::probe).transpose()?))
    }

    /// Whether a page was requested.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// Writes the page of an explored program; nothing once everything has to stop.
    pub(super) fn write<M: Model>(
        &self,
        [title, size]: [&str; 2],
        (model, start): (&M, &impl Walk),
        findings: &Findings,
        (searching, stop): (Searching, &Stop),
    ) -> anyhow::Result<()> {
        let Some(target) = &self.0 else {
            return Ok(());
        };
        let mut most = MOST_STATES;
        loop {
            let told = |progress| searching.told(progress);
            let Ok(atlas) = Atlas::of(model, start, most, &told) else {
                return Ok(());
            };
            let page = Page {
                title,
                size,
                findings,
                atlas: &atlas,
            };
            let mut bytes = Vec::new();
            page::write(&page, &mut bytes)?;
            if bytes.len() <= LARGEST || most == 1 {
                return target.write(stop, |out| out.write_all(&bytes));
            }
            // Slightly fewer than would fit if all had the average size.
            most = (atlas.walked().min(most) * (LARGEST / 1000) / (bytes.len() / 900)).max(1);
        }
    }
}
