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

#[cfg(feature = "class")]
pub mod archive;
#[cfg(feature = "class")]
pub mod assume;
#[cfg(feature = "class")]
mod cells;
#[cfg(feature = "class")]
pub mod class;
pub mod client;
#[cfg(feature = "class")]
pub mod command;
#[cfg(feature = "class")]
pub mod compare;
pub mod evidence;
#[cfg(feature = "class")]
pub mod feedback;
pub mod framing;
pub mod graded;
pub mod harmless;
#[cfg(feature = "class")]
pub mod intake;
pub mod interrupt;
#[cfg(feature = "class")]
pub mod lang;
mod located;
pub mod manifest;
#[cfg(feature = "class")]
pub mod oral;
#[cfg(feature = "class")]
pub mod overrides;
#[cfg(feature = "class")]
pub mod pages;
mod points;
#[cfg(feature = "class")]
pub mod progress;
#[cfg(feature = "class")]
pub mod record;
pub mod report;
#[cfg(feature = "class")]
pub mod results;
pub mod rubric;
#[cfg(feature = "class")]
pub mod sandbox;
pub mod score;
#[cfg(feature = "class")]
pub mod similarity;
#[cfg(feature = "class")]
pub mod students;
pub mod submission;
#[cfg(feature = "class")]
mod table;
#[cfg(feature = "class")]
pub mod whole_file;
#[cfg(feature = "class")]
pub mod worker;
#[cfg(feature = "class")]
pub mod worksheet;

pub use evidence::Evidence;
pub use graded::{Graded, Who};
#[cfg(feature = "class")]
pub use lang::Lang;
pub use located::FileError;
pub use manifest::Manifest;
pub use points::Points;
#[cfg(feature = "class")]
pub use results::Results;
pub use rubric::Rubric;
pub use score::{Conduct, Event, Outcome, Score, grade, score};
pub use submission::{Copy, Submission};
