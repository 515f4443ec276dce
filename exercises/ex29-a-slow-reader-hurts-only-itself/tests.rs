use std::io::{BufRead, BufReader};
use std::thread;

use exercises::{expect_equal, in_time, pair};

use super::*;

const MOST: usize = 256 * 1024;

/// More than any system keeps for a socket that nobody reads.
const MANY: usize = 32 * 1024 * 1024;

/// Outboxes that are idle when they are finished: so many, because each may be lucky.
const IDLE: usize = 50;

#[test]
fn lines_arrive_in_their_order() {
    let (server, client) = pair();
    let outbox = Outbox::start(server, MOST);
    for number in 0..1000 {
        let pushed = outbox.push(&format!("@ana {number}\n"));
        let why = format!("line {number}: the outbox has room for all of them");
        expect_equal(pushed, Ok(()), &why);
    }
    let finished = outbox.finish();
    assert!(
        finished.is_ok(),
        "finish, though everything can be written: {finished:?}"
    );
    let mut lines = BufReader::new(client).lines();
    for number in 0..1000 {
        expect(lines.next(), &format!("@ana {number}"));
    }
    assert!(
        lines.next().is_none(),
        "after finish the writer drops its socket"
    );
}

#[test]
fn an_outbox_has_a_limit() {
    let (server, client) = patient_pair();
    let push_until_full = move || {
        let outbox = Outbox::start(server, MOST);
        let line = line();
        let pushed = (0..2 * MANY / line.len()).take_while(|_| outbox.push(&line).is_ok());
        let bytes = pushed.count() * line.len();
        assert!(
            bytes + line.len() > MOST,
            "push says Full after {bytes} bytes, although {MOST} may wait"
        );
        assert!(
            bytes < MANY,
            "push has taken {bytes} bytes for a client that reads nothing, and never said Full"
        );
    };
    in_time(
        push_until_full,
        "push does not wait for a client that reads nothing",
    );
    drop(client);
}

#[test]
fn just_the_limit_may_wait_and_nothing_of_a_line_that_is_too_long() {
    let (server, client) = pair();
    let outbox = Outbox::start(server, "@ana oi\n".len());
    expect_equal(
        outbox.push("@ana oi!\n"),
        Err(Full),
        "one byte more than may wait",
    );
    expect_equal(
        outbox.push("@ana oi\n"),
        Ok(()),
        "exactly as many bytes as may wait",
    );
    let finished = outbox.finish();
    assert!(
        finished.is_ok(),
        "finish, though everything can be written: {finished:?}"
    );
    let mut lines = BufReader::new(client).lines();
    expect(lines.next(), "@ana oi");
    assert!(
        lines.next().is_none(),
        "of the line that was too long, nothing is written"
    );
}

#[test]
fn nobody_waits_for_a_writer_in_the_middle_of_a_write() {
    let (server, client) = patient_pair();
    let push_meanwhile = move || {
        let outbox = Outbox::start(server, 2 * MANY);
        let long = format!("@ana {}\n", "x".repeat(MANY));
        expect_equal(outbox.push(&long), Ok(()), "twice as many bytes may wait");
        // Its first byte is here, and the client takes no more: the writer is writing.
        client
            .peek(&mut [0])
            .expect("the writer has begun to write");
        expect_equal(outbox.push("@ana oi\n"), Ok(()), "there is room");
    };
    in_time(
        push_meanwhile,
        "push does not wait while the writer writes: whose lock does the writer hold?",
    );
}

#[test]
fn another_client_gets_its_lines_meanwhile() {
    let (slow_server, slow_client) = patient_pair();
    let (server, client) = pair();
    let push_to_both = move || {
        let slow = Outbox::start(slow_server, MOST);
        let outbox = Outbox::start(server, MOST);
        let line = line();
        let pushed = (0..MANY / line.len()).take_while(|_| slow.push(&line).is_ok());
        assert!(pushed.count() > 0, "the first outbox has room");
        expect_equal(
            outbox.push("@ana oi\n"),
            Ok(()),
            "the second outbox has room",
        );
        expect(BufReader::new(client).lines().next(), "@ana oi");
    };
    in_time(
        push_to_both,
        "a client gets its lines while another one does not read",
    );
    drop(slow_client);
}

#[test]
fn a_full_outbox_has_room_again_when_the_client_reads() {
    let (server, client) = pair();
    let outbox = Outbox::start(server, MOST);
    let line = line();
    let pushed = (0..MANY / line.len()).take_while(|_| outbox.push(&line).is_ok());
    let count = pushed.count();
    let mut lines = BufReader::new(client).lines();
    for _ in 0..count {
        expect(lines.next(), line.trim_end());
    }
    let why = format!("the client has read all {count} lines: there is room again");
    expect_equal(outbox.push(&line), Ok(()), &why);
}

#[test]
fn an_idle_writer_hears_of_the_end() {
    let finish_idle_ones = || {
        for _ in 0..IDLE {
            let (server, client) = pair();
            let outbox = Outbox::start(server, MOST);
            expect_equal(outbox.push("@ana oi\n"), Ok(()), "the outbox is empty");
            expect(BufReader::new(client).lines().next(), "@ana oi");
            thread::yield_now();
            let finished = outbox.finish();
            assert!(
                finished.is_ok(),
                "finish, though everything is written: {finished:?}"
            );
        }
    };
    in_time(
        finish_idle_ones,
        "finish ends a writer that waits for lines: who wakes it?",
    );
}

#[test]
fn a_client_that_has_gone_ends_the_writer() {
    let (mut server, client) = pair();
    drop(client);
    // The system tells it only to a write that comes after the answer to an earlier one.
    while server.write_all(b"f\n").is_ok() {}
    let push_and_finish = move || {
        let outbox = Outbox::start(server, usize::MAX);
        while outbox.push("f\n").is_ok() {
            thread::yield_now();
        }
        let finished = outbox.finish();
        assert!(
            finished.is_err(),
            "the client has gone, but finish says that all is written"
        );
    };
    in_time(
        push_and_finish,
        "after an error of the socket, push says Full, though there is room, and the writer ends",
    );
}

/// The next line that came must be this one.
#[track_caller]
fn expect(came: Option<io::Result<String>>, expected: &str) {
    let came = match came {
        Some(Ok(line)) if line == expected => return,
        Some(Ok(line)) => format!("the line of {} bytes `{:.40}`", line.len(), line),
        Some(Err(error)) => format!("nothing in time ({error})"),
        None => "the end".to_string(),
    };
    panic!("what the client reads\n  expected: the line `{expected:.40}`\n  received: {came}");
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
