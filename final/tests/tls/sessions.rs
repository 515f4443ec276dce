//! Sessions over TLS are the same as without.

use meu_mensageiro::limits::Limits;

use crate::support::{TlsClient, world};

#[test]
fn both_kinds_of_session_talk() {
    let world = world(&Limits::default());
    let mut ana = TlsClient::log_in(&world, "ana");
    let mut bia = TlsClient::log_in(&world, "bia /push");
    ana.send("@bia até já\n");
    assert_eq!(ana.line(), "f");
    let pushed = bia.line();
    assert!(
        pushed.starts_with("#1 ") && pushed.ends_with(" @ana até já"),
        "{pushed}"
    );
    bia.send("#1\n@ana oi\n/who\n");
    assert_eq!([bia.line(), bia.line()], ["+ 2", "+ ana bia"]);
    ana.send("\n\n");
    assert_eq!([ana.line(), ana.line(), ana.line()], ["@bia oi", "f", "f"]);
    ana.send("\n");
    assert_eq!(ana.line(), "f");
    assert_eq!(world.stop().rows(), 2);
}

#[test]
fn long_batches_and_long_lines_arrive_whole() {
    let world = world(&Limits::default());
    let mut ana = TlsClient::log_in(&world, "ana");
    let text = "é".repeat(2000);
    for _ in 0..40 {
        ana.send(&format!("@bia {text}\n"));
        assert_eq!(ana.line(), "f");
    }
    let mut bia = TlsClient::of(&world);
    // Many lines in one record of the greatest length, and more behind it.
    bia.send(&format!("bia\n{}", "\n".repeat(40_000)));
    for _ in 0..40 {
        assert_eq!(bia.line(), format!("@ana {text}"));
    }
    for _ in 0..=40_000 {
        assert_eq!(bia.line(), "f");
    }
    let mut caio = TlsClient::log_in(&world, "caio");
    caio.send(&"x".repeat(4097));
    assert!(caio.line().starts_with("! line-too-long"));
    world.stop();
}

#[test]
fn new_keys_in_the_middle_change_nothing() {
    let world = world(&Limits::default());
    for kind in ["ana", "ana /push"] {
        let mut ana = TlsClient::log_in(&world, kind);
        for _ in 0..10 {
            // The server has to answer with new keys of its own.
            ana.stream.conn.refresh_traffic_keys().unwrap();
            ana.send("\n");
            assert!(["f", "+"].contains(&&*ana.line()));
        }
    }
    world.stop();
}

#[test]
fn a_session_is_taken_over_with_what_it_had_not_read() {
    let world = world(&Limits::default());
    for (older, newer) in [("bia", "bia /push"), ("bia /push", "bia")] {
        let mut ana = TlsClient::log_in(&world, "ana");
        ana.send("@bia oi\n");
        assert_eq!(ana.line(), "f");
        let mut first = TlsClient::of(&world);
        first.send(&format!("{older}\n"));
        let mut second = TlsClient::of(&world);
        while !first.line().ends_with("@ana oi") {}
        second.send(&format!("{newer}\n"));
        let rest = first.rest().unwrap();
        assert!(rest.contains("! elsewhere"), "{rest}");
        while !second.line().ends_with("@ana oi") {}
        second.send("#1\n#2\n\n");
        while !["f", "+"].contains(&&*second.line()) {}
        second.send("\n\n");
        while !["f", "+"].contains(&&*second.line()) {}
        second.end_tls();
        second.rest().unwrap();
    }
    assert_eq!(world.stop().rows(), 2);
}

#[test]
fn the_end_of_the_server_is_said_and_is_an_orderly_one() {
    let world = world(&Limits::default());
    let mut clients = ["ana", "bia /push"].map(|line| TlsClient::log_in(&world, line));
    // One that has only begun is not waited for.
    let _mute = TlsClient::of(&world);
    let stopping = world.stop_in_background();
    for client in &mut clients {
        assert!(client.rest().unwrap().starts_with("! closing"));
    }
    stopping.join().unwrap();
}
