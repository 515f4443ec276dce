//! What has to hold for any bytes, one check for each thing that the messenger reads from outside.
//!
//! A check panics where its property does not hold. The fuzz targets look for such bytes; the tests
//! of `final` include this file and run the checks over the corpus and over random bytes. The
//! checks use only what the library promises in public, and say on their own what is right.

pub mod client_line;
pub mod damaged_journal;
pub mod journal;
pub mod login;
pub mod pieces;
pub mod server_line;
pub mod terminal_text;
pub mod users;
