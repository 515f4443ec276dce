//! The student's verbs, run from outside in a small course of their own.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

#[path = "student/checks.rs"]
mod checks;
#[path = "student/course.rs"]
mod course;
#[path = "student/pages.rs"]
mod pages;
#[path = "student/watch.rs"]
mod watch;
