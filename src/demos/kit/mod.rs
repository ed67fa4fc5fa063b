//! What several lessons share: parsing options, reading records, the strategies as variants, generated
//! input. What only one lesson needs is in that lesson's folder.

pub(in crate::demos) mod blocks;
pub(in crate::demos) mod circle;
pub(in crate::demos) mod command_line;
pub mod explain;
pub(in crate::demos) mod fairness;
pub mod forced;
pub(in crate::demos) mod gauge;
pub(in crate::demos) mod handover;
pub(in crate::demos) mod handover_model;
pub(in crate::demos) mod json;
pub(in crate::demos) mod locked;
pub(in crate::demos) mod luck;
pub mod options;
pub(in crate::demos) mod readings;
pub mod refused;
pub mod scale;
pub(in crate::demos) mod strategies;
#[cfg(test)]
pub(in crate::demos) mod trial;
pub(in crate::demos) mod window;
