//! What a server with TLS proves itself with: a certificate and its key, from files, or made once.

mod files;

use std::fs::File;
use std::io::{self, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

pub use crate::data_folder::{CERTIFICATE_FILE, KEY_FILE};
use crate::tls::{self, Fingerprint, Stream};

/// A server's certificate and key.
pub struct Identity {
    config: Arc<ServerConfig>,
    fingerprint: Fingerprint,
}

/// Why a server has no identity. Each message is one line that names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The certificate cannot be read.
    #[error(
        "{0}: no certificate can be read: {1}; it must be a certificate in PEM, with those that it depends on"
    )]
    Certificate(PathBuf, String),
    /// The key cannot be read.
    #[error(
        "{0}: no key can be read: {1}; it must be the certificate's private key in PEM, without a password"
    )]
    Key(PathBuf, String),
    /// Both can be read, and do not go together.
    #[error("{0}: not usable with the key {1}: {2}; name a certificate and its own key")]
    Pair(PathBuf, PathBuf, rustls::Error),
    /// Of the two files that the server makes for itself, the certificate alone is there.
    #[error("{key}: not there, but {certificate} is; put it back, or remove the other for a new certificate", key = .key.display(), certificate = .certificate.display())]
    NoKey {
        /// The file that is not there.
        key: PathBuf,
        /// The file that is.
        certificate: PathBuf,
    },
    /// A new file cannot be written.
    #[error("{0}: cannot be written: {1}; check the permissions of its folder")]
    Unwritable(PathBuf, io::Error),
    /// The certificate cannot be made.
    #[error("{0}: cannot make a certificate: {1}; name one with --tls-cert and --tls-key")]
    Making(PathBuf, rcgen::Error),
}

impl Identity {
    /// Reads a certificate, with those that it depends on behind it, and its key, both in PEM, from
    /// files that a person has named. Warns where others may read the key.
    ///
    /// # Errors
    /// [`IdentityError`] where the files cannot be read or do not go together.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, IdentityError> {
        let chain = files::open(certificate).map_err(|error| no_certificate(certificate, error))?;
        let secret = files::open(key).map_err(|error| no_key(key, error))?;
        files::warn_of_readers(key, &secret);
        Self::read((certificate, chain), (key, secret))
    }

    /// Reads the certificate and the key that the server has made for itself; makes what is not there
    /// yet. A file that is there is never written again. Only who has locked the data folder should
    /// do this.
    ///
    /// # Errors
    /// [`IdentityError`] where the files can be neither read nor made.
    pub fn self_signed(data: &Path) -> Result<Self, IdentityError> {
        let certificate = &data.join(CERTIFICATE_FILE);
        let key = &data.join(KEY_FILE);
        let chain =
            files::open_own(certificate).map_err(|error| no_certificate(certificate, error))?;
        let secret = files::open_own(key).map_err(|error| no_key(key, error))?;
        match (chain, secret) {
            (Some(chain), Some(secret)) => Self::read((certificate, chain), (key, secret)),
            (Some(_), None) => {
                let (key, certificate) = (key.clone(), certificate.clone());
                Err(IdentityError::NoKey { key, certificate })
            }
            (None, secret) => {
                // The key first: a certificate without it would be of no use to anybody, while the key
                // is enough to go on with where a start has ended between the two.
                let pair = match secret {
                    Some(secret) => files::read_pair(key, secret)?,
                    None => files::make_key(key)?,
                };
                files::make_certificate(certificate, &pair)?;
                Self::self_signed(data)
            }
        }
    }

    fn read(
        (certificate, chain): (&Path, File),
        (key, secret): (&Path, File),
    ) -> Result<Self, IdentityError> {
        let chain = read_chain(chain).map_err(|error| no_certificate(certificate, error))?;
        let fingerprint = Fingerprint::of(&chain[0]);
        let secret = PrivateKeyDer::from_pem_reader(BufReader::new(secret))
            .map_err(|error| no_key(key, error))?;
        let config = configure(chain, secret)
            .map_err(|error| IdentityError::Pair(certificate.to_owned(), key.to_owned(), error))?;
        Ok(Self {
            config: Arc::new(config),
            fingerprint,
        })
    }

    /// The certificate's fingerprint, for people to compare.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The stream on which the server answers a client's handshake.
    ///
    /// # Errors
    /// Never with a configuration that [`Identity::load`] has accepted.
    pub(super) fn answer(&self, socket: TcpStream) -> io::Result<Stream> {
        let session = ServerConnection::new(Arc::clone(&self.config)).map_err(io::Error::other)?;
        Ok(Stream::with_tls(socket, session))
    }
}

fn no_certificate(file: &Path, why: impl ToString) -> IdentityError {
    IdentityError::Certificate(file.to_owned(), why.to_string())
}

fn no_key(file: &Path, why: impl ToString) -> IdentityError {
    IdentityError::Key(file.to_owned(), why.to_string())
}

fn read_chain(file: File) -> Result<Vec<CertificateDer<'static>>, String> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_reader_iter(BufReader::new(file)).collect();
    match chain {
        Ok(chain) if chain.is_empty() => Err("there is none in the file".to_owned()),
        chain => chain.map_err(|error| error.to_string()),
    }
}

fn configure(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(tls::provider())
        .with_protocol_versions(tls::VERSIONS)?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    // Nobody resumes a session: each connection proves anew who the server is.
    config.send_tls13_tickets = 0;
    Ok(config)
}
