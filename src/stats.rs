//! Repeated runs made into medians, intervals and verdicts.
