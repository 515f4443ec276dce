//! How the client knows that its server is the one that it is meant to talk to (section 8 of the
//! protocol page).
//!
//! A class has no authority that signs certificates. So the client does what ssh does: it shows the
//! fingerprint of a server that is new to it, asks once, and remembers. Whoever has an authority
//! names its certificate instead, and the server is then checked by chain, name and date.

mod known_hosts;
mod verifier;

use std::io;
use std::net::{Ipv6Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::{Resumption, WantsClientCert};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, ConfigBuilder, OtherError, RootCertStore,
    WantsVerifier,
};

use super::{history, words};
use crate::tls::{self, Fingerprint, Stream};
use known_hosts::KnownHosts;
use verifier::{ByFingerprint, Expected};

/// How the connection is protected, and by what the server is known.
#[derive(Debug, Clone, Default)]
pub enum Security {
    /// Not at all.
    #[default]
    Plain,
    /// TLS with a certificate that is asked about once, and then remembered.
    FirstUse {
        /// Where it is remembered, if not in the folder of the client's history.
        known_hosts: Option<PathBuf>,
    },
    /// TLS with the certificate that has this fingerprint.
    Fingerprint(Fingerprint),
    /// TLS with a certificate for the server's name, signed by an authority of this file (PEM).
    Authorities(PathBuf),
}

/// Why a server is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// Its certificate is new, and nobody was asked.
    #[error("{}", words::unknown_certificate(.server, .fingerprint))]
    Unknown {
        /// The address, as it was given.
        server: String,
        /// Of the certificate that it has shown.
        fingerprint: Fingerprint,
    },
    /// The person said that it is not the right one.
    #[error("{}", words::declined_certificate(.0))]
    Declined(String),
    /// Another certificate is known for this address.
    #[error("{}", words::changed_certificate(.server, .fingerprint, .place))]
    Changed {
        /// The address, as it was given.
        server: String,
        /// Of the certificate that it has shown.
        fingerprint: Fingerprint,
        /// File and line of the one that is known.
        place: String,
    },
    /// It has not the fingerprint that was given.
    #[error("{}", words::other_certificate(.server, .fingerprint))]
    Other {
        /// The address, as it was given.
        server: String,
        /// Of the certificate that it has shown.
        fingerprint: Fingerprint,
    },
    /// The authorities do not vouch for it.
    #[error("{}", words::invalid_certificate(.server, .why))]
    Invalid {
        /// The address, as it was given.
        server: String,
        /// What is wrong with the certificate.
        why: String,
    },
    /// It cannot be looked up what is known, or not be remembered.
    #[error("{}", words::no_known_hosts(.file, .why))]
    NoKnownHosts {
        /// The file, and its line where there is one.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}

/// What begins TLS with one server. A clone is the same.
#[derive(Debug, Clone)]
pub struct Tls {
    server: String,
    name: ServerName<'static>,
    config: Arc<ClientConfig>,
    known_hosts: Option<KnownHosts>,
}

impl Tls {
    /// What is needed for this server; nothing for plain connections.
    pub(super) fn new(security: &Security, server: &str) -> Result<Option<Self>, super::Error> {
        let mut known_hosts = None;
        let config = match security {
            Security::Plain => return Ok(None),
            Security::Authorities(file) => by_authorities(file)?,
            Security::Fingerprint(fingerprint) => {
                by_fingerprint(server, Expected::This(*fingerprint))?
            }
            Security::FirstUse { known_hosts: file } => {
                let known = KnownHosts::at(file.clone().or_else(history::known_hosts));
                known_hosts = Some(known.clone());
                by_fingerprint(server, Expected::Known(known))?
            }
        };
        Ok(Some(Self {
            server: server.to_owned(),
            name: name(server)?,
            config: Arc::new(config),
            known_hosts,
        }))
    }

    /// The stream on which the handshake is to be made.
    pub(super) fn begin(&self, socket: TcpStream) -> io::Result<Stream> {
        let session = ClientConnection::new(Arc::clone(&self.config), self.name.clone());
        Ok(Stream::with_tls(socket, session.map_err(io::Error::other)?))
    }

    /// Remembers that the server has this certificate.
    pub(super) fn remember(&self, fingerprint: Fingerprint) -> Result<(), Distrust> {
        match &self.known_hosts {
            Some(known) => known.add(&self.server, fingerprint),
            None => Ok(()),
        }
    }

    /// Why the server is not trusted, if that is what broke the handshake.
    pub(super) fn distrust(&self, error: &io::Error) -> Option<Distrust> {
        let rustls::Error::InvalidCertificate(why) = error.get_ref()?.downcast_ref()? else {
            return None;
        };
        let own = match why {
            CertificateError::Other(OtherError(why)) => why.downcast_ref::<Distrust>(),
            _ => None,
        };
        Some(own.cloned().unwrap_or_else(|| Distrust::Invalid {
            server: self.server.clone(),
            why: words::certificate_problem(why),
        }))
    }
}

/// The host of `host:port`, as TLS wants it named.
fn name(server: &str) -> Result<ServerName<'static>, super::Error> {
    let host = server.rsplit_once(':').map_or(server, |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    // Behind the percent sign is through which of this machine's networks (RFC 4007, section 11):
    // no part of the address.
    let host = match host.split_once('%') {
        Some((address, scope)) if is_scoped(address, scope) => address,
        _ => host,
    };
    ServerName::try_from(host.to_owned()).map_err(|_| super::Error::BadHost(host.to_owned()))
}

fn is_scoped(address: &str, scope: &str) -> bool {
    address.parse::<Ipv6Addr>().is_ok() && scope.bytes().all(|byte| byte.is_ascii_graphic())
}

fn by_authorities(file: &Path) -> Result<ClientConfig, super::Error> {
    let unusable = |why: String| super::Error::Authorities(file.to_owned(), why);
    let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    let certificates: Vec<_> = certificates.map_err(|error| unusable(error.to_string()))?;
    if certificates.is_empty() {
        return Err(unusable(words::NO_CERTIFICATE.to_owned()));
    }
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        let added = roots.add(certificate);
        added.map_err(|error| unusable(error.to_string()))?;
    }
    Ok(without_tickets(begin()?.with_root_certificates(roots)))
}

