//! The diagram as a whole. The crate `svg` escapes what stands in attributes and between tags.

use svg::Document;
use svg::node::element::{Group, Line, Rectangle, Style, Title};

use super::layout::{CHARACTER, Layout};
use super::shape::{self, text};
use super::{Diagram, Event, MOST_CLIENTS, MOST_EVENTS, What};
use crate::failure::show::{escaped, width};

/// Colours with enough contrast on the background, which is light in a dark page too. All rules
/// begin with the class, because those of an SVG inside a page hold for the whole page.
const STYLE: &str = "
.talk { color-scheme: light }
.talk text { font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace }
.talk text { fill: #1f2933; white-space: pre }
.talk .halo { paint-order: stroke; stroke: #fcfcfa; stroke-width: 3px; stroke-linejoin: round }
.talk .title { font-weight: 600; font-size: 14px }
.talk .life { stroke: #b8c1cc; stroke-width: 1.5 }
.talk .name rect { fill: #e8edf3; stroke: #9aa5b1 }
.talk .server rect { fill: #323f4b; stroke: #323f4b }
.talk .server text { fill: #ffffff }
.talk .arrow path { fill: none; stroke: currentColor; stroke-width: 1.5 }
.talk .arrow circle { fill: currentColor }
.talk .arrow text { fill: currentColor }
.talk .arrow .time { fill: #616e7c; font-size: 11px }
.talk .asked { color: #0b4f9e }
.talk .answered { color: #1d6b35 }
.talk .quiet { color: #616e7c }
.talk .notice { color: #9a4a00 }
.talk .wrong, .talk .broken, .talk .missing { color: #b42318 }
.talk .unfinished { color: #6d28a8 }
.talk .unfinished .shaft { stroke-dasharray: 6 3 }
.talk .broken .shaft, .talk .missing .shaft { stroke-dasharray: 2 3 }
.talk .end { color: #3e4c59 }
";

/// The middle of the title's line.
const TITLE: usize = 30;

pub(super) fn paint(diagram: &Diagram) -> String {
    let layout = Layout::new(diagram);
    let mut document = frame(&layout, &diagram.title);
    document = lifelines(diagram, &layout, document);
    document = names(diagram, &layout, document);
    for (row, event) in shown(diagram) {
        document = document.add(shape::event(&layout, row, event, &diagram.words));
    }
    if let Some(words) = left_out(diagram) {
        let y = layout.row(diagram.events.len().min(MOST_EVENTS));
        document = document.add(text(layout.server(), y, &words, "middle", "halo"));
    }
    document.to_string()
}

/// The events that are drawn, each with its row.
fn shown(diagram: &Diagram) -> impl Iterator<Item = (usize, &Event)> {
    let clients = diagram.clients.len().min(MOST_CLIENTS);
    let events = diagram.events.iter().take(MOST_EVENTS).enumerate();
    events.filter(move |(_, event)| event.client < clients)
}

fn frame(layout: &Layout, title: &str) -> Document {
    let (wide, high) = (layout.width(), layout.height());
    let background = Rectangle::new()
        .set("width", wide)
        .set("height", high)
        .set("rx", 8)
        .set("fill", "#fcfcfa");
    let title = escaped(title.as_bytes());
    Document::new()
        .set("class", "talk")
        .set("viewBox", (0, 0, wide, high))
        .set("width", wide)
        .set("height", high)
        .set("role", "img")
        .add(Title::new(title.clone()))
        .add(Style::new(STYLE))
        .add(background)
        .add(text(18, TITLE, &title, "start", "title"))
}

/// The server's from top to bottom, a client's from its first to its last event.
fn lifelines(diagram: &Diagram, layout: &Layout, mut document: Document) -> Document {
    let top = layout.names().next().unwrap_or_default();
    let line = |x: usize, from: usize, to: usize| {
        Line::new()
            .set("class", "life")
            .set("x1", x)
            .set("x2", x)
            .set("y1", from)
            .set("y2", to)
    };
    let end = layout.height() - super::layout::ROW / 2;
    document = document.add(line(layout.server(), top, end));
    for client in 0..diagram.clients.len().min(MOST_CLIENTS) {
        let is_its = |event: &Event| event.client == client && !matches!(event.what, What::Note(_));
        let mut rows = shown(diagram).filter(|(_, event)| is_its(event));
        if let Some((first, _)) = rows.next() {
            let last = rows.last().map_or(first, |(row, _)| row);
            let ends = (layout.row(first), layout.row(last));
            document = document.add(line(layout.client(client), ends.0, ends.1));
        }
    }
    document
}

/// Who stands where, again and again.
fn names(diagram: &Diagram, layout: &Layout, mut document: Document) -> Document {
    let clients = diagram.clients.iter().take(MOST_CLIENTS);
    for y in layout.names() {
        document = document.add(name(
            layout.server(),
            y,
            diagram.words.server,
            "name server",
        ));
        for (client, words) in clients.clone().enumerate() {
            document = document.add(name(layout.client(client), y, words, "name"));
        }
    }
    document
}

fn name(x: usize, y: usize, words: &str, class: &str) -> Group {
    let words = shape::cut(&escaped(words.as_bytes()), 16);
    let wide = (width(&words) as f64 * CHARACTER) as usize + 24;
    let frame = Rectangle::new()
        .set("x", x - wide / 2)
        .set("y", y - 11)
        .set("width", wide)
        .set("height", 22)
        .set("rx", 4);
    Group::new()
        .set("class", class)
        .add(frame)
        .add(text(x, y, &words, "middle", "who"))
}

fn left_out(diagram: &Diagram) -> Option<String> {
    let events = diagram.events.len().saturating_sub(MOST_EVENTS);
    let clients = diagram.clients.len().saturating_sub(MOST_CLIENTS);
    let own = &diagram.words;
    let words: Vec<_> = [(events, own.later_events), (clients, own.more_connections)]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    (!words.is_empty()).then(|| format!("{} {}", own.not_drawn, words.join(", ")))
}
