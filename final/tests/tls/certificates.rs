//! Certificates that are as they should be, or not.

use std::fs;
use std::path::{Path, PathBuf};

use meu_mensageiro::limits::Limits;
use meu_mensageiro::server::identity::Identity;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tempfile::TempDir;

use crate::world::{World, folder};

/// An authority, which keeps its files in a folder.
pub(crate) struct Authority {
    folder: TempDir,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self {
            folder: tempfile::tempdir().unwrap(),
            issuer: CertifiedIssuer::self_signed(parameters, key).unwrap(),
        }
    }

    /// The file to trust it by.
    pub(crate) fn file(&self) -> PathBuf {
        write(self.folder.path(), "authority.pem", &self.issuer.pem())
    }

    /// A certificate for a name, in a file, and its key in another.
    pub(crate) fn certify(&self, name: &str, last_year: i32) -> [PathBuf; 2] {
        let mut parameters = CertificateParams::new([name.to_owned()]).unwrap();
        parameters.not_after = date_time_ymd(last_year, 12, 31);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        let folder = self.folder.path();
        [
            write(folder, "certificate.pem", &certificate.pem()),
            write(folder, "key.pem", &key.serialize_pem()),
        ]
    }

    /// A server with a certificate for this name.
    pub(crate) fn world(&self, name: &str, last_year: i32) -> World {
        let [certificate, key] = self.certify(name, last_year);
        let identity = Identity::load(&certificate, &key).unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        World::start(folder(), listener, &Limits::default(), Some(identity))
    }
}

fn write(folder: &Path, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}
