//! The trace as a sequence diagram.

use std::collections::BTreeMap;

use testkit::diagram::{Diagram, Event, Tone, What as Drawn};

use super::entry::{Text, What};
use super::observation::Side;
use super::record::Record;
use super::torture::Cut;

/// The text of the SVG file.
pub(super) fn svg(record: &Record) -> String {
    let mut columns: BTreeMap<usize, usize> = BTreeMap::new();
    let mut diagram = Diagram {
        title: "A traced conversation".to_owned(),
        ..Diagram::default()
    };
    for entry in &record.entries {
        let next = columns.len();
        let client = *columns.entry(entry.connection).or_insert(next);
        if client == next {
            diagram.clients.push(record.names.of(entry.connection));
        }
        diagram.events.push(Event {
            client,
            at: Some(entry.at),
            what: drawn(&entry.what),
        });
    }
    diagram.svg()
}

fn drawn(what: &What) -> Drawn {
    match what {
        What::Connected(_) => Drawn::Connected,
        What::SentAway(words) => Drawn::Remark(format!("sent away: {words}")),
        What::Said(by, text) => Drawn::Sent {
            by: *by,
            text: shown(text),
            tone: tone(*by, text),
        },
        What::Fin(by) => Drawn::Ended(*by),
        What::Reset(by) => Drawn::Broken(*by),
        What::Cut(Cut::Reset) => Drawn::Remark("cut by the proxy: reset".to_owned()),
        What::Cut(Cut::Fin) => Drawn::Remark("cut by the proxy: FIN".to_owned()),
    }
}

/// Only the server has notices and ends of batches.
fn tone(by: Side, text: &Text) -> Tone {
    match (Tone::of(&text.bytes), by) {
        _ if !text.ends => Tone::Unfinished,
        (Tone::Notice, Side::Client) => Tone::Line,
        (Tone::Quiet, Side::Client) if !text.bytes.is_empty() => Tone::Line,
        (tone, _) => tone,
    }
}

/// The rest of a line says that it is one.
fn shown(text: &Text) -> Vec<u8> {
    let mark = if text.begins { "" } else { "…" };
    [mark.as_bytes(), &text.bytes].concat()
}