fn by_fingerprint(server: &str, expected: Expected) -> Result<ClientConfig, rustls::Error> {
    let verifier = ByFingerprint {
        server: server.to_owned(),
        expected,
        provider: tls::provider(),
    };
    // "Dangerous" since a verifier may forget to verify; this one says what it does instead.
    let builder = begin()?.dangerous();
    Ok(without_tickets(
        builder.with_custom_certificate_verifier(Arc::new(verifier)),
    ))
}

fn begin() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, rustls::Error> {
    ClientConfig::builder_with_provider(tls::provider()).with_protocol_versions(tls::VERSIONS)
}

/// Each connection proves anew who the server is.
fn without_tickets(builder: ConfigBuilder<ClientConfig, WantsClientCert>) -> ClientConfig {
    let mut config = builder.with_no_client_auth();
    config.resumption = Resumption::disabled();
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_names_the_host_without_port_brackets_and_scope() {
        for (server, named) in [
            ("pi:3333", "pi"),
            ("192.0.2.1:3333", "192.0.2.1"),
            ("[::1]:3333", "::1"),
            ("[fe80::1%2]:3333", "fe80::1"),
            ("[fe80::1%eth0]:3333", "fe80::1"),
        ] {
            assert_eq!(name(server).unwrap().to_str(), named);
        }
        for server in [
            "pi%2:3333",
            "192.0.2.1%2:3333",
            "%2:3333",
            "[fe80::1%a b]:3333",
        ] {
            assert!(
                matches!(name(server), Err(crate::client::Error::BadHost(_))),
                "{server}"
            );
        }
    }
}
