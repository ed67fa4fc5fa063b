//! A plan and its variants, each of which makes a fresh job for every run.

use std::io;

use serde_json::{Map, Value};

use super::bound::Bound;
use super::job::{Job, Prepare, Prepared};
use super::setup::Setup;
use super::strategy::Strategy;
use crate::stop::Stop;

/// What one demo should run.
pub struct Plan {
    /// The variants in the order they run; the first is the baseline.
    pub variants: Vec<Variant>,
    /// The demo's own options as they were understood, for the reports.
    pub options: Map<String, Value>,
    /// What is certain however the threads are scheduled.
    pub guaranteed: &'static str,
    /// Requested variants that can't be run, by name, and why.
    pub left_out: Vec<(String, String)>,
    /// What a reader might expect to be certain, and isn't.
    pub not_guaranteed: Option<&'static str>,
    /// The figure by which its variants are compared.
    pub compares: Figure,
}

/// The figure that a comparison is about: what the lesson gains or loses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// The elapsed time.
    Time,
    /// The total CPU time of all threads; the elapsed time is set by the options.
    CpuTime,
    /// None: the variants differ in what they show, and a ratio of their times would mean nothing.
    Nothing,
    /// None: the order of the threads' steps was prescribed.
    Forced,
}

impl Figure {
    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Figure::Time => "time",
            Figure::CpuTime => "cpu_time",
            Figure::Nothing | Figure::Forced => "nothing",
        }
    }
}

/// One of the things that a demo compares.
pub struct Variant {
    /// Its name, as it is typed after `--variants`.
    pub name: String,
    /// How its tasks are carried out.
    pub strategy: Strategy,
    /// The shortest time that theory allows it.
    pub bound: Bound,
    /// How many tasks its job has: known before the job is made, so that limits can be checked first.
    pub tasks: usize,
    /// Makes what must exist for as long as a run lasts.
    pub prepare: Option<Prepare>,
    /// Makes a fresh job, so that repetitions share no state.
    pub job: Box<dyn Fn(&Setup) -> Job + Send + Sync>,
}

impl Variant {
    /// A fresh job, and what must exist while it runs, which is made first.
    pub fn prepared(&self, stop: &Stop) -> io::Result<(Job, Prepared)> {
        let prepared = match &self.prepare {
            Some(prepare) => prepare(stop)?,
            None => Prepared {
                setup: Setup::default(),
                kept: Box::new(()),
            },
        };
        Ok(((self.job)(&prepared.setup), prepared))
    }
}
