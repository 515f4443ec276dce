//! The files of an identity: those that a person names, and those that the server makes for itself.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use zeroize::Zeroizing;

use super::{IdentityError, no_key};
use crate::data_folder;

/// The names that such a certificate holds for: who reaches the server by another one has to trust
/// its fingerprint.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// What such a certificate says that it is.
const COMMON_NAME: &str = "MeuMensageiro";

/// The most that is read of a key that the server has made: it has some hundred bytes.
const KEY_MAX: u64 = 64 * 1024;

/// Opens a file that a person has named, which may be a link to it.
pub(super) fn open(path: &Path) -> io::Result<File> {
    // Looked at before it is opened: opening a pipe would wait for somebody who writes into it.
    if fs::metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::Error::other("not a regular file"))
    }
}

/// Says that others may read the key, where a file has such permissions.
#[cfg(unix)]
pub(super) fn warn_of_readers(path: &Path, key: &File) {
    use std::os::unix::fs::MetadataExt;
    if key.metadata().is_ok_and(|found| found.mode() & 0o044 != 0) {
        log::warn!(
            "{}: others may read this private key; take the permission away with: chmod go-r",
            path.display()
        );
    }
}

/// Elsewhere the folder says who may read it.
#[cfg(not(unix))]
pub(super) fn warn_of_readers(_: &Path, _: &File) {}

/// Opens a file that the server has made for itself; `None` where there is none. From then on only
/// its owner may read it.
pub(super) fn open_own(path: &Path) -> io::Result<Option<File>> {
    data_folder::open(path)
}

/// Reads a key that the server has made, to certify it.
pub(super) fn read_pair(path: &Path, key: File) -> Result<KeyPair, IdentityError> {
    let mut pem = Zeroizing::new(String::new());
    let read = key.take(KEY_MAX).read_to_string(&mut pem);
    read.map_err(|error| no_key(path, error))?;
    KeyPair::from_pem(&pem).map_err(|error| no_key(path, error))
}

/// Makes a key and its file.
pub(super) fn make_key(path: &Path) -> Result<KeyPair, IdentityError> {
    let pair = KeyPair::generate().map_err(|error| making(path, error))?;
    create(path, &Zeroizing::new(pair.serialize_pem()))?;
    Ok(pair)
}

/// Makes a certificate, which never expires, of a key for itself, and its file.
pub(super) fn make_certificate(path: &Path, pair: &KeyPair) -> Result<(), IdentityError> {
    let pem = self_sign(pair).map_err(|error| making(path, error))?;
    create(path, &pem)
}

fn making(path: &Path, error: rcgen::Error) -> IdentityError {
    IdentityError::Making(path.to_owned(), error)
}

fn self_sign(pair: &KeyPair) -> Result<String, rcgen::Error> {
    let mut parameters = CertificateParams::new(NAMES.map(str::to_owned))?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, COMMON_NAME);
    parameters.distinguished_name = name;
    Ok(parameters.self_signed(pair)?.pem())
}

/// Creates a file that only its owner may read. It gets its name when all of it is on the disk, and
/// never takes the place of another.
fn create(path: &Path, content: &str) -> Result<(), IdentityError> {
    let write = || {
        let folder = path.parent().unwrap_or(Path::new("."));
        let name = path.file_name().unwrap_or_default();
        // Nobody else may read files of this kind.
        let mut file = tempfile::Builder::new()
            .prefix(name)
            .suffix(".tmp")
            .tempfile_in(folder)?;
        file.write_all(content.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path)?;
        data_folder::sync_folder(folder)
    };
    write().map_err(|error: io::Error| IdentityError::Unwritable(path.to_owned(), error))
}
