//! What is said about TLS and certificates.

use rustls::CertificateError;

use crate::tls::Fingerprint;

/// A file of certificates has none.
pub const NO_CERTIFICATE: &str = "there is no certificate in it";

/// A line of the file of known certificates is not one of its lines.
pub const NO_ENTRY: &str = "the line is no HOST:PORT SHA256:…; mend or remove it";

/// There is no folder for the file of known certificates.
pub const NO_STATE_FOLDER: &str =
    "there is no folder to keep it in; name a file with --known-hosts FILE";

/// The connection ended without the end that TLS has of its own.
pub const CUT_OFF: &str = "it was cut off";

/// What answers does not speak TLS.
pub const WITHOUT_TLS: &str =
    "it has none. Leave --tls out only if everybody on the way may read what you write";

/// The question after [`ask_trust`].
pub const ASK_TRUST: &str = "the same? [y/N] ";

/// A server is new, and a person can be asked.
pub fn ask_trust(server: &str, fingerprint: &Fingerprint) -> String {
    format!(
        "\
{server} is new here. Its certificate:
{fingerprint}
Compare it with what the server says at its start; if it is the same, it will be trusted."
    )
}

/// The answer was no.
pub fn declined_certificate(server: &str) -> String {
    format!("{server} is not trusted, so nothing was sent to it")
}

/// A server is new, and nobody can be asked.
pub fn unknown_certificate(server: &str, fingerprint: &Fingerprint) -> String {
    format!(
        "{server} is new here, and nobody can be asked; if its certificate is the right one, \
         add --tls-fingerprint {fingerprint}"
    )
}

/// A server has another certificate than before.
pub fn changed_certificate(server: &str, fingerprint: &Fingerprint, place: &str) -> String {
    format!(
        "{server} has another certificate than before, {fingerprint}: somebody may be listening \
         in. If the server says the same at its start, remove the old one: {place}"
    )
}

/// A server has another certificate than was asked for.
pub fn other_certificate(server: &str, fingerprint: &Fingerprint) -> String {
    format!(
        "{server} has another certificate than --tls-fingerprint asks for, {fingerprint}: \
         somebody may be listening in"
    )
}

/// The authorities do not vouch for a server.
pub fn invalid_certificate(server: &str, why: &str) -> String {
    format!("{server} is not trusted: {why}")
}

/// What is wrong with a certificate.
pub fn certificate_problem(problem: &CertificateError) -> String {
    use CertificateError as Problem;
    match problem {
        Problem::UnknownIssuer => {
            "its certificate is signed by none of the authorities of --tls-ca".to_owned()
        }
        Problem::BadSignature => {
            "a signature is not genuine: its certificate's, or its own under the handshake"
                .to_owned()
        }
        Problem::Expired | Problem::ExpiredContext { .. } => {
            "its certificate has expired; the server needs a new one".to_owned()
        }
        Problem::NotValidYet | Problem::NotValidYetContext { .. } => {
            "its certificate is not valid yet; is the clock of this machine right?".to_owned()
        }
        Problem::NotValidForName | Problem::NotValidForNameContext { .. } => {
            "its certificate is for another name; use the name that is in it with --server"
                .to_owned()
        }
        other => format!("its certificate cannot be used: {other}"),
    }
}

/// The file of known certificates cannot be used.
pub fn no_known_hosts(file: &str, why: &str) -> String {
    format!("{file}: {why}")
}

/// The file of authorities cannot be used.
pub fn no_authorities(file: &str, why: &str) -> String {
    format!("{file}: {why}; name a file of certificates in PEM with --tls-ca")
}

/// The host of the address is no name and no address.
pub fn bad_host(host: &str) -> String {
    format!("'{host}' is no name of a server; write --server HOST:PORT")
}

/// TLS cannot be set up.
pub fn no_tls(why: &str) -> String {
    format!("cannot use TLS: {why}")
}

/// The server cannot be reached over TLS.
pub fn no_handshake(server: &str, why: &str) -> String {
    format!("no TLS with {server}: {why}")
}
