//! MeuMensageiro: an instant messenger over TCP, as a library with a thin binary on each side.
//!
//! Read it in this order: [`protocol`] is what goes over the wire.

pub mod protocol;
