//! Whether servers and clients can meet on this machine.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use testkit::deadline::patience;

use super::Finding;

/// Where servers of the course listen, unless told otherwise (section 1 of the protocol page).
const PORT: u16 = 3333;

/// Whether this machine reaches itself.
pub(super) fn loopback() -> Finding {
    match one_byte() {
        Ok(()) => Finding::fine("programs on this machine reach each other (127.0.0.1)"),
        Err(error) => Finding::bad(
            format!("programs on this machine cannot reach each other: {error}"),
            &["a firewall or a VPN may forbid 127.0.0.1: allow it there"],
        ),
    }
}

fn one_byte() -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let mut client = TcpStream::connect_timeout(&listener.local_addr()?, patience())?;
    client.set_read_timeout(Some(patience()))?;
    listener.accept()?.0.write_all(b"f")?;
    client.read_exact(&mut [0])
}

/// Whether the course's port is free.
pub(super) fn port() -> Finding {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)) {
        Ok(_) => Finding::fine(format!("port {PORT} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Finding::note(
            format!("port {PORT} is in use, perhaps by a server of yours"),
            &[
                who_has_the_port(),
                "or take another one: cargo server --listen 127.0.0.1:4444",
            ],
        ),
        Err(error) => Finding::bad(
            format!("nobody may listen on port {PORT}: {error}"),
            &["take another one: cargo server --listen 127.0.0.1:4444"],
        ),
    }
}

fn who_has_the_port() -> &'static str {
    match env::consts::OS {
        "linux" => "who it is: ss -ltnp 'sport = :3333'",
        "windows" => "who it is: netstat -ano | findstr :3333",
        _ => "who it is: lsof -nP -iTCP:3333 -sTCP:LISTEN",
    }
}
