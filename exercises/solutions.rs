//! Every solution against its tests.

#[path = "ex01-a-read-is-not-a-message/solution.rs"]
mod ex01;
