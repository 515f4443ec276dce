//! Starts a server on a free port, talks to it with deadlines, and plays session files against it.
//!
//! A [`Session`] says what clients send and what must come back (the format is described in
//! `SESSIONS.md` of this package). [`play`] plays it against a [`Target`]: a [`Program`] that is
//! started for it, or any address. What goes wrong is a [`Failure`], written for someone who is
//! learning.
//!
//! ```no_run
//! use testkit::{How, Program, Session, Target, play};
//!
//! let session = Session::load("chapters/ch01-echo/sessions/echo.session")?;
//! let program = Program::new("target/debug/ch01-echo");
//! play(&session, &Target::Program(&program), How::default())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod client;
mod csv_file;
pub mod deadline;
pub mod diagram;
pub mod failure;
pub mod log;
mod pattern;
pub mod pipe;
mod plain_file;
pub mod player;
pub mod program;
pub mod session_file;
pub mod template;
#[cfg(feature = "terminal")]
pub mod terminal;
pub mod user_base;
pub mod vary;
pub mod working_copy;

pub use client::LineClient;
pub use failure::{Cause, Failure};
pub use player::{Framing, How, Pace, Played, Reading, Target, Wire, play};
pub use program::{Foreign, Launch, Program, Server};
pub use session_file::Session;
pub use vary::Words;
