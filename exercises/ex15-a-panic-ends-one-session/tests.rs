use std::sync::Arc;
use std::thread;

use exercises::{expect_equal, within};

use super::*;

#[test]
fn what_is_put_in_comes_out_filtered() {
    let inboxes = Inboxes::new(filter);
    assert!(
        inboxes.put("bia", "oi"),
        "there is room for a first message"
    );
    assert!(
        inboxes.put("bia", "que dia feio"),
        "there is room for a second one"
    );
    expect_equal(
        inboxes.take("bia"),
        ["oi", "que dia ****"],
        "bia has got two messages, and `take` gives them to her",
    );
    assert!(
        inboxes.take("bia").is_empty(),
        "bia has got everything already"
    );
}

#[test]
fn there_is_room_for_three() {
    let inboxes = Arc::new(Inboxes::new(filter));
    expect_room(&inboxes, "nobody has sent anything yet");
    inboxes.take("caio");
    inboxes.take("bia");
    expect_room(&inboxes, "everything has been taken out");
}

#[test]
fn a_panic_of_the_filter_ends_one_session() {
    let inboxes = Arc::new(Inboxes::new(filter));
    expect_put(&inboxes, "bia", "oi", "nobody has panicked yet");
    put_bomb(&inboxes);
    expect_put(
        &inboxes,
        "bia",
        "ainda aí?",
        "the filter has panicked in another session",
    );
    let expected = ["oi", "ainda aí?"];
    expect_taken(
        &inboxes,
        "bia",
        &expected,
        "the filter has panicked in another session",
    );
}

#[test]
fn a_panic_of_the_filter_takes_no_room() {
    let inboxes = Arc::new(Inboxes::new(filter));
    for _ in 0..UNREAD_MAX {
        put_bomb(&inboxes);
    }
    expect_room(
        &inboxes,
        "the filter has panicked three times, and nothing was stored",
    );
    expect_taken(
        &inboxes,
        "caio",
        &[],
        "what made the filter panic is not stored",
    );
}

#[test]
fn whoever_panics_with_the_lock_stops_nobody() {
    let inboxes = Arc::new(Inboxes::new(filter));
    expect_put(&inboxes, "bia", "oi", "nobody has panicked yet");
    let other = Arc::clone(&inboxes);
    let panicked = thread::spawn(move || {
        let _held = other.unread.lock();
        panic!("somebody's mistake, with the lock in hand");
    });
    panicked.join().expect_err("it panics");
    let why = "a thread has panicked while it had the lock, and changed nothing";
    expect_put(&inboxes, "bia", "ainda aí?", why);
    expect_taken(&inboxes, "bia", &["oi", "ainda aí?"], why);
}

/// The other group's filter. It does not know every word.
fn filter(text: &str) -> String {
    assert!(!text.contains("bomba"), "the filter panics, as it may");
    text.replace("feio", "****")
}

/// A session that sends what the filter cannot take. It may panic.
fn put_bomb(inboxes: &Arc<Inboxes>) {
    let inboxes = Arc::clone(inboxes);
    let session = thread::spawn(move || inboxes.put("caio", "bomba"));
    let _ = session.join();
}

/// Exactly three messages find room; two of them are bia's.
fn expect_room(inboxes: &Arc<Inboxes>, why: &str) {
    for to in ["bia", "bia", "duda"] {
        expect_put(inboxes, to, "oi", why);
    }
    assert!(
        !put(inboxes, "bia", "oi", why),
        "{why}, and three messages wait\n  expected: no room for one more\n  received: `put` has returned true"
    );
    expect_taken(inboxes, "duda", &["oi"], why);
}

fn expect_put(inboxes: &Arc<Inboxes>, to: &str, text: &str, why: &str) {
    assert!(
        put(inboxes, to, text, why),
        "{why}\n  expected: room for a message to {to}\n  received: `put` has returned false"
    );
}

fn expect_taken(inboxes: &Arc<Inboxes>, login: &str, expected: &[&str], why: &str) {
    let shared = Arc::clone(inboxes);
    let user = login.to_string();
    let session = thread::spawn(move || within("`take`", move || shared.take(&user)));
    match session.join() {
        Ok(texts) => expect_equal(
            texts,
            expected,
            &format!("{why}; `take` was called for {login}"),
        ),
        Err(_) => {
            panic!("{why}\n  expected: the messages of {login}\n  received: a panic of `take`")
        }
    }
}

/// `put`, in a session of its own.
fn put(inboxes: &Arc<Inboxes>, to: &str, text: &str, why: &str) -> bool {
    let shared = Arc::clone(inboxes);
    let (user, text) = (to.to_string(), text.to_string());
    let session = thread::spawn(move || within("`put`", move || shared.put(&user, &text)));
    match session.join() {
        Ok(stored) => stored,
        Err(_) => panic!(
            "{why}\n  expected: `put` stores a message to {to}\n  received: a panic of `put`"
        ),
    }
}
