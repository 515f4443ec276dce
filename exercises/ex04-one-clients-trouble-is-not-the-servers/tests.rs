use exercises::{passes, start};

use super::*;

#[test]
fn what_a_client_sends_comes_back() {
    passes(serve, "ch01-echo/line-comes-back");
}

#[test]
fn the_next_client_is_served() {
    passes(serve, "ch01-echo/the-next-client");
}

#[test]
fn a_reset_ends_one_connection() {
    passes(serve, "ch01-echo/the-next-client-after-a-reset");
}

#[test]
fn a_client_that_breaks_off_while_it_is_answered_ends_one_connection() {
    let server = start(serve);
    for before in 0..5 {
        let mut ana = server.connect();
        ana.send("x".repeat(10_000));
        let why = format!(
            "ana sends 10000 bytes, reads the first two that come back, and breaks her connection; \
             she has done so {before} times before, and now nothing comes back"
        );
        ana.expect_bytes("xx", &why);
        ana.reset();
    }
    let mut bia = server.connect();
    bia.send_line("bia");
    bia.expect_line(
        "bia",
        "ana broke her connection while her bytes were coming back; now bia connects",
    );
}

#[test]
fn a_client_that_breaks_off_before_its_turn_ends_one_connection() {
    let server = start(serve);
    let mut ana = server.connect();
    ana.send_line("ana");
    ana.expect_line(
        "ana",
        "ana connects and is the first one, so she has her turn",
    );
    // Bia waits in the listener's queue, and goes before ana does.
    let bia = server.connect();
    bia.reset();
    ana.close();
    let mut caio = server.connect();
    caio.send_line("caio");
    caio.expect_line(
        "caio",
        "bia connected behind ana and broke her connection before her turn; now caio connects",
    );
}
