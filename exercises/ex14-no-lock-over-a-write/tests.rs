use std::io::{BufRead, BufReader};
use std::sync::Arc;
use std::thread;

use exercises::{expect_equal, pair, within};

use super::*;

/// So many messages of this length do not fit into the buffers of two sockets by far.
const MESSAGES: usize = 16_384;
const LENGTH: usize = 4096;

#[test]
fn a_batch_has_what_waits_and_then_an_f() {
    let inboxes = Inboxes::default();
    inboxes.put("ana", "bia", "oi");
    inboxes.put("caio", "bia", "até já");
    let waits = "two messages wait for bia";
    expect_batch(&inboxes, "bia", "@ana oi\n@caio até já\nf\n", waits);
    expect_batch(&inboxes, "bia", "f\n", "bia has got everything already");
}

#[test]
fn nobody_waits_for_a_slow_reader() {
    let (inboxes, mut bia) = being_written();
    let others = Arc::clone(&inboxes);
    within(
        "bia does not read her batch, and a message to caio has to wait for that: `put`",
        move || others.put("ana", "caio", "oi"),
    );
    let others = Arc::clone(&inboxes);
    within(
        "bia does not read her batch, and caio has to wait for that: `deliver`",
        move || expect_batch(&others, "caio", "@ana oi\nf\n", "a message waits for caio"),
    );
    read_batch(&mut bia);
}

#[test]
fn what_comes_while_a_batch_is_written_comes_with_the_next_one() {
    let (inboxes, mut bia) = being_written();
    let others = Arc::clone(&inboxes);
    within(
        "bia does not read her batch, and another message to her has to wait for that: `put`",
        move || others.put("ana", "bia", "ainda aí?"),
    );
    read_batch(&mut bia);
    expect_batch(
        &inboxes,
        "bia",
        "@ana ainda aí?\nf\n",
        "this came while bia's large batch was being written; nobody may throw it away with that",
    );
}

/// Inboxes of which a large batch is being written to bia, and bia, who has not read any of it.
fn being_written() -> (Arc<Inboxes>, BufReader<TcpStream>) {
    let inboxes = Arc::new(Inboxes::default());
    let text = "x".repeat(LENGTH);
    for _ in 0..MESSAGES {
        inboxes.put("ana", "bia", &text);
    }
    let (mut server, bia) = pair();
    // The write waits for bia for as long as she likes.
    server.set_write_timeout(None).unwrap();
    let writer = Arc::clone(&inboxes);
    thread::spawn(move || writer.deliver("bia", &mut server));
    // Here is a first byte, so the write has begun. It cannot end before bia reads.
    bia.peek(&mut [0]).expect("`deliver` writes the batch");
    (inboxes, BufReader::new(bia))
}

/// Reads the large batch, to the last byte.
fn read_batch(bia: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    let mut messages = 0;
    loop {
        line.clear();
        bia.read_line(&mut line)
            .expect("bia reads on, so the rest of her batch has to come");
        if line == "f\n" {
            break;
        }
        assert!(
            line.len() == "@ana \n".len() + LENGTH,
            "what came during the write has to wait for the next batch\n  a line of this one: `{line}`"
        );
        messages += 1;
    }
    expect_equal(messages, MESSAGES, "so many messages are in bia's batch");
}

fn expect_batch(inboxes: &Inboxes, login: &str, expected: &str, why: &str) {
    let (mut server, client) = pair();
    inboxes
        .deliver(login, &mut server)
        .expect("a small batch is written at once");
    drop(server);
    let received = std::io::read_to_string(client).expect("it is text, and it has an end");
    assert!(
        received == expected,
        "{why}\n  expected: {expected:?}\n  received: {received:?}"
    );
}
