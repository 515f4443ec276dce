//! What a client may take of the server. The limits are smaller here than in service, so that
//! nobody waits.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod world;

use std::time::Duration;

use meu_mensageiro::limits::Limits;
use world::{World, said};

/// Short enough for a test to wait for it.
const SOON: Duration = Duration::from_millis(50);

#[test]
fn who_does_not_log_in_is_sent_away() {
    let world = World::with(&Limits {
        login_time: SOON,
        ..Limits::default()
    });
    let mut mute = world.connect();
    let mut slow = world.connect();
    slow.send(b"an").unwrap();
    for client in [&mut mute, &mut slow] {
        assert!(said(client).starts_with("! closing"));
        assert_eq!(client.expect_end().unwrap(), b"");
    }
    world.stop();
}

#[test]
fn a_line_has_to_be_complete_in_time_but_between_lines_there_is_no_hurry() {
    let world = World::with(&Limits {
        line_time: SOON,
        ..Limits::default()
    });
    let mut patient = world.log_in("ana");
    let mut slow = world.log_in("bia");
    slow.send(b"@ana ").unwrap();
    assert!(said(&mut slow).starts_with("! closing"));
    // ana has been silent for as long.
    patient.send_line("").unwrap();
    assert_eq!(said(&mut patient), "f");
    world.stop();
}

#[test]
fn the_oldest_makes_room_before_the_login() {
    let world = World::with(&Limits {
        before_login: 2,
        ..Limits::default()
    });
    let mut mute = [world.connect(), world.connect()];
    // Accepted in the order in which they came: the third takes the first one's place.
    let mut ana = world.log_in("ana");
    assert!(said(&mut mute[0]).starts_with("! busy"));
    ana.send_line("@ana still here").unwrap();
    assert_eq!(said(&mut ana), "@ana still here");
    world.stop();
}

#[test]
fn a_full_house_turns_newcomers_away_and_serves_the_others() {
    let world = World::with(&Limits {
        connections: 1,
        ..Limits::default()
    });
    let mut ana = world.log_in("ana");
    let mut late = world.connect();
    assert!(said(&mut late).starts_with("! busy"));
    ana.send_line("").unwrap();
    assert_eq!(said(&mut ana), "f");
    world.stop();
}

#[test]
fn unread_messages_have_a_bound_for_each_user() {
    let world = World::with(&Limits {
        unread: 1,
        ..Limits::default()
    });
    let mut ana = world.log_in("ana");
    ana.send(b"@bia one\n@bia two\n").unwrap();
    assert_eq!(said(&mut ana), "f");
    assert!(said(&mut ana).starts_with("! inbox-full"));
    world.stop();
}

#[test]
fn what_has_been_read_makes_room_for_more() {
    let world = World::with(&Limits {
        unread_bytes: 300,
        ..Limits::default()
    });
    let mut ana = world.log_in("ana /push");
    ana.send(b"@ana one\n@ana two\n").unwrap();
    assert_eq!(said(&mut ana), "+ 1");
    let mut next = [said(&mut ana), said(&mut ana)];
    next.sort();
    assert!(next[0].starts_with("! try-later"), "{next:?}");
    ana.send_line("#1").unwrap();
    // There is room as soon as the row is written.
    let accepted = (0..10_000).any(|_| {
        ana.send_line("@ana three").unwrap();
        said(&mut ana).starts_with('+')
    });
    assert!(accepted);
    world.stop();
}

#[test]
fn who_reads_nothing_is_given_up_and_keeps_its_messages() {
    let limits = Limits {
        write_time: SOON,
        ..Limits::default()
    };
    let world = World::with(&limits);
    let mut ana = world.log_in("ana");
    ana.send_line("@bia keep this").unwrap();
    assert_eq!(said(&mut ana), "f");
    let mut mute = world.log_in("bia");
    while mute.send(&b"/\n".repeat(16 * 1024)).is_ok() {}
    world.wait_until_only("ana");
    let mut bia = world.log_in("bia");
    bia.send_line("").unwrap();
    assert_eq!(said(&mut bia), "f");
    assert_eq!(world.stop().rows(), 1, "read in the second session only");
}

#[test]
fn a_push_session_that_reads_nothing_is_given_up_too() {
    let world = World::with(&Limits {
        write_time: SOON,
        ..Limits::default()
    });
    let mut mute = world.log_in("bia /push");
    while mute.send(&b"/\n".repeat(16 * 1024)).is_ok() {}
    world.wait_until_only("ana");
    world.stop();
}
