//! What a client's end, and its next line, say about reading (R1 to R3 of section 5).

use std::io::Write;
use std::time::Duration;

use meu_mensageiro::limits::Limits;
use socket2::SockRef;

use crate::support::{TlsClient, rows, world};
use crate::world::World;

/// A server on which a message waits for bia.
fn world_with_mail() -> World {
    let world = world(&Limits::default());
    let mut ana = TlsClient::log_in(&world, "ana");
    ana.send("@bia oi\n");
    assert_eq!(ana.line(), "f");
    world
}

/// bia, who has been sent the message.
fn bia(world: &World) -> TlsClient {
    let mut bia = TlsClient::of(world);
    bia.send("bia\n");
    assert_eq!([bia.line(), bia.line()], ["@ana oi", "f"]);
    bia
}

/// Waits until bia's session has ended, and counts what has been read by then.
fn read_at_the_end(world: World) -> usize {
    let mut caio = TlsClient::log_in(&world, "caio /push");
    for _ in 0..100_000 {
        caio.send("/who\n");
        if !caio.line().contains(" bia") {
            return world.stop().rows();
        }
    }
    panic!("bia is still online");
}

#[test]
fn the_next_line_says_that_it_was_read() {
    let world = world_with_mail();
    let mut bia = bia(&world);
    bia.send("\n");
    assert_eq!(bia.line(), "f");
    // Whatever becomes of her then.
    SockRef::from(&bia.stream.sock)
        .set_linger(Some(Duration::ZERO))
        .unwrap();
    drop(bia);
    assert_eq!(read_at_the_end(world), 1);
}

#[test]
fn a_line_that_was_sent_before_says_nothing() {
    let world = world_with_mail();
    let mut bia = TlsClient::of(&world);
    bia.send("bia\n\n");
    assert_eq!([bia.line(), bia.line(), bia.line()], ["@ana oi", "f", "f"]);
    bia.end_tcp();
    assert_eq!(read_at_the_end(world), 0);
}

#[test]
fn a_record_that_had_begun_to_come_before_says_nothing_either() {
    let world = world_with_mail();
    let mut bia = TlsClient::of(&world);
    while bia.stream.conn.is_handshaking() {
        bia.stream.conn.complete_io(&mut bia.stream.sock).unwrap();
    }
    let (login, line) = (bia.seal("bia\n"), bia.seal("\n"));
    let (before, after) = line.split_at(7);
    bia.stream
        .sock
        .write_all(&[&login, before].concat())
        .unwrap();
    assert_eq!([bia.line(), bia.line()], ["@ana oi", "f"]);
    bia.stream.sock.write_all(after).unwrap();
    assert_eq!(bia.line(), "f");
    bia.end_tcp();
    assert_eq!(read_at_the_end(world), 0);
}

#[test]
fn a_close_that_is_whole_says_that_it_was_read() {
    let world = world_with_mail();
    let mut bia = bia(&world);
    bia.end_tls();
    drop(bia);
    assert_eq!(read_at_the_end(world), 1);
}

#[test]
fn a_close_that_waits_for_the_servers_says_so_too() {
    let world = world_with_mail();
    let mut bia = bia(&world);
    bia.end_tls();
    assert_eq!(bia.rest().unwrap(), "");
    drop(bia);
    assert_eq!(read_at_the_end(world), 1);
}

#[test]
fn a_half_close_is_answered_before_it_says_so() {
    let world = world_with_mail();
    let mut bia = TlsClient::of(&world);
    bia.send("bia\n\n");
    bia.end_tls();
    bia.end_tcp();
    assert_eq!([bia.line(), bia.line(), bia.line()], ["@ana oi", "f", "f"]);
    drop(bia);
    assert_eq!(read_at_the_end(world), 1);
}

#[test]
fn an_end_without_a_close_notify_says_nothing() {
    let world = world_with_mail();
    let mut bia = bia(&world);
    bia.end_tcp();
    // Not even a word of farewell: it may not be she who has ended it.
    assert!(bia.rest().is_err());
    assert_eq!(read_at_the_end(world), 0);
}

#[test]
fn a_client_that_closes_before_the_batch_comes_has_not_read_it() {
    let world = world_with_mail();
    for _ in 0..20 {
        let mut bia = TlsClient::of(&world);
        bia.send("bia\n");
        bia.end_tls();
        drop(bia);
    }
    assert_eq!(rows(&world), 0);
    assert_eq!(read_at_the_end(world), 0);
}
