use std::collections::HashSet;
use std::thread;

use exercises::{expect_equal, in_time};

use super::*;

const RETURNS: &str =
    "the functions of a store return: does one of them lock what it has locked already?";

const MOST: usize = 1000;

#[test]
fn all_clones_are_the_same_store() {
    in_time(check_all_clones_are_the_same_store, RETURNS);
}

fn check_all_clones_are_the_same_store() {
    let store = Store::new(MOST);
    let ana = store.clone();
    let bia = store.clone();
    ana.submit("ana", "bia", "oi").unwrap();
    expect_equal(
        texts(&bia.unread("bia")),
        ["oi"],
        "what ana's handle stored, bia's handle has",
    );
}

#[test]
fn to_look_is_not_to_read() {
    in_time(check_to_look_is_not_to_read, RETURNS);
}

fn check_to_look_is_not_to_read() {
    let store = Store::new(MOST);
    store.submit("ana", "bia", "one").unwrap();
    store.submit("ana", "bia", "two").unwrap();
    let why = "two messages wait for bia";
    expect_equal(texts(&store.unread("bia")), ["one", "two"], why);
    expect_equal(
        texts(&store.unread("bia")),
        ["one", "two"],
        "the second look must find what the first one found: nothing was marked as read",
    );
}

#[test]
fn what_was_read_leaves_and_the_rest_stays() {
    in_time(check_what_was_read_leaves_and_the_rest_stays, RETURNS);
}

fn check_what_was_read_leaves_and_the_rest_stays() {
    let store = Store::new(MOST);
    let numbers = ["one", "two", "three"].map(|text| store.submit("ana", "bia", text).unwrap());
    let read = store.mark_read("bia", numbers[1]);
    let why = format!(
        "`mark_read` returns the messages up to number {}",
        numbers[1]
    );
    expect_equal(texts(&read), ["one", "two"], &why);
    expect_equal(
        texts(&store.unread("bia")),
        ["three"],
        "what was not read must stay",
    );
    expect_equal(
        texts(&store.mark_read("bia", numbers[1])),
        [""; 0],
        "`mark_read` with the same number again",
    );
    expect_equal(
        texts(&store.unread("bia")),
        ["three"],
        "the same number again takes nothing",
    );
}

#[test]
fn a_number_that_was_never_given_takes_all_that_is_up_to_it() {
    in_time(
        check_a_number_that_was_never_given_takes_all_that_is_up_to_it,
        RETURNS,
    );
}

fn check_a_number_that_was_never_given_takes_all_that_is_up_to_it() {
    let store = Store::new(MOST);
    store.submit("ana", "bia", "one").unwrap();
    let why = "`mark_read` with a number that is larger than all";
    expect_equal(texts(&store.mark_read("bia", u64::MAX)), ["one"], why);
    let why = "`mark_read` for somebody who never got a message";
    expect_equal(texts(&store.mark_read("nobody", u64::MAX)), [""; 0], why);
}

#[test]
fn numbers_grow_with_each_message_whoever_it_is_for() {
    in_time(
        check_numbers_grow_with_each_message_whoever_it_is_for,
        RETURNS,
    );
}

fn check_numbers_grow_with_each_message_whoever_it_is_for() {
    let store = Store::new(MOST);
    let first = store.submit("ana", "bia", "one");
    let second = store.submit("ana", "caio", "two");
    store.mark_read("bia", u64::MAX);
    let third = store.submit("ana", "bia", "three");
    expect_equal(
        [first, second, third],
        [Ok(1), Ok(2), Ok(3)],
        "the numbers of one, two and three; one was read before three came",
    );
}

#[test]
fn a_full_inbox_refuses_and_leaves_no_trace() {
    in_time(check_a_full_inbox_refuses_and_leaves_no_trace, RETURNS);
}

fn check_a_full_inbox_refuses_and_leaves_no_trace() {
    let store = Store::new(2);
    let why = "the numbers of the first two messages; bia has room for two";
    expect_equal(store.submit("ana", "bia", "one"), Ok(1), why);
    expect_equal(store.submit("ana", "bia", "two"), Ok(2), why);
    expect_equal(
        store.submit("ana", "bia", "three"),
        Err(InboxFull),
        "bia has two unread",
    );
    expect_equal(
        texts(&store.unread("bia")),
        ["one", "two"],
        "what was refused is not stored",
    );
    expect_equal(
        store.submit("ana", "caio", "four"),
        Ok(3),
        "caio has room, and 3 is not used up",
    );
    store.mark_read("bia", 1);
    expect_equal(
        store.submit("ana", "bia", "five"),
        Ok(4),
        "bia has read one: there is room again",
    );
}

#[test]
fn eight_threads_get_eight_times_as_many_numbers() {
    in_time(check_eight_threads_get_eight_times_as_many_numbers, RETURNS);
}

fn check_eight_threads_get_eight_times_as_many_numbers() {
    const EACH: usize = 500;
    let store = Store::new(8 * EACH);
    let senders = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let threads = senders.map(|sender| {
        let store = store.clone();
        thread::spawn(move || {
            for number in 0..EACH {
                store.submit(sender, "bia", &number.to_string()).unwrap();
            }
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    let unread = store.unread("bia");
    let ids: HashSet<_> = unread.iter().map(|message| message.id).collect();
    let why = "different numbers among the messages of eight threads";
    expect_equal(ids.len(), 8 * EACH, why);
    assert!(
        unread.is_sorted_by_key(|message| message.id),
        "numbers grow in an inbox"
    );
    for sender in senders {
        let from = unread.iter().filter(|message| message.from == sender);
        let texts: Vec<_> = from.map(|message| message.text.clone()).collect();
        let sent: Vec<_> = (0..EACH).map(|number| number.to_string()).collect();
        assert!(
            texts == sent,
            "the messages of {sender} are not all there in their order"
        );
    }
}

fn texts(messages: &[Message]) -> Vec<&str> {
    messages
        .iter()
        .map(|message| message.text.as_str())
        .collect()
}
