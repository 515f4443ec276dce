//! What is passed on to the other side: pieces, ends, resets and cuts.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use testkit::client::ReceiveError;

use crate::stage::{Trace, accept, echo, listener, talk};

#[test]
fn small_pieces_show_the_server_that_takes_a_read_for_a_line() {
    let server = echo("read-is-line");
    let line = "a line that is long enough to come in many pieces ".repeat(10);
    for (chunk, is_whole) in [("65536", true), ("1", false)] {
        let trace = Trace::start(server.address(), &["--chunk", chunk]);
        let mut client = trace.client();
        client.send_line(&line).unwrap();
        let answer = client.receive_line().unwrap();
        assert_eq!(answer.0 == line.as_bytes(), is_whole, "{chunk}");
    }
}

#[test]
fn a_reset_is_passed_on() {
    let (listener, address) = listener();
    let trace = Trace::start(address, &[]);
    let client = trace.client();
    let mut server = accept(&listener);
    client.reset().unwrap();
    let read = server.read(&mut [0; 8]).map_err(|error| error.kind());
    assert_eq!(read, Err(ErrorKind::ConnectionReset));
    assert!(trace.until("received").contains(&"c1> [reset]".to_owned()));

    let mut client = trace.client();
    let server = accept(&listener);
    let set = socket2::SockRef::from(&server).set_linger(Some(Duration::ZERO));
    set.unwrap();
    drop(server);
    let received = client.receive_line();
    assert!(matches!(received, Err(ReceiveError::Reset)), "{received:?}");
    assert!(trace.until("received").contains(&"c2< [reset]".to_owned()));
}

#[test]
fn a_reset_does_not_wait_for_a_server_that_reads_nothing() {
    let (listener, address) = listener();
    let trace = Trace::start(address, &[]);
    let client = TcpStream::connect(trace.address).unwrap();
    let mut server = accept(&listener);
    client
        .set_write_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    while (&client).write(&[b'x'; 65_536]).is_ok() {}
    let set = socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO));
    set.unwrap();
    drop(client);
    trace.until("c1> [reset]");
    let read = io::copy(&mut server, &mut io::sink()).map_err(|error| error.kind());
    assert_eq!(read, Err(ErrorKind::ConnectionReset));
}

#[test]
fn a_half_close_is_passed_on() {
    let (listener, address) = listener();
    let trace = Trace::start(address, &[]);
    let mut client = trace.client();
    let mut server = accept(&listener);
    client.send(b"all that I say").unwrap();
    client.half_close().unwrap();
    let mut said = String::new();
    server.read_to_string(&mut said).unwrap();
    assert_eq!(said, "all that I say");
    server.write_all(b"and the answer\n").unwrap();
    let answer = client.receive_line().unwrap();
    assert_eq!(answer.text(), Ok("and the answer"));
    drop(server);
    client.expect_end().unwrap();
    trace.until("received");
    assert_eq!(
        trace.steps(),
        [
            "c1: raw \"all that I say\"",
            "c1: half-close",
            "c1< and the answer",
            "c1: closed"
        ]
    );
}

#[test]
fn a_connection_is_cut_after_so_many_bytes() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &["--cut-after", "6"]);
    let mut client = trace.client();
    talk(&mut client, "ana", &["ana"]);
    client.send_line("@bia oi").unwrap();
    let received = client.receive_line();
    assert!(matches!(received, Err(ReceiveError::Reset)), "{received:?}");
    trace.until("received");
    let expected = ["ana> ana", "ana< ana", "ana: raw \"@b\"", "ana: reset"];
    assert_eq!(trace.steps(), expected);
}

#[test]
fn a_cut_in_order_lets_the_answers_through() {
    let (listener, address) = listener();
    let trace = Trace::start(address, &["--cut-after", "4", "--cut", "fin"]);
    let mut client = trace.client();
    let mut server = accept(&listener);
    client.send(b"ana\n@bia oi\n").unwrap();
    let mut said = String::new();
    server.read_to_string(&mut said).unwrap();
    server.write_all(b"f\n").unwrap();
    drop(server);
    assert_eq!(said, "ana\n");
    assert_eq!(client.expect_end().unwrap(), b"f\n");
    drop(client);
    trace.until("received");
    let expected = ["ana> ana", "ana: half-close", "ana< f", "ana: closed"];
    assert_eq!(trace.steps(), expected);
}
