//! A session that panics ends, and no other. Only the library can bring one to it: here something
//! panics that leads to a session of the same user.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

mod world;

use std::sync::Arc;

use meu_mensageiro::limits::Limits;
use meu_mensageiro::store::{Event, Port};
use world::{World, said};

/// Panics when another session takes over from its own: in the thread of that one.
struct Bomb;

impl Port for Bomb {
    fn notify(&self, event: Event) {
        assert_ne!(event, Event::TakenOver, "as the test wants it");
    }
}

#[test]
fn a_session_that_panics_ends_and_no_other() {
    for login in ["bia", "bia /push"] {
        let (world, store) = World::with_store(&Limits::default());
        let mut ana = world.log_in("ana");
        let held = store.open_inbox(&"bia".parse().unwrap(), Arc::new(Bomb));
        let mut bia = world.connect();
        bia.send_line(login).unwrap();
        assert_eq!(bia.expect_end().unwrap(), b"", "nothing but the end");
        ana.send_line("@bia oi").unwrap();
        assert_eq!(said(&mut ana), "f");
        let mut bia = world.connect();
        bia.send_line("bia").unwrap();
        assert_eq!([said(&mut bia), said(&mut bia)], ["@ana oi", "f"]);
        // The server's handle is the last one: it closes the files.
        drop((held, store));
        world.stop();
    }
}
