//! A zoo of small servers, each of which breaks one rule of the protocol page.
//!
//! A test that passes on a right server has shown little; one that also fails on a wrong server has
//! shown that it looks. The servers here have one body, which speaks the core of the protocol
//! (sections 1 to 5, where written is read), and at most one [`Defect`]. [`serve_right`] has one without
//! a defect that waits for the reader's next line ([`Reading`]).
//!
//! ```
//! use std::net::TcpListener;
//! use zoo::Defect;
//!
//! # let data = tempfile::tempdir()?;
//! let listener = TcpListener::bind("127.0.0.1:0")?;
//! let server = zoo::serve(listener, &["ana", "bia"], data.path(), Some(Defect::NewestFirst))?;
//! println!("listening on {}", server.address());
//! drop(server); // Ends the sessions, and waits for their threads.
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! A [`Specimen`] is any of its wrong programs, also those in Python; [`write_submission`] makes a
//! folder of one, as a student hands it in.

mod connection;
mod defect;
mod inbox;
mod link;
mod message_log;
mod mystery;
mod protocol;
mod reading;
mod running;
mod server;
mod session;
mod specimen;
mod submission;
mod users;

pub use defect::{Defect, UnknownDefect};
pub use reading::Reading;
pub use running::{Server, Stopper};
pub use server::{serve, serve_folder, serve_right};
pub use specimen::{Kind, Specimen};
pub use submission::{NAIVE, RIGHT, folder, write_submission};
