use exercises::in_time;

use super::*;

const FIRST: &str = "08:15 Porto, track 3\n";
const SECOND: &str = "08:20 Braga, cancelled\n";
const NO_WAIT: &str = "send_waiting never waits for a board";

#[test]
fn a_short_announcement_goes_out_at_once() {
    in_time(a_short_announcement, NO_WAIT);
}

fn a_short_announcement() {
    let mut board = Board::new();
    board.has_room_for(1000);
    let mut waiting = FIRST.as_bytes().to_vec();
    let sent = round(&mut board, &mut waiting);
    assert!(
        sent == FIRST.len(),
        "there was room for all {} bytes of the announcement, but send_waiting says that it sent {sent}",
        FIRST.len()
    );
    expect(&board, FIRST);
    let sent = round(&mut board, &mut waiting);
    assert!(
        sent == 0,
        "nothing waits any more, but send_waiting says that it sent {sent} bytes"
    );
}

#[test]
fn a_board_behind_a_slow_line_gets_every_byte_once() {
    in_time(a_board_behind_a_slow_line, NO_WAIT);
}

fn a_board_behind_a_slow_line() {
    let mut board = Board::new();
    let mut waiting = FIRST.as_bytes().to_vec();
    board.has_room_for(8);
    round(&mut board, &mut waiting);
    expect(&board, &FIRST[..8]);
    // Something new for the same board: it comes after what still waits.
    waiting.extend(SECOND.as_bytes());
    let all = format!("{FIRST}{SECOND}");
    while board.shown().len() < all.len() {
        board.has_room_for(5);
        let before = board.shown().len();
        round(&mut board, &mut waiting);
        let end = all.len().min(before + 5);
        expect(&board, &all[..end]);
    }
    assert!(waiting.is_empty(), "all was sent, so nothing waits");
}

#[test]
fn a_board_without_room_keeps_nobody_waiting_and_loses_nothing() {
    in_time(a_board_without_room, NO_WAIT);
}

fn a_board_without_room() {
    let mut board = Board::new();
    let mut waiting = FIRST.as_bytes().to_vec();
    for _ in 0..20 {
        let sent = round(&mut board, &mut waiting);
        assert!(
            sent == 0,
            "there is no room, but send_waiting says that it sent {sent} bytes"
        );
    }
    board.has_room_for(1000);
    round(&mut board, &mut waiting);
    expect(&board, FIRST);
}

#[test]
fn a_board_that_has_gone_is_an_error() {
    in_time(a_board_that_has_gone, NO_WAIT);
}

fn a_board_that_has_gone() {
    let mut board = Board::new();
    board.leaves();
    let sent = send_waiting(&mut board, &mut FIRST.as_bytes().to_vec());
    assert!(
        sent.is_err(),
        "the board has closed the connection\n  expected: the error of `write`\n  received: {sent:?}"
    );
}

/// One round: what it returns must fit what has left `waiting`, and what has arrived.
fn round(board: &mut Board, waiting: &mut Vec<u8>) -> usize {
    let before = waiting.len();
    let shown = board.shown().len();
    match send_waiting(board, waiting) {
        Ok(sent) => {
            let arrived = board.shown().len() - shown;
            assert!(
                sent == arrived,
                "send_waiting says that it sent {sent} bytes\n  received: the board has got {arrived}"
            );
            let unsent = before.saturating_sub(sent);
            assert!(
                waiting.len() == unsent,
                "{before} bytes waited, and {sent} of them went out\n  expected: the other {unsent} still wait\n  received: {} wait",
                waiting.len()
            );
            sent
        }
        Err(error) => panic!(
            "the board is there, but has no room at the moment\n  expected: what there is no room for stays in `waiting`, and that is no error\n  received: {error}"
        ),
    }
}

/// This is all that the board has got.
fn expect(board: &Board, expected: &str) {
    let shown = String::from_utf8_lossy(board.shown());
    assert!(
        shown == expected,
        "the board got other bytes than those that came next\n  expected: {expected:?}\n  received: {shown:?}\n  likely:   some were left out, or went out twice"
    );
}
