use exercises::{expect_equal, in_time};

use super::*;

#[test]
fn messages_and_notices_are_shown_up_to_the_end() {
    expect(
        "! unknown-recipient caio\n@ana oi\n@bia f\nf\n",
        &["refused: unknown-recipient caio", "ana: oi", "bia: f"],
    );
    expect("f\n", &[]);
}

#[test]
fn a_text_stays_as_it_was_sent() {
    expect(
        "@ana  two blanks \n@ana f\n@bia ! not a notice\n@bia @ana oi\nf\n",
        &[
            "ana:  two blanks ",
            "ana: f",
            "bia: ! not a notice",
            "bia: @ana oi",
        ],
    );
}

#[test]
fn only_the_whole_line_f_ends_a_batch() {
    for line in ["friends online: 3", "ff", "f ", "f 7", "final words"] {
        let batch = format!("{line}\n@ana oi\nf\n");
        expect(&batch, &[line, "ana: oi"]);
    }
}

#[test]
fn the_next_batch_begins_behind_the_end() {
    let mut server = "fine weather\n@ana oi\nf\n@bia olá\nf\n".as_bytes();
    let (first, second) = (read_batch(&mut server), read_batch(&mut server));
    let why = "the server has sent two batches, each with its `f`, and this is the first";
    expect_equal(first.unwrap(), ["fine weather", "ana: oi"], why);
    let why = "the server has sent two batches, each with its `f`, and this is the second";
    expect_equal(second.unwrap(), ["bia: olá"], why);
}

#[test]
fn a_line_that_the_client_does_not_know_is_shown_as_it_is() {
    for line in ["? password", "+ 17", "#3 soon", "é verdade", "", "F", " f"] {
        let batch = format!("@ana um\n{line}\n@ana dois\nf\n");
        expect(&batch, &["ana: um", line, "ana: dois"]);
    }
}

#[test]
fn what_only_looks_like_a_message_or_a_notice_is_shown_as_it_is() {
    for line in ["@ana", "@ana ", "@ oi", "@", "!", "!!!", "!important"] {
        let batch = format!("{line}\n@ana oi\nf\n");
        expect(&batch, &[line, "ana: oi"]);
    }
}

#[test]
fn a_batch_that_is_cut_off_is_an_error() {
    let why = "the connection has ended, so read_batch returns: `read_line` says 0 at the end";
    in_time(cut_off_batches, why);
}

fn cut_off_batches() {
    for batch in ["", "@ana oi\n", "fine\n"] {
        let read = read_batch(&mut batch.as_bytes());
        assert!(
            read.is_err(),
            "the connection ended before the `f`, so nobody knows what else was in the batch\n  sent:     {batch:?}\n  expected: an error\n  received: {read:?}"
        );
    }
}

fn expect(batch: &str, expected: &[&str]) {
    match read_batch(&mut batch.as_bytes()) {
        Ok(screen) => expect_equal(screen, expected, &format!("the server has sent {batch:?}")),
        Err(error) => panic!(
            "the server has sent {batch:?}, which is a whole batch\n  expected: {expected:?}\n  received: an error: {error}"
        ),
    }
}
