//! Servers that are wrong in one way each, and what a student is told.

mod answering;
mod causes;
mod lines;
mod programs;
mod story;
