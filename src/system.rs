//! All that is asked of the operating system.
