use std::io::Read;

use exercises::{in_time, pair};

use super::*;

const FIRST: &str = "08:15 Porto, track 3\n";
const NO_WAIT: &str = "send_waiting never waits for a board";
const SECOND: &str = "08:20 Braga, cancelled\n";

#[test]
fn a_short_announcement_goes_out_at_once() {
    in_time(a_short_announcement, NO_WAIT);
}

fn a_short_announcement() {
    let (mut sender, mut board) = non_blocking_pair();
    let mut waiting = FIRST.as_bytes().to_vec();
    let sent = round(&mut sender, &mut waiting);
    assert!(
        sent == FIRST.len(),
        "there was room for all {} bytes of the announcement, but send_waiting says that it sent {sent}",
        FIRST.len()
    );
    expect(&mut board, FIRST.as_bytes());
    let sent = round(&mut sender, &mut waiting);
    assert!(
        sent == 0,
        "nothing waits any more, but send_waiting says that it sent {sent} bytes"
    );
}

#[test]
fn a_board_that_reads_late_gets_every_byte_once() {
    in_time(a_board_that_reads_late, NO_WAIT);
}

fn a_board_that_reads_late() {
    let (mut sender, mut board) = non_blocking_pair();
    // No system has room for so much while nobody reads.
    let storm = storm();
    let mut waiting = storm.clone();
    let mut sent = round(&mut sender, &mut waiting);
    // Something new for the same board: it belongs behind what still waits.
    waiting.extend(SECOND.as_bytes());
    expect(&mut board, &storm[..sent]);
    let mut all = storm;
    all.extend(SECOND.as_bytes());
    while sent < all.len() {
        let count = round(&mut sender, &mut waiting);
        expect(&mut board, &all[sent..sent + count]);
        sent += count;
    }
    assert!(waiting.is_empty(), "all was sent, so nothing waits");
}

#[test]
fn a_board_that_does_not_read_at_all_keeps_nobody_waiting() {
    in_time(a_board_that_does_not_read, NO_WAIT);
}

fn a_board_that_does_not_read() {
    let (mut sender, _board) = non_blocking_pair();
    let mut waiting = storm();
    for _ in 0..20 {
        round(&mut sender, &mut waiting);
    }
}

#[test]
fn a_board_that_has_gone_is_an_error() {
    in_time(a_board_that_has_gone, NO_WAIT);
}

fn a_board_that_has_gone() {
    let (mut sender, board) = non_blocking_pair();
    drop(board);
    // The first write may only find out that nobody is there any more, the next one says it.
    for _ in 0..1000 {
        if send_waiting(&mut sender, &mut FIRST.as_bytes().to_vec()).is_err() {
            return;
        }
    }
    panic!(
        "the board has closed the connection\n  expected: an error, now or in one of the next rounds\n  received: a thousand times Ok"
    );
}

fn non_blocking_pair() -> (TcpStream, TcpStream) {
    let (sender, board) = pair();
    sender.set_nonblocking(true).unwrap();
    (sender, board)
}

/// Some 18 MiB, in which no two lines are the same.
fn storm() -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..256 * 1024 {
        let line =
            format!("train {number:9} is late because of the storm; we are sorry for that\n");
        bytes.extend(line.as_bytes());
    }
    bytes
}

/// One round: what it returns must fit what has left `waiting`.
fn round(sender: &mut TcpStream, waiting: &mut Vec<u8>) -> usize {
    let before = waiting.len();
    match send_waiting(sender, waiting) {
        Ok(sent) => {
            let unsent = before.saturating_sub(sent);
            assert!(
                waiting.len() == unsent,
                "{before} bytes waited, and send_waiting says that {sent} of them went out\n  expected: the other {unsent} still wait\n  received: {} wait",
                waiting.len()
            );
            sent
        }
        Err(error) => panic!(
            "the board is there, but does not read at the moment\n  expected: what there is no room for stays in `waiting`, and that is no error\n  received: {error}"
        ),
    }
}

/// The board reads what has been sent, and finds what it should.
fn expect(board: &mut TcpStream, expected: &[u8]) {
    let mut received = vec![0; expected.len()];
    if let Err(error) = board.read_exact(&mut received) {
        panic!(
            "the board waits for {} bytes that send_waiting says it has sent: {error}",
            expected.len()
        );
    }
    if received == expected {
        return;
    }
    for place in 0..expected.len() {
        if received[place] != expected[place] {
            let end = expected.len().min(place + 20);
            panic!(
                "the board got other bytes than those that came next\n  expected: `{}`\n  received: `{}`\n  likely:   some were left out, or went out twice",
                expected[place..end].escape_ascii(),
                received[place..end].escape_ascii()
            );
        }
    }
}
