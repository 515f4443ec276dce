//! Builds and plays what a student hands in, in any language, and gives points by a rubric.
//!
//! A [`Submission`] is a folder with a `mensageiro.toml` ([`manifest`]). A [`Rubric`] says which
//! checks give which points. [`grade`] plays them: sessions against the server, and a person's
//! typing against the client. What comes of it is a [`Score`].
//!
//! ```no_run
//! use grader::{Conduct, Rubric, Submission, grade};
//!
//! let submission = Submission::open("handed-in".as_ref())?;
//! submission.build()?;
//! let rubric = Rubric::course()?;
//! let score = grade(&rubric, &submission.copy(None)?, &Conduct::new(7));
//! println!("{} of {}", score.points(), score.automatic());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod archive;
pub mod assume;
mod cells;
pub mod class;
pub mod client;
pub mod command;
pub mod compare;
pub mod evidence;
pub mod feedback;
pub mod framing;
pub mod graded;
pub mod intake;
pub mod interrupt;
pub mod lang;
mod located;
pub mod manifest;
pub mod oral;
pub mod overrides;
pub mod pages;
mod points;
pub mod progress;
pub mod record;
pub mod report;
pub mod results;
pub mod rubric;
pub mod sandbox;
pub mod score;
pub mod similarity;
pub mod students;
pub mod submission;
mod table;
pub mod whole_file;
pub mod worker;
pub mod worksheet;

pub use evidence::Evidence;
pub use graded::{Graded, Who};
pub use lang::Lang;
pub use located::FileError;
pub use manifest::Manifest;
pub use points::Points;
pub use results::Results;
pub use rubric::Rubric;
pub use score::{Conduct, Event, Outcome, Score, grade, score};
pub use submission::{Copy, Submission};
