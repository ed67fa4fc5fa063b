//! A demo as `check` runs it: at its small sizes, with every variant.

use std::ffi::OsString;
use std::sync::Arc;

use cli::{self, Request, RunRequest};
use demos::Demo;
use engine::plan::Variant;
use error::usage;

/// A demo with its small plan, and the arguments that make it.
pub(super) struct Exam {
    pub(super) request: RunRequest,
    pub(super) arguments: Vec<OsString>,
}

/// One case to examine: a variant of a demo at its small size, or why it can't be.
pub(super) struct Candidate {
    pub(super) demo: &'static str,
    pub(super) variant: String,
    /// The exam and the variant's place in its plan.
    pub(super) exam: Result<(Arc<Exam>, usize), String>,
}

/// The cases of this demo. If its variants can't be planned together, each is planned alone, so that a
/// refusal of one doesn't fail the others.
pub(super) fn candidates(demo: &'static Demo) -> Vec<Candidate> {
    let name = demo.name;
    if let Ok(exam) = Exam::of(demo, &["--all"]) {
        let exam = Arc::new(exam);
        let variants = exam.request.plan.variants.iter().enumerate();
        let candidate = |(place, variant): (usize, &Variant)| Candidate {
            demo: name,
            variant: variant.name.clone(),
            exam: Ok((Arc::clone(&exam), place)),
        };
        return variants.map(candidate).collect();
    }
    let alone = demo.variants.iter().map(|row| {
        let variant = row.name.replace("pool-N", "pool-2");
        let exam = Exam::of(demo, &["--variants", &variant]);
        Candidate {
            demo: name,
            exam: exam
                .map(|exam| (Arc::new(exam), 0))
                .map_err(|error| format!("can't run: {error:#}")),
            variant,
        }
    });
    alone.collect()
}

impl Exam {
    /// The exam of these variants of a demo.
    fn of(demo: &'static Demo, variants: &[&str]) -> anyhow::Result<Self> {
        let own = demo.small.iter().copied();
        let arguments: Vec<OsString> = std::iter::once(demo.name)
            .chain(own)
            .chain(variants.iter().copied())
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
