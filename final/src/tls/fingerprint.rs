//! The fingerprint of a certificate, which people compare.

use std::fmt;
use std::str::FromStr;

use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use rustls::pki_types::CertificateDer;

/// What stands before the digits.
const PREFIX: &str = "SHA256:";

/// The SHA-256 of a certificate. It is written as `SHA256:` and 64 hexadecimal digits; it may be
/// given in capitals, with colons between its bytes and without the prefix as well, as
/// `openssl x509 -fingerprint -sha256` prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; SHA256_OUTPUT_LEN]);

/// A text is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is SHA256: and 64 hexadecimal digits")]
pub struct BadFingerprint;

impl Fingerprint {
    /// The fingerprint of this certificate.
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(digest(&SHA256, certificate).as_ref());
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(PREFIX)?;
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = BadFingerprint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.strip_prefix(PREFIX).unwrap_or(text).replace(':', "");
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        if digits.len() != 2 * bytes.len() || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Err(BadFingerprint);
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            let digits = &digits[2 * index..2 * index + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| BadFingerprint)?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_it_is_written_and_as_openssl_writes_it() {
        let written = Fingerprint::of(&CertificateDer::from(b"abc".as_slice())).to_string();
        // The example of FIPS 180-2, appendix B.1.
        let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(written, format!("SHA256:{digits}"));
        let pairs: Vec<&str> = (0..32).map(|at| &digits[2 * at..2 * at + 2]).collect();
        let openssl = pairs.join(":").to_uppercase();
        for given in [written.as_str(), digits, &openssl] {
            assert_eq!(given.parse::<Fingerprint>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn anything_else_is_none() {
        let long = format!("SHA256:{}", "a".repeat(65));
        let odd = format!("SHA256:{}é", "a".repeat(62));
        let signed = "+1".repeat(32);
        for text in ["", "SHA256:", "abc", &long, &odd, &signed] {
            assert_eq!(text.parse::<Fingerprint>(), Err(BadFingerprint), "{text}");
        }
    }
}
