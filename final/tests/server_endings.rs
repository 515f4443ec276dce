//! What the end of a session says about reading, and what is left after it.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod world;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use meu_mensageiro::limits::Limits;
use world::{World, said};

#[test]
fn a_close_that_follows_the_servers_end_is_no_reading() {
    let world = World::new();
    let mut ana = world.log_in("ana");
    ana.send_line("@bia oi").unwrap();
    said(&mut ana);
    let mut bia = world.connect();
    bia.send_line("bia").unwrap();
    assert_eq!([said(&mut bia), said(&mut bia)], ["@ana oi", "f"]);
    let stopping = world.stop_in_background();
    assert!(said(&mut bia).starts_with("! closing"));
    // As prompt as a client can be: its FIN comes while the server waits for it.
    bia.close();
    ana.close();
    assert_eq!(stopping.join().unwrap().rows(), 0);
}

#[test]
fn a_client_that_ends_its_side_and_dies_without_reading_has_read_nothing() {
    let world = World::new();
    let mut ana = world.log_in("ana");
    let message = format!("@bia {}\n", "x".repeat(4000));
    // More than the client's kernel takes for a program that does not read.
    for _ in 0..1000 {
        ana.send(message.as_bytes()).unwrap();
        assert_eq!(said(&mut ana), "f");
    }
    // Each time at another moment of the server's farewell.
    for _ in 0..20 {
        let mut bia = TcpStream::connect(world.address()).unwrap();
        bia.write_all(b"bia\n\n\n\n").unwrap();
        bia.shutdown(Shutdown::Write).unwrap();
        let mut beginning = [0; 6];
        bia.read_exact(&mut beginning).unwrap();
        assert_eq!(&beginning, b"@ana x");
    }
    world.wait_until_only("ana");
    assert_eq!(world.stop().rows(), 0);
}

#[test]
fn each_message_has_one_row_and_numbers_go_on_after_a_restart() {
    let world = World::new();
    let mut ana = world.log_in("ana /push");
    ana.send_line("@ana one").unwrap();
    assert_eq!(said(&mut ana), "+ 1");
    said(&mut ana);
    ana.send(b"#1\n#1\n\n").unwrap();
    assert_eq!(said(&mut ana), "+");
    let first_epoch = world.epoch("bia");
    let stopped = world.stop();
    assert_eq!(stopped.rows(), 1);
    let world = World::in_folder(stopped.data, &Limits::default());
    assert_eq!(world.epoch("bia"), first_epoch);
    let mut ana = world.log_in("ana /push");
    ana.send_line("@ana two").unwrap();
    assert_eq!(said(&mut ana), "+ 2");
    world.stop();
}

#[test]
fn a_line_in_pieces_has_no_more_time_than_a_whole_one() {
    let world = World::with(&Limits {
        line_time: Duration::from_millis(50),
        ..Limits::default()
    });
    let mut slow = world.log_in("ana");
    let mut pieces = 0;
    let notice = loop {
        pieces += 1;
        assert!(pieces < 1000, "the line may take for ever");
        slow.send(b"x").unwrap();
        // The pause between two pieces: far shorter than the line's time.
        if let Ok(line) = slow.receive_line_within(Duration::from_millis(5)) {
            break line;
        }
    };
    assert!(notice.text().unwrap().starts_with("! closing"));
    world.stop();
}

#[cfg(target_os = "linux")] // where a line and the end can be sent as one
#[test]
fn a_login_that_has_ended_does_not_take_over_from_one_who_connected_later() {
    let world = World::new();
    let mut older = TcpStream::connect(world.address()).unwrap();
    let mut newer = world.log_in("bia");
    socket2::SockRef::from(&older).set_tcp_cork(true).unwrap();
    older.write_all(b"bia\n").unwrap();
    older.shutdown(Shutdown::Write).unwrap();
    let mut heard = String::new();
    older.read_to_string(&mut heard).unwrap();
    assert!(heard.starts_with("! elsewhere"), "{heard}");
    newer.send_line("").unwrap();
    assert_eq!(said(&mut newer), "f");
    world.stop();
}

#[test]
fn a_login_takes_over_though_its_client_connected_earlier() {
    let world = World::new();
    let mut slow_typist = world.connect();
    let mut newer = world.log_in("bia");
    slow_typist.send_line("bia").unwrap();
    assert_eq!(said(&mut slow_typist), "f");
    assert!(said(&mut newer).starts_with("! elsewhere"));
    world.stop();
}
