//! What a server reads: lines off a socket, and what they say.

use std::cell::OnceCell;
use std::io::Write;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use meu_mensageiro::connection::{Connection, LineTooLong, Lines, ReadEnd};
use meu_mensageiro::limits::Limits;
use meu_mensageiro::message::{Draft, Message};
use meu_mensageiro::protocol::{
    CLIENT_LINE_MAX, ClientLine, Code, Login, SERVER_LINE_MAX, ServerLine,
};
use meu_mensageiro::tls::Stream;
use socket2::SockRef;

use super::pieces::{Pieces, lines};

/// However the bytes are cut, the server finds the lines that are there, and refuses the first one
/// that is too long; what it takes for a message of the protocol reaches the recipient unchanged.
pub fn check(input: &[u8]) {
    let pieces = Pieces::new(input);
    let found = read_by_server(&pieces);
    assert_eq!(found, expected(pieces.whole));
    for line in found.iter().flatten() {
        check_line(line);
    }
}

type Found = Vec<Result<Vec<u8>, LineTooLong>>;

fn expected(bytes: &[u8]) -> Found {
    let (lines, rest) = lines(bytes);
    let too_long = |line: &[u8]| line.len() > CLIENT_LINE_MAX;
    let whole = lines.iter().take_while(|line| !too_long(line));
    let mut found: Found = whole.map(|line| Ok(line.to_vec())).collect();
    let unended = rest.strip_suffix(b"\r").unwrap_or(rest);
    if found.len() < lines.len() || too_long(unended) {
        found.push(Err(LineTooLong));
    }
    found
}

fn read_by_server(pieces: &Pieces<'_>) -> Found {
    let (mut client, connection) = pair();
    let mut lines = Lines::new(Arc::new(connection), Duration::from_secs(60));
    let mut found = Found::new();
    for piece in pieces.iter() {
        client.write_all(piece).expect("the server reads");
        lines.fill(None).expect("a piece has come");
        if !take_all(&mut lines, &mut found) {
            return found;
        }
    }
    // A piece may have come in parts: then some of it is still to be read.
    client.shutdown(Shutdown::Write).expect("still connected");
    loop {
        match lines.fill(None) {
            Ok(()) if take_all(&mut lines, &mut found) => {}
            Ok(()) | Err(ReadEnd::Closed) => return found,
            Err(end) => panic!("{end:?}"),
        }
    }
}

/// Takes the lines that are there; `false` after one that is too long.
fn take_all(lines: &mut Lines, found: &mut Found) -> bool {
    while let Some(line) = lines.next_line() {
        found.push(line.map(<[u8]>::to_vec));
        if found.last().is_some_and(Result::is_err) {
            return false;
        }
    }
    true
}

thread_local! {
    static LISTENER: OnceCell<TcpListener> = const { OnceCell::new() };
}

/// Both ends of a connection.
fn pair() -> (TcpStream, Connection) {
    let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    LISTENER.with(|listener| {
        let listener = listener.get_or_init(listen);
        let address = listener.local_addr().expect("an address");
        let client = TcpStream::connect(address).expect("a connection");
        client.set_nodelay(true).expect("an option");
        // Ends with a reset: an orderly end would keep the port for a minute.
        SockRef::from(&client)
            .set_linger(Some(Duration::ZERO))
            .expect("an option");
        let (server, _) = listener.accept().expect("the connection");
        let connection =
            Connection::new(Stream::plain(server), &Limits::default()).expect("still connected");
        (client, connection)
    })
}

fn check_line(line: &[u8]) {
    match ClientLine::parse(line) {
        Ok(ClientLine::Acknowledge(id)) => assert_eq!(
            ClientLine::parse(format!("#{id}").as_bytes()),
            Ok(ClientLine::Acknowledge(id))
        ),
        Ok(parsed) => {
            assert_eq!(parsed.to_string().as_bytes(), line);
            if let ClientLine::Message { to, text } = parsed {
                check_delivery(to, &text);
            }
        }
        Err(code) => assert!(matches!(code, Code::BadLine | Code::BadText)),
    }
}

/// What was accepted of one client is a line of the server for another, in both kinds of session.
fn check_delivery(to: Login, text: &str) {
    let from: Login = "m".repeat(Login::MAX).parse().expect("a login");
    let draft = Draft {
        to,
        text: text.to_owned(),
    };
    let at = jiff::Timestamp::UNIX_EPOCH;
    let message = Message::new(u64::MAX, at, from.clone(), draft);
    for line in [message.push_line(), message.classic_line()] {
        let line = line.strip_suffix('\n').expect("a line");
        assert!(line.len() <= SERVER_LINE_MAX && !line.contains('\n'));
        let (ServerLine::Message {
            from: by,
            text: got,
        }
        | ServerLine::Pushed {
            from: by,
            text: got,
            ..
        }) = ServerLine::parse(line.as_bytes())
        else {
            panic!("not a message: {line:?}")
        };
        assert_eq!((by, &got[..]), (from.clone(), text));
    }
}
