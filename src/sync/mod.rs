//! The shared-memory parts that the lessons teach.
