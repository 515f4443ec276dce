//! What a server with TLS proves itself with: a certificate and its key, from files, or made once.

use std::fs::{self, File};
use std::io::{self, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::data_folder;
use crate::tls::{self, Fingerprint, Stream};

/// The certificate that a server makes for itself, in its data folder.
pub const CERTIFICATE_FILE: &str = "tls-cert.pem";
/// The key of that certificate.
pub const KEY_FILE: &str = "tls-key.pem";

/// The names that such a certificate holds for: who reaches the server by another one has to trust
/// its fingerprint.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// What such a certificate says that it is.
const COMMON_NAME: &str = "MeuMensageiro";

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
    /// Of the two files that the server makes for itself, one is there.
    #[error("{missing}: not there, but {found} is; put it back, or remove the other for a new certificate", missing = .missing.display(), found = .found.display())]
    Half {
        /// The file that is not there.
        missing: PathBuf,
        /// The file that is.
        found: PathBuf,
    },
    /// A new file cannot be written.
    #[error("{0}: cannot be written: {1}; check the permissions of its folder")]
    Unwritable(PathBuf, io::Error),
    /// The certificate cannot be made.
    #[error("{0}: cannot make a certificate: {1}; name one with --tls-cert and --tls-key")]
    Making(PathBuf, rcgen::Error),
}

impl Identity {
    /// Reads a certificate, with those that it depends on behind it, and its key, both in PEM.
    ///
    /// # Errors
    /// [`IdentityError`] where the files cannot be read or do not go together.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, IdentityError> {
        let chain = read_chain(certificate)
            .map_err(|error| IdentityError::Certificate(certificate.to_owned(), error))?;
        let fingerprint = Fingerprint::of(&chain[0]);
        let secret = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| IdentityError::Key(key.to_owned(), error.to_string()))?;
        let config = configure(chain, secret)
            .map_err(|error| IdentityError::Pair(certificate.to_owned(), key.to_owned(), error))?;
        Ok(Self {
            config: Arc::new(config),
            fingerprint,
        })
    }

    /// Reads the certificate and the key that the server has made for itself; makes them where there
    /// are none yet. A file that is there is never written again.
    ///
    /// # Errors
    /// [`IdentityError`] where the files can be neither read nor made.
    pub fn self_signed(data: &Path) -> Result<Self, IdentityError> {
        let (certificate, key) = (data.join(CERTIFICATE_FILE), data.join(KEY_FILE));
        match (exists(&certificate), exists(&key)) {
            (false, false) => make(&certificate, &key)?,
            (true, true) => {}
            (true, false) => {
                let (missing, found) = (key, certificate);
                return Err(IdentityError::Half { missing, found });
            }
            (false, true) => {
                let (missing, found) = (certificate, key);
                return Err(IdentityError::Half { missing, found });
            }
        }
        Self::load(&certificate, &key)
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

fn exists(path: &Path) -> bool {
    // Also a link that leads nowhere is something that must not be written over.
    fs::symlink_metadata(path).is_ok()
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let chain = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    match chain {
        Ok(chain) if Vec::is_empty(&chain) => Err("there is none in the file".to_owned()),
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

fn make(certificate: &Path, key: &Path) -> Result<(), IdentityError> {
    let (public, secret) =
        self_sign().map_err(|error| IdentityError::Making(certificate.to_owned(), error))?;
    // The key first: a certificate without it would be of no use to anybody.
    let unwritable = |path: &Path, error| IdentityError::Unwritable(path.to_owned(), error);
    create(key, &secret).map_err(|error| unwritable(key, error))?;
    let published = create(certificate, &public).and_then(|file| publish(&file));
    published.map_err(|error| unwritable(certificate, error))
}

/// A new certificate, which never expires, and its key, both in PEM.
fn self_sign() -> Result<(String, String), rcgen::Error> {
    let mut parameters = CertificateParams::new(NAMES.map(str::to_owned))?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, COMMON_NAME);
    parameters.distinguished_name = name;
    let key = KeyPair::generate()?;
    let certificate = parameters.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

/// Creates a file that only its owner may read.
fn create(path: &Path, content: &str) -> io::Result<File> {
    let mut file = data_folder::create(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    data_folder::sync_folder(path.parent().unwrap_or(path))?;
    Ok(file)
}

/// Lets everybody read it.
#[cfg(unix)]
fn publish(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Elsewhere the folder says who may read it.
#[cfg(not(unix))]
fn publish(_: &File) -> io::Result<()> {
    Ok(())
}
