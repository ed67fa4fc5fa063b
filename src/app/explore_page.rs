//! The page that plays, as a file: it holds as many states as it may be large.

use std::path::Path;

use super::pictures::Target;
use super::searching::Searching;
use crate::engine::stop::Stop;
use crate::explore::{Atlas, Findings, Model, Walk};
use crate::report::explore::page::{self, Page};

/// A page holds no more states than this.
const MOST_STATES: usize = 50_000;

/// Nor is it larger than this, in bytes.
const LARGEST: usize = 5_000_000;

/// The file that the page goes to, if one is wanted.
pub(super) struct PageFile(Option<Target>);

impl PageFile {
    /// Finds out whether it can be written.
    ///
    /// # Errors
    /// A refusal that names the file if it can't be.
    pub(super) fn probe(named: Option<&Path>) -> anyhow::Result<Self> {
        Ok(Self(named.map(Target::probe).transpose()?))
    }

    /// Whether one is wanted.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// Writes the page of a program that was explored; nothing once everything is to stop.
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
            // Somewhat fewer than would fit if all took as much.
            most = (atlas.walked().min(most) * (LARGEST / 1000) / (bytes.len() / 900)).max(1);
        }
    }
}
