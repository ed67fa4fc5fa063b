//! The exact search of interleavings.
