//! Pictures: what they show, compared with the record, in Perfetto's engine and in a browser.

pub(crate) mod browser;
mod files;
mod fixture;
mod page;
mod perfetto;
mod played;
mod program;
mod timeline;
mod trace;
