//! MeuMensageiro: an instant messenger over TCP, as a library with a thin binary on each side.
//!
//! Read it in the order in which a message passes through it: [`protocol`] is what goes over the
//! wire; [`connection`] makes lines of bytes, which [`tls`] may have sealed; [`server`] accepts
//! connections and drives the [`session`] of each user; sessions share the [`store`], which makes
//! each [`message`] durable in the [`journal`], puts it into an inbox, and into the [`message_log`]
//! when it has been read. [`users`] says who may log in, [`password`] with which password,
//! [`limits`] what a client may take, [`data_folder`] how its files are opened. [`client`] is the
//! other side.

pub mod client;
pub mod connection;
mod csv_row;
pub mod data_folder;
mod file_lines;
mod inbox;
pub mod journal;
pub mod limits;
pub mod message;
pub mod message_log;
pub mod password;
pub mod protocol;
pub mod server;
pub mod session;
pub mod store;
pub mod tls;
pub mod users;
