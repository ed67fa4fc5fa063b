//! What several lessons share: parsing options, reading records, the strategies as variants, generated
//! input. What only one lesson needs is in that lesson's folder.

pub(crate) mod blocks;
pub(crate) mod command_line;
pub(crate) mod deadlock;
pub mod explain;
pub(crate) mod fairness;
pub mod forced;
pub(crate) mod gauge;
pub(crate) mod handover;
pub(crate) mod handover_model;
pub(crate) mod json;
pub(crate) mod locked;
pub(crate) mod luck;
pub mod options;
pub(crate) mod readings;
pub mod refused;
pub mod scale;
pub(crate) mod strategies;
#[cfg(test)]
pub(crate) mod trial;
pub(crate) mod window;
