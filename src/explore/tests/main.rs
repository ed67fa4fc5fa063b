//! The explorer checked against hand calculations, and against an enumeration that shares none of its
//! code.

mod atlas;
mod brute;
mod buffers;
mod corners;
mod cuts;
mod every;
mod golden;
mod models;
mod paper;
mod queues;
mod rules;
mod tally;
mod threads;
