//! Pages and comments: nothing of a submission's becomes a part of them, what has to be said is said,
//! and it is said in two languages.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod class;
mod comment;
mod dictionary;
mod evidence;
mod hostile;
mod oral;
mod student;
mod tags;
