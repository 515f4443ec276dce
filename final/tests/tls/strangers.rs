//! What is no TLS, or takes too long, ends soon, and no other client notices.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use meu_mensageiro::limits::Limits;
use testkit::client::LineClient;

use crate::support::{TlsClient, read_to_end, world};
use crate::world::World;

/// Short enough for a test to wait for it.
const SOON: Duration = Duration::from_millis(50);

/// The pause between two pieces: far shorter than what the whole may take.
const PAUSE: Duration = Duration::from_millis(5);

fn assert_serves(world: &World) {
    let mut ana = TlsClient::log_in(world, "ana");
    ana.send("\n");
    assert_eq!(ana.line(), "f");
}

#[test]
fn a_client_without_tls_is_told_nothing_and_asked_nothing() {
    let world = world(&Limits::default());
    for said in [
        "ana\n",
        "a",
        "\n",
        "GET / HTTP/1.1\r\n\r\n",
        "SSH-2.0-x\r\n",
    ] {
        let mut plain = TcpStream::connect(world.address()).unwrap();
        plain.write_all(said.as_bytes()).unwrap();
        assert_eq!(read_to_end(&mut plain), b"", "{said:?}");
    }
    assert_serves(&world);
    world.stop();
}

#[test]
fn bytes_that_look_like_tls_are_refused_and_not_kept() {
    let world = world(&Limits::default());
    // A handshake message of 16 MiB, said to come in records of 16 KiB.
    let mut flood = vec![22, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff];
    flood.resize(5 + 0x4000, 0);
    let begun = [22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3].to_vec();
    for junk in [flood, begun, vec![21, 3, 3, 0, 2, 2, 40], vec![23; 64]] {
        let mut stranger = TcpStream::connect(world.address()).unwrap();
        let taken = (0..1024)
            .take_while(|_| stranger.write_all(&junk).is_ok())
            .count();
        // What the system's buffers take is nothing of the server's.
        assert!(taken < 1024 || junk.len() < 1024, "16 MiB were taken");
        let answer = read_to_end(&mut stranger);
        assert!(
            answer.is_empty() || answer[0] == 21,
            "only an alert: {answer:?}"
        );
    }
    assert_serves(&world);
    world.stop();
}

#[test]
fn a_handshake_has_no_more_time_than_a_login() {
    let world = world(&Limits {
        login_time: SOON,
        ..Limits::default()
    });
    let mut mute = TcpStream::connect(world.address()).unwrap();
    assert_eq!(read_to_end(&mut mute), b"");
    let mut slow = TlsClient::of(&world);
    let hello = slow.seal("");
    slow.stream.sock.set_read_timeout(Some(PAUSE)).unwrap();
    let mut pieces = hello.chunks(1);
    let closed = |socket: &mut TcpStream| match socket.read(&mut [0]) {
        Ok(count) => count == 0,
        Err(error) => !matches!(
            error.kind(),
            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
        ),
    };
    while !closed(&mut slow.stream.sock) {
        let piece = pieces.next().expect("the handshake may take for ever");
        // Fails where the server has closed just now.
        let _ = slow.stream.sock.write_all(piece);
    }
    world.stop();
}

#[test]
fn who_completes_the_handshake_and_says_no_more_is_told_so() {
    let world = world(&Limits {
        login_time: Duration::from_millis(500),
        ..Limits::default()
    });
    let mut mute = TlsClient::of(&world);
    assert!(mute.rest().unwrap().starts_with("! closing"));
    world.stop();
}

#[test]
fn a_record_in_pieces_has_no_more_time_than_a_line() {
    let world = world(&Limits {
        line_time: SOON,
        ..Limits::default()
    });
    let mut patient = TlsClient::log_in(&world, "ana");
    let mut slow = TlsClient::log_in(&world, "bia");
    let line = slow.seal(&"x".repeat(4000));
    slow.stream.sock.set_read_timeout(Some(PAUSE)).unwrap();
    let mut notice = Vec::new();
    for piece in line.chunks(4) {
        let _ = slow.stream.sock.write_all(piece);
        if slow.stream.read_to_end(&mut notice).is_ok() {
            break;
        }
    }
    assert!(
        notice.starts_with(b"! closing"),
        "the line may take for ever"
    );
    // ana has been silent for as long.
    patient.send("\n");
    assert_eq!(patient.line(), "f");
    world.stop();
}

#[test]
fn a_client_with_tls_hears_soon_that_the_server_has_none() {
    let world = World::new();
    let with_tls = self::world(&Limits::default());
    let hello = TlsClient::of(&with_tls).seal("");
    let mut client = LineClient::connect(world.address()).unwrap();
    client.send(&hello).unwrap();
    let said = client.receive_line().unwrap();
    assert_eq!(said.text(), Ok("! unknown-user this server has no TLS"));
    assert_eq!(client.expect_end().unwrap(), b"");
    world.stop();
}
