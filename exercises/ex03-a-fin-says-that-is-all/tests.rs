use std::io::{ErrorKind, Read};
use std::net::TcpListener;

use exercises::{in_time, pair, patience, start};

use super::*;

const NO_END: &str = "the service waited for the end of your text, and there was none";
const ENDS: &str = "the service answers when it has heard that the text has ended, and then closes";

#[test]
fn a_short_text_comes_back_sorted() {
    in_time(a_short_text, ENDS);
}

fn a_short_text() {
    expect("pera\nuva\n\namora\n", "\namora\npera\nuva\n");
}

#[test]
fn an_empty_text_is_a_text_as_well() {
    in_time(an_empty_text, ENDS);
}

fn an_empty_text() {
    expect("", "");
}

#[test]
fn a_long_answer_is_read_to_its_end() {
    in_time(a_long_text, ENDS);
}

fn a_long_text() {
    let mut text = String::new();
    let mut sorted = String::new();
    for number in 0..65_536 {
        text += &format!("measurement {:5}\n", 65_535 - number);
        sorted += &format!("measurement {number:5}\n");
    }
    expect(&text, &sorted);
}

#[test]
fn a_service_that_is_not_there_is_an_error() {
    in_time(a_service_that_is_not_there, ENDS);
}

fn a_service_that_is_not_there() {
    // The port of a client: it is taken, and nobody listens there.
    let (client, _) = pair();
    let nobody = client.local_addr().unwrap();
    expect_error(ask(nobody, "uva\n"), "nobody listens there");
}

#[test]
fn half_an_answer_is_an_error() {
    in_time(half_an_answer, ENDS);
}

fn half_an_answer() {
    let service = start(break_off);
    expect_error(
        ask(service.address(), "uva\npera\n"),
        "the connection was broken after a part of the answer",
    );
}

/// The service. It gives up when somebody does not say that this is all, and says so.
fn sort_texts(listener: TcpListener) -> io::Result<()> {
    for connection in listener.incoming() {
        let mut stream = connection?;
        stream.set_read_timeout(Some(patience()))?;
        let mut text = String::new();
        if let Err(error) = stream.read_to_string(&mut text) {
            // Whoever breaks the connection wants no answer.
            if error.kind() == ErrorKind::ConnectionReset {
                continue;
            }
            return Err(io::Error::other(NO_END));
        }
        let mut lines = Vec::from_iter(text.lines());
        lines.sort();
        let mut answer = String::new();
        for line in lines {
            answer += line;
            answer += "\n";
        }
        // A client that does not wait for its answer has only itself to blame.
        let _ = stream.write_all(answer.as_bytes());
    }
    Ok(())
}

/// A service that closes while a part of the text is still unread, so that the system breaks the
/// connection.
fn break_off(listener: TcpListener) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    stream.read_exact(&mut [0])?;
    stream.write_all(b"pera\n")
}

fn expect(text: &str, expected: &str) {
    let service = start(sort_texts);
    let (received, likely) = match ask(service.address(), text) {
        Ok(answer) => {
            if answer == expected {
                return;
            }
            (summary(&answer), likely(answer.is_empty()))
        }
        Err(error) => (format!("an error: {error}"), likely(true)),
    };
    let cause = match service.obituary() {
        Some(_) => format!("cause:    {NO_END}"),
        None => format!("likely:   {likely}"),
    };
    panic!(
        "a text is sent to the service, and its answer is read\n  sent:     {}\n  expected: {}\n  received: {received}\n  {cause}",
        summary(text),
        summary(expected)
    );
}

fn likely(nothing_came: bool) -> String {
    if nothing_came {
        "the answer was not read, or both directions were ended and not only yours".to_string()
    } else {
        "one read is not the whole answer: it ends where the service ends the connection"
            .to_string()
    }
}

fn expect_error(received: io::Result<String>, because: &str) {
    if let Ok(answer) = received {
        panic!(
            "{because}\n  expected: an error\n  received: Ok(`{}`)",
            start_of(&answer)
        );
    }
}

/// As much of a text as one wants to read, and how long it is.
fn summary(text: &str) -> String {
    format!("{} bytes, `{}`", text.len(), start_of(text))
}

/// As much of a text as one wants to read.
fn start_of(text: &str) -> String {
    let mut start = text.escape_debug().to_string();
    if start.len() > 60 {
        start.truncate(60);
        start += "…";
    }
    start
}
