//! How the server is reached, and how that is protected.

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use meu_mensageiro::server::exposure;
use meu_mensageiro::server::identity::{Identity, IdentityError};
use meu_mensageiro::users::Users;

/// The options about the address and TLS.
#[derive(Args)]
pub(crate) struct Service {
    /// The address to listen on; port 0 takes a free one. Others than those of this machine, such
    /// as 0.0.0.0:3333, need TLS and a password for every user.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:3333")]
    listen: String,

    /// TLS with this certificate (PEM, with those that it depends on behind it).
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// The certificate's private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// TLS with a certificate that the server makes for itself at its first start, in the data
    /// folder (tls-cert.pem and tls-key.pem).
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    tls_self_signed: bool,

    /// Listens on any address, also without TLS or passwords: then everybody on the network can log
    /// in as anybody, or read all messages.
    #[arg(long)]
    insecure: bool,
}

impl Service {
    /// What the server proves itself with, if it is to use TLS.
    pub(crate) fn identity(&self, data: &Path) -> Result<Option<Identity>, IdentityError> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Identity::load(certificate, key).map(Some),
            _ if self.tls_self_signed => Identity::self_signed(data).map(Some),
            _ => Ok(None),
        }
    }

    /// Listens, after it is clear that it may.
    pub(crate) fn listen(&self, users: &Users) -> anyhow::Result<TcpListener> {
        let cannot = || {
            let address = &self.listen;
            format!("cannot listen on {address}; choose another address with --listen HOST:PORT")
        };
        let resolved = self.listen.to_socket_addrs().with_context(cannot)?;
        let addresses: Vec<SocketAddr> = resolved.collect();
        for &address in &addresses {
            match exposure::check(address, users.all_have_passwords(), self.uses_tls()) {
                Err(exposed) if self.insecure => log::warn!("--insecure: {}", exposed.risk()),
                checked => checked?,
            }
        }
        TcpListener::bind(&addresses[..]).with_context(cannot)
    }

    fn uses_tls(&self) -> bool {
        self.tls_cert.is_some() || self.tls_self_signed
    }
}
