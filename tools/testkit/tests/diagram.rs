//! Sequence diagrams, as somebody reads them in a browser.

use std::time::Duration;

use testkit::diagram::{Diagram, Event, MOST_CLIENTS, MOST_EVENTS, Side, Tone, What};

fn sent(client: usize, text: &[u8]) -> Event {
    Event {
        client,
        at: Some(Duration::from_millis(1500)),
        what: What::Sent {
            by: Side::Client,
            text: text.to_vec(),
            tone: Tone::of(text),
        },
    }
}

fn diagram(clients: usize, events: Vec<Event>) -> Diagram {
    Diagram {
        title: "<title> & more".to_owned(),
        clients: (0..clients).map(|client| format!("<c{client}>")).collect(),
        events,
        ..Diagram::default()
    }
}

#[test]
fn everything_from_outside_is_escaped() {
    let text =
        b"</text><script>alert(1)</script> \" ' & \x1b \xff \xe2\x80\xae\xef\xbf\xbe\xef\xbf\xbf";
    let mut events = vec![sent(0, text)];
    events.push(Event {
        client: 0,
        at: None,
        what: What::Remark("</svg>".to_owned()),
    });
    let svg = diagram(1, events).svg();
    for bad in [
        "<script", "</svg><", "<c0", "<title> ", "\u{1b}", "\u{202e}",
        // No characters of XML (XML 1.0, 2.2).
        "\u{fffe}", "\u{ffff}",
    ] {
        assert!(!svg.contains(bad), "{bad:?} in {svg}");
    }
    assert_eq!(svg.matches("</svg>").count(), 1);
    let words = "&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt; \" ' &amp; \\u{1b} \\xff \
                 \\u{202e}\\u{fffe}\\u{ffff}";
    assert!(svg.contains(words), "{svg}");
}

#[test]
fn a_long_text_is_shortened_on_its_arrow() {
    let svg = diagram(1, vec![sent(0, &b"x".repeat(100_000))]).svg();
    assert!(
        svg.contains("xxx…</text>") && svg.contains("… (100000 bytes)"),
        "{svg}"
    );
    assert!(svg.len() < 10_000);
}

#[test]
fn what_is_too_much_is_counted() {
    let events = (0..MOST_EVENTS + 7).map(|number| sent(number % (MOST_CLIENTS + 2), b"oi"));
    let svg = diagram(MOST_CLIENTS + 2, events.collect()).svg();
    assert!(
        svg.contains("not drawn: 7 later events, 2 more connections"),
        "{svg}"
    );
    let drawn = svg.matches("class=\"shaft\"").count();
    assert!((1..MOST_EVENTS).contains(&drawn), "{drawn}");
}

#[test]
fn nothing_at_all_is_a_diagram_too() {
    assert!(Diagram::default().svg().ends_with("</svg>"));
    let nobodys = diagram(0, vec![sent(3, b"oi")]).svg();
    assert!(!nobodys.contains("shaft\""), "{nobodys}");
}
