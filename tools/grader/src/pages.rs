//! Pages for people: one for each student, and one for the instructor.
//!
//! Each is a single HTML file that loads nothing and runs nothing: styles and drawings are in it.
//! What comes from a submission is escaped, cut where it is long, and never names a class or an
//! id.

mod bars;
mod class;
mod common;
mod detail;
mod frame;
mod rows;
mod session;
mod student;
mod text;

pub use class::{Class, class};
pub(crate) use common::has_not_started;
pub(crate) use frame::page;
pub(crate) use rows::Mark;
pub use session::rule;
pub use student::student;
pub(crate) use text::{coded, plain};

/// The most characters of a line from outside.
pub const MOST_LINE: usize = 300;

/// The most lines of a text from outside: a screen, or what a program wrote last.
pub const MOST_LINES: usize = 30;

/// The most items of a list from outside.
pub const MOST_ITEMS: usize = 20;

/// The most characters of a name.
pub const MOST_NAME: usize = 120;

/// The most sequence diagrams on a page.
pub const MOST_DIAGRAMS: usize = 40;

/// What a student's page cannot know by itself.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The command that repeats the checks at home; ` --only ROW` is put behind it. None where there
    /// is no such command.
    pub again: Option<&'a str>,
}
