use std::io::{BufRead, BufReader};

use exercises::{in_time, pair};

use super::*;

const MOST: usize = 256 * 1024;

/// More than any system keeps for a socket that nobody reads.
const MANY: usize = 64 * 1024 * 1024;

#[test]
fn lines_arrive_in_their_order() {
    let (server, client) = pair();
    let outbox = Outbox::start(server, MOST);
    for number in 0..1000 {
        outbox.push(&format!("@ana {number}\n")).unwrap();
    }
    outbox.finish().unwrap();
    let mut lines = BufReader::new(client).lines();
    for number in 0..1000 {
        let line = lines.next().map(|line| line.unwrap());
        assert_eq!(line, Some(format!("@ana {number}")));
    }
    assert!(
        lines.next().is_none(),
        "after finish the writer drops its socket"
    );
}

#[test]
fn whoever_pushes_does_not_wait_for_a_client_that_does_not_read() {
    let (server, client) = patient_pair();
    let push_until_full = move || {
        let outbox = Outbox::start(server, MOST);
        let line = line();
        let pushed = (0..MANY / line.len()).take_while(|_| outbox.push(&line).is_ok());
        let bytes = pushed.count() * line.len();
        assert!(
            bytes + line.len() > MOST,
            "Full after {bytes} bytes, although {MOST} may wait"
        );
        assert!(
            bytes + line.len() < MANY,
            "{bytes} bytes, and never Full: the outbox has no limit"
        );
    };
    in_time(
        push_until_full,
        "push does not wait for a client that reads nothing",
    );
    drop(client);
}

#[test]
fn another_client_gets_its_lines_meanwhile() {
    let (slow_server, slow_client) = patient_pair();
    let (server, client) = pair();
    let push_to_both = move || {
        let slow = Outbox::start(slow_server, MOST);
        let outbox = Outbox::start(server, MOST);
        let line = line();
        while slow.push(&line).is_ok() {}
        outbox.push("@ana oi\n").unwrap();
        let mut received = String::new();
        let read = BufReader::new(client).read_line(&mut received);
        read.expect("the second client waits for its line");
        assert_eq!(received, "@ana oi\n", "left: what the second client got");
    };
    in_time(
        push_to_both,
        "a client gets its lines while another one does not read",
    );
    drop(slow_client);
}

#[test]
fn what_is_full_takes_nothing_of_a_line() {
    let (server, client) = pair();
    let outbox = Outbox::start(server, 10);
    assert_eq!(outbox.push("@ana more than ten\n"), Err(Full));
    outbox.push("@ana oi\n").unwrap();
    outbox.finish().unwrap();
    let lines: Vec<_> = BufReader::new(client)
        .lines()
        .map(|line| line.unwrap())
        .collect();
    assert_eq!(lines, ["@ana oi"]);
}

#[test]
fn a_full_outbox_has_room_again_when_the_client_reads() {
    let (server, client) = pair();
    let outbox = Outbox::start(server, MOST);
    let line = line();
    let mut count = 0;
    while count < MANY / line.len() && outbox.push(&line).is_ok() {
        count += 1;
    }
    let mut lines = BufReader::new(client).lines();
    for _ in 0..count {
        assert!(
            lines.next().is_some_and(|line| line.is_ok()),
            "{count} lines were pushed"
        );
    }
    assert_eq!(
        outbox.push(&line),
        Ok(()),
        "the client has read everything: there is room"
    );
}

#[test]
fn a_client_that_has_gone_ends_the_writer() {
    let (mut server, client) = pair();
    drop(client);
    // The system tells it only to a write that comes after the answer to an earlier one.
    while server.write_all(b"f\n").is_ok() {}
    let outbox = Outbox::start(server, MOST);
    let push_and_finish = move || {
        let line = line();
        while outbox.push(&line).is_ok() {}
        let finished = outbox.finish();
        assert!(
            finished.is_err(),
            "the client has gone, but finish says that all is written"
        );
    };
    in_time(push_and_finish, "a client that has gone ends the writer");
}

/// A pair whose first socket waits for ever for a client that does not read.
fn patient_pair() -> (TcpStream, TcpStream) {
    let (server, client) = pair();
    server.set_write_timeout(None).unwrap();
    (server, client)
}

fn line() -> String {
    format!("@ana {}\n", "x".repeat(4000))
}
