//! The client as a person or a script meets it: in a pseudo-terminal, and at the end of a pipe.
//!
//! The server is a script: each test says what it expects to hear and what it sends.

#[path = "client/asking.rs"]
mod asking;
#[path = "client/editing.rs"]
mod editing;
#[path = "client/hostile.rs"]
mod hostile;
#[path = "client/losing.rs"]
mod losing;
#[path = "client/passwords.rs"]
mod passwords;
#[path = "client/pipe.rs"]
mod pipe;
#[path = "client/real.rs"]
mod real;
#[path = "client/servers.rs"]
mod servers;
#[path = "client/support.rs"]
mod support;
#[path = "client/terminal.rs"]
mod terminal;
