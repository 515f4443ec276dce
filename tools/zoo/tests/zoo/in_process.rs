//! A server on threads of the test.

use std::fs;
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use tempfile::TempDir;
use testkit::LineClient;
use testkit::client::ReceiveError;
use testkit::deadline::patience;
use zoo::{Defect, Reading, Server, serve, serve_right};

fn started(defect: Option<Defect>) -> (Server, TempDir) {
    let data = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = serve(listener, &["ana", "bia"], data.path(), defect).unwrap();
    (server, data)
}

fn client(server: &Server, login: &str) -> LineClient {
    let mut client = LineClient::connect(server.address()).unwrap();
    client.send_line(login).unwrap();
    client
}

/// What never returns fails the test, and does not hold it up.
fn in_time(act: impl FnOnce() + Send + 'static) {
    let (done, wait) = mpsc::channel();
    thread::spawn(move || {
        act();
        let _ = done.send(());
    });
    let result = wait.recv_timeout(patience());
    assert_eq!(result, Ok(()), "the server does not end");
}

fn assert_next(client: &mut LineClient, line: &str) {
    assert_eq!(client.receive_line().unwrap().text(), Ok(line));
}

#[test]
fn a_message_arrives_and_is_logged() {
    let (server, data) = started(None);
    let mut ana = client(&server, "ana");
    assert_next(&mut ana, "f");
    ana.send_line("@bia até já").unwrap();
    assert_next(&mut ana, "f");
    let mut bia = client(&server, "bia");
    assert_next(&mut bia, "@ana até já");
    assert_next(&mut bia, "f");
    drop(server);
    let log = fs::read_to_string(data.path().join("messages.csv")).unwrap();
    assert!(log.contains(",ana,bia,até já,"), "{log}");
}

#[test]
fn a_row_may_wait_for_the_next_line() {
    let data = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let users = ["ana", "bia"];
    let server = serve_right(listener, &users, data.path(), Reading::NextLine).unwrap();
    let log = || fs::read_to_string(data.path().join("messages.csv")).unwrap();
    let mut ana = client(&server, "ana");
    ana.send_line("@bia oi").unwrap();
    ana.receive_line().unwrap();
    ana.receive_line().unwrap();
    // What broke has read nothing (R3), so the message comes again.
    let mut bia = client(&server, "bia");
    assert_next(&mut bia, "@ana oi");
    assert_next(&mut bia, "f");
    bia.reset().unwrap();
    let mut bia = bia_with_her_message(&server);
    assert_next(&mut bia, "f");
    assert!(!log().contains(",ana,bia,oi,"), "{}", log());
    bia.send_line("").unwrap();
    assert_next(&mut bia, "f");
    assert!(log().contains(",ana,bia,oi,"), "{}", log());
}

/// The server notices a reset a moment after it was sent.
fn bia_with_her_message(server: &Server) -> LineClient {
    let found = (0..1000).find_map(|_| {
        let mut bia = client(server, "bia");
        (bia.receive_line().unwrap().text() == Ok("@ana oi")).then_some(bia)
    });
    found.expect("the message comes again")
}

#[test]
fn dropping_the_server_ends_every_session() {
    for defect in [None, Some(Defect::OneAtATime)] {
        let (server, _data) = started(defect);
        let mut ana = client(&server, "ana");
        assert_next(&mut ana, "f");
        ana.send(b"@bia half a li").unwrap();
        let mut bia = LineClient::connect(server.address()).unwrap();
        in_time(|| drop(server));
        for client in [&mut ana, &mut bia] {
            let end = client.receive_line().unwrap_err();
            assert!(
                matches!(end, ReceiveError::Closed | ReceiveError::Reset),
                "{end}"
            );
        }
    }
}

#[test]
fn a_stopper_ends_a_server_that_somebody_waits_for() {
    let (server, _data) = started(None);
    let stopper = server.stopper();
    let stops = thread::spawn(move || [(); 2].map(|()| stopper.stop()));
    in_time(|| server.wait());
    stops.join().unwrap();
}

#[test]
fn two_servers_know_nothing_of_each_other() {
    let (right, _one) = started(None);
    let (wrong, _two) = started(Some(Defect::AnybodyComesIn));
    assert_next(&mut client(&wrong, "zeca"), "f");
    assert_next(&mut client(&right, "zeca"), "! unknown-user");
}

/// Its thread may notice the reset after the next line of another client; that is no excuse where
/// the system tells a broken connection to whoever asks.
#[cfg(unix)]
#[test]
fn a_reset_ends_everything_before_the_next_answer() {
    for _ in 0..20 {
        let (server, _data) = started(Some(Defect::AResetEndsEverything));
        let mut ana = client(&server, "ana");
        assert_next(&mut ana, "f");
        let mut bia = client(&server, "bia");
        assert_next(&mut bia, "f");
        bia.reset().unwrap();
        let _ = ana.send_line("");
        let answer = ana.receive_line();
        assert!(answer.is_err(), "{answer:?}");
        in_time(|| server.wait());
    }
}

#[test]
fn an_orderly_end_disturbs_nobody() {
    let (server, _data) = started(Some(Defect::AResetEndsEverything));
    let mut ana = client(&server, "ana");
    assert_next(&mut ana, "f");
    for login in ["bia", "zeca"].repeat(10) {
        let mut other = client(&server, login);
        other.receive_line().unwrap();
        other.close();
        ana.send_line("").unwrap();
        assert_next(&mut ana, "f");
    }
}

#[test]
fn a_user_base_must_have_users() {
    let data = tempfile::tempdir().unwrap();
    let start = |users: &[&str]| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        serve(listener, users, data.path(), None).map(drop)
    };
    assert!(start(&["ana"]).is_ok());
    assert!(start(&[]).is_err());
    assert!(start(&["Ana"]).is_err());
}
