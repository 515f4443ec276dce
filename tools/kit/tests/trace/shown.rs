//! What a conversation looks like in the terminal and in the diagram.

use crate::stage::{Trace, echo, leave, talk};

#[test]
fn what_is_said_is_shown_in_order() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    let mut ana = trace.client();
    talk(&mut ana, "ana", &["ana"]);
    let mut other = trace.client();
    talk(&mut other, "Not a login", &["Not a login"]);
    let mut again = trace.client();
    talk(&mut again, "ana /push", &["ana /push"]);
    talk(&mut ana, "", &[""]);
    leave(&trace, &mut again);
    let shown = leave(&trace, &mut ana);
    assert_eq!(
        shown,
        [
            "ana> [FIN: sends no more]",
            "ana< [FIN: sends no more]",
            "ana: over; 2 lines sent, 2 received"
        ]
    );
    let steps = trace.steps().join("\n");
    assert_eq!(
        steps,
        "ana> ana\nana< ana\nc2> Not a login\nc2< Not a login\nana2> ana /push\n\
         ana2< ana /push\nana>\nana<\nana2: half-close\nana2: closed\nana: half-close\n\
         ana: closed\n# still open when this was written\nc2: close"
    );
}

#[test]
fn nothing_that_a_terminal_or_a_browser_obeys() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    let mut client = trace.client();
    let line = "\u{1b}[31m <script> & \" \u{202e}\u{200b}\u{7}\r";
    talk(&mut client, line, &[line.trim_end()]);
    let shown = trace.until("\\r");
    let words = "c1> \\u{1b}[31m <script> & \" \\u{202e}\\u{200b}\\u{7}\\r";
    assert_eq!(shown.last().map(String::as_str), Some(words));
    leave(&trace, &mut client);
    let diagram = trace.diagram();
    assert!(diagram.contains("&lt;script&gt; &amp; "), "{diagram}");
    for bad in ["<script", "\u{1b}", "\u{202e}", "\u{7}"] {
        assert!(!diagram.contains(bad), "{bad:?}");
    }
}

#[test]
fn a_line_without_an_end_is_shown_in_parts() {
    let server = echo("none");
    let trace = Trace::start(server.address(), &[]);
    let mut client = trace.client();
    client.send(&b"x".repeat(100_000)).unwrap();
    trace.until("bytes)  [no LF yet]");
    trace.until("bytes)  [no LF yet]");
    leave(&trace, &mut client);
    let steps = trace.steps();
    let sent = steps.iter().filter(|step| step.starts_with("c1: raw"));
    let sent: usize = sent.map(|step| step.matches('x').count()).sum();
    assert_eq!(sent, 100_000);
}
