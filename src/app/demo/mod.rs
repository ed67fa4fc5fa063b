//! Runs a demo: its variants in turns, then every requested report.

mod against;
mod closing;
mod one_run;
mod predict;
mod problem_counts;
mod reveal;
mod rounds;
mod session;
mod shares;

use std::ffi::OsString;

use cli::RunRequest;
use error::Exit;
use session::Session;

/// Runs the request; `arguments` are passed to children.
pub(super) fn run(request: RunRequest, arguments: Vec<OsString>) -> anyhow::Result<Exit> {
    let session = Session::open(request, arguments)?;
    let predicted = predict::ask(&session)?;
    let (results, problems, cause) = session.run_all();
    Ok(closing::report(
        &session,
        (&results, predicted.as_ref()),
        &problems,
        cause,
    ))
}
