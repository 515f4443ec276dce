//! Servers that were written without the line protocol in mind: a read is a message, and no LF ends
//! anything.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use testkit::{Cause, Failure, Framing, How, Played, Reading, Session, Target, play};

/// What a server does with a batch.
type Answer = fn(&mut TcpStream, &[(String, String)]);
type Inboxes = Arc<Mutex<HashMap<String, Vec<(String, String)>>>>;

const STEPS: &str = "\
title: t
since: ch04-inbox
why: w
users: ana, bia, caio

zeca> zeca
zeca: closed
ana> ana
ana< f
caio> caio
caio< f
ana> @bia primeira
ana< f
caio> @bia segunda
caio< f
bia> bia
bia< @ana primeira
bia< @caio segunda
bia< f
ana: close
bia> @caio obrigada
bia< f
caio> @bia ate logo
caio< @bia obrigada
caio< f
";

/// One read of at most 1024 bytes is the login, and each later one a message.
fn server(answer: Answer) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let inboxes: Inboxes = Arc::default();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let inboxes = Arc::clone(&inboxes);
            thread::spawn(move || serve(stream, &inboxes, answer));
        }
    });
    address
}

fn serve(mut stream: TcpStream, inboxes: &Inboxes, answer: Answer) {
    let Some(login) = read(&mut stream) else {
        return;
    };
    if !["ana", "bia", "caio"].contains(&login.as_str()) {
        // Fails where the client has gone.
        let _ = stream.write_all(b"usuario desconhecido");
        return;
    }
    loop {
        let mut all = inboxes.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = all.remove(&login).unwrap_or_default();
        drop(all);
        answer(&mut stream, &waiting);
        let Some(message) = read(&mut stream) else {
            return;
        };
        if let Some((to, text)) = message[1..].split_once(' ') {
            let mut all = inboxes.lock().unwrap_or_else(PoisonError::into_inner);
            let inbox = all.entry(to.to_owned()).or_default();
            inbox.push((login.clone(), text.to_owned()));
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<String> {
    let mut buffer = [0; 1024];
    let count = stream.read(&mut buffer).ok().filter(|&count| count > 0)?;
    Some(String::from_utf8_lossy(&buffer[..count]).into_owned())
}

fn send(stream: &mut TcpStream, text: &str) {
    // Fails where the client has gone.
    let _ = stream.write_all(text.as_bytes());
}

fn glued(stream: &mut TcpStream, waiting: &[(String, String)]) {
    for (from, text) in waiting {
        send(stream, &format!("{from}: {text}"));
    }
    send(stream, "f");
}

fn in_pieces(stream: &mut TcpStream, waiting: &[(String, String)]) {
    for (from, text) in waiting {
        send(stream, &format!("De {} | ", from.to_uppercase()));
        thread::sleep(Duration::from_millis(20));
        send(stream, &format!("{text}\r\n"));
    }
    send(stream, "f\r\n");
}

fn without_f(stream: &mut TcpStream, waiting: &[(String, String)]) {
    for (from, text) in waiting {
        send(stream, &format!("{from}: {text}"));
    }
    if waiting.is_empty() {
        send(stream, "f");
    }
}

fn twice(stream: &mut TcpStream, waiting: &[(String, String)]) {
    for (from, text) in waiting {
        send(stream, &format!("{from}: {text} {from}: {text}"));
    }
    send(stream, "f");
}

fn no_sender(stream: &mut TcpStream, waiting: &[(String, String)]) {
    for (_, text) in waiting {
        send(stream, text);
    }
    send(stream, "f");
}

fn played(answer: Answer) -> Result<Played, Box<Failure>> {
    let session = Session::parse("some.session", STEPS).expect("a session");
    let how = How {
        framing: Framing::None,
        reading: Reading::Texts,
        patience: Some(Duration::from_secs(2)),
        ..How::default()
    };
    play(&session, &Target::Address(server(answer)), how)
}

#[test]
fn any_layout_passes_and_how_it_came_is_said() {
    let wire = |answer| played(answer).expect("passes").wire.expect("a batch");
    let (glued, lines) = (wire(glued), wire(in_pieces));
    assert_eq!((glued.line_ends, glued.joined), (false, true));
    assert_eq!((lines.line_ends, lines.joined), (true, false));
}

#[test]
fn what_is_wrong_is_found_and_told() {
    let failure = |answer| *played(answer).expect_err("fails");
    let none = failure(without_f);
    assert_eq!((none.cause, none.line), (Some(Cause::MissingF), Some(19)));
    assert!(
        none.received
            .contains("ana: primeiracaio: segunda   (then the deadline")
    );
    let twice = failure(twice);
    assert_eq!((twice.cause, twice.line), (Some(Cause::Twice), Some(18)));
    assert_eq!(twice.caret, Some("ana: primeira ana: ".len()));
    let nobody = failure(no_sender);
    assert_eq!(nobody.cause, Some(Cause::NoSender));
    assert!(nobody.expected.starts_with("`primeira` from `ana`, then "));
    assert!(nobody.again.ends_with(" --framing none --reading texts"));
}

/// A server that waits for LF gets no more than a hint; with LF the same server passes.
#[test]
fn a_server_that_waits_for_lines_is_no_mystery() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let session = STEPS.replace("zeca> zeca\nzeca: closed\n", "");
    let session = Session::parse("some.session", &session).expect("a session");
    let how = How {
        framing: Framing::None,
        reading: Reading::Texts,
        patience: Some(Duration::from_millis(200)),
        ..How::default()
    };
    let target = Target::Address(silent.local_addr().expect("bound"));
    let failure = play(&session, &target, how).expect_err("nobody answers");
    assert_eq!(failure.cause, Some(Cause::WaitsForLineEnd));
    assert!(failure.is_late);
}
