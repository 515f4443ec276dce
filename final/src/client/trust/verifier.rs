//! Knows a server by its certificate's fingerprint alone.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};

use super::{Distrust, KnownHosts};
use crate::tls::Fingerprint;

/// Which certificate is the right one.
#[derive(Debug)]
pub(super) enum Expected {
    This(Fingerprint),
    Known(KnownHosts),
}

/// Takes the place of the check by chain, name and date. The server still has to prove that it has
/// the certificate's key: a certificate is public, and anybody can show it.
#[derive(Debug)]
pub(super) struct ByFingerprint {
    pub(super) server: String,
    pub(super) expected: Expected,
    pub(super) provider: Arc<CryptoProvider>,
}

impl ByFingerprint {
    fn check(&self, fingerprint: Fingerprint) -> Result<(), Distrust> {
        match &self.expected {
            Expected::This(expected) if *expected == fingerprint => Ok(()),
            Expected::This(_) => Err(Distrust::Other {
                server: self.server.clone(),
                fingerprint,
            }),
            Expected::Known(known) => known.check(&self.server, fingerprint),
        }
    }
}

impl ServerCertVerifier for ByFingerprint {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let checked = self.check(Fingerprint::of(certificate));
        checked.map_err(|distrust| {
            // The server is told that it is its certificate.
            Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(distrust))))
        })?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}
