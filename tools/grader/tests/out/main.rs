//! What comes out of grading: results, Moodle's worksheet, feedback, and what people decide.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod compare;
mod feedback;
mod moodle;
mod overrides;
mod random;
mod results;
mod students;
mod support;
