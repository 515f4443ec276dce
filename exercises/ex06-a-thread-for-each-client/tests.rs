use exercises::{passes, start};

use super::*;

#[test]
fn two_clients_are_served_at_the_same_time() {
    passes(without_mark, "ch02-threads/two-at-once");
}

#[test]
fn a_slow_typist_keeps_nobody_waiting() {
    passes(
        without_mark,
        "ch02-threads/a-slow-typist-keeps-nobody-waiting",
    );
}

#[test]
fn every_thread_has_the_mark_of_its_relay() {
    let porto = start(|listener| serve(listener, "[porto] "));
    let braga = start(|listener| serve(listener, "[braga] "));
    let mut ana = porto.connect();
    let mut bia = porto.connect();
    let mut caio = braga.connect();
    ana.send_line("um");
    bia.send_line("dois");
    caio.send_line("três");
    let why = "a relay puts its own mark in front of each line";
    caio.expect_line("[braga] três", why);
    bia.expect_line("[porto] dois", why);
    ana.expect_line("[porto] um", why);
}

#[test]
fn twenty_clients_that_say_nothing_keep_nobody_out() {
    let relay = start(without_mark);
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(relay.connect());
    }
    let mut ana = relay.connect();
    ana.send_line("olá");
    ana.expect_line(
        "olá",
        "twenty clients are connected and say nothing, and ana's thread is none of theirs",
    );
}

fn without_mark(listener: TcpListener) -> io::Result<()> {
    serve(listener, "")
}
