//! One event: an arrow between a client and the server, or a remark.

use svg::Node;
use svg::node::element::{Circle, Element, Group, Path, Title};

use super::layout::{CHARACTER, FONT_SIZE, Layout};
use super::{Event, Side, Tone, What, Words};
use crate::failure::show::{escaped, shortened, width};

/// So much of a text is in the tooltip of its arrow.
const TOOLTIP: usize = 400;

/// The head of an arrow, in pixels.
const HEAD: isize = 7;

/// From the lifeline to the words.
const BESIDE: usize = 18;

/// From the lifeline to the shaft, and from the shaft up to its words.
const GAP: isize = 3;
const RISE: usize = 9;

/// How a shaft ends.
#[derive(Clone, Copy)]
enum Tip {
    Head,
    Bar,
    Cross,
}

/// An arrow before it is placed.
struct Arrow {
    by: Side,
    words: String,
    tooltip: String,
    class: &'static str,
    tip: Tip,
}

pub(super) fn event(layout: &Layout, row: usize, event: &Event, own: &Words) -> Group {
    let y = layout.row(row);
    let client = event.client;
    let mut group = match &event.what {
        What::Connected => connected(layout, client, y, own.connected),
        What::Remark(words) => remark(layout, client, y, words),
        What::Note(words) => note(layout, y, words),
        What::Sent { by, text, tone } => arrow(layout, client, y, sent(*by, text, *tone, own)),
        What::Ended(by) => arrow(layout, client, y, end(*by, "FIN", "arrow end", Tip::Bar)),
        What::Broken(by) => {
            let arrow = end(*by, own.reset, "arrow broken", Tip::Cross);
            self::arrow(layout, client, y, arrow)
        }
    };
    if let Some(at) = event.at {
        let time = format!("{:.3} s", at.as_secs_f64());
        group = group.add(text(12, y, &time, "start", "time"));
    }
    group
}

fn sent(by: Side, bytes: &[u8], tone: Tone, own: &Words) -> Arrow {
    let text = escaped(bytes);
    let words = match tone {
        Tone::Unfinished => format!("{text} {}", own.no_lf),
        _ if text.is_empty() => own.empty_line.to_owned(),
        _ => text.clone(),
    };
    let (words, tip) = match tone {
        Tone::Missing => (format!("{} {words}", own.expected), Tip::Cross),
        _ => (words, Tip::Head),
    };
    Arrow {
        by,
        words,
        tooltip: shortened(&text, TOOLTIP),
        class: class(by, tone),
        tip,
    }
}

fn class(by: Side, tone: Tone) -> &'static str {
    match (tone, by) {
        (Tone::Line, Side::Client) => "arrow asked",
        (Tone::Line, Side::Server) => "arrow answered",
        (Tone::Quiet, _) => "arrow quiet",
        (Tone::Notice, _) => "arrow notice",
        (Tone::Unfinished, _) => "arrow unfinished",
        (Tone::Wrong, _) => "arrow wrong",
        (Tone::Missing, _) => "arrow missing",
    }
}

fn end(by: Side, words: &str, class: &'static str, tip: Tip) -> Arrow {
    Arrow {
        by,
        words: words.to_owned(),
        tooltip: words.to_owned(),
        class,
        tip,
    }
}

/// Words stand at the client's end, so that an arrow across other lifelines says whose it is.
fn arrow(layout: &Layout, client: usize, y: usize, arrow: Arrow) -> Group {
    let (near, far) = (layout.client(client), layout.server());
    let (from, to) = match arrow.by {
        Side::Client => (near, far),
        Side::Server => (far, near),
    };
    let words = cut(&arrow.words, characters(near, far));
    let (x, anchor) = if near < far {
        (near + BESIDE, "start")
    } else {
        (near - BESIDE, "end")
    };
    Group::new()
        .set("class", arrow.class)
        .add(Title::new(arrow.tooltip))
        .add(shaft(from, to, y).set("class", "shaft"))
        .add(tip(arrow.tip, from, to, y))
        .add(text(x, y - RISE, &words, anchor, "halo"))
}

/// Coordinates as numbers that may become smaller than nothing on the way.
fn signed(pixels: usize) -> isize {
    isize::try_from(pixels).unwrap_or(isize::MAX)
}

/// One pixel towards the target.
fn direction(from: usize, to: usize) -> isize {
    if from < to { 1 } else { -1 }
}

/// How many characters fit between two lifelines.
fn characters(one: usize, other: usize) -> usize {
    let room = one.abs_diff(other).saturating_sub(2 * BESIDE + 10);
    (room as f64 / CHARACTER) as usize
}

fn shaft(from: usize, to: usize, y: usize) -> Path {
    let step = direction(from, to);
    let (start, end) = (signed(from) + step * GAP, signed(to) - step * GAP);
    Path::new().set("d", format!("M{start} {y}H{end}"))
}

fn tip(tip: Tip, from: usize, to: usize, y: usize) -> Path {
    let step = direction(from, to);
    let (x, y) = (signed(to) - step * GAP, signed(y));
    let back = x - step * HEAD;
    Path::new().set(
        "d",
        match tip {
            Tip::Head => format!("M{back} {}L{x} {y}L{back} {}", y - 5, y + 5),
            Tip::Bar => format!("M{x} {}V{}", y - 6, y + 6),
            Tip::Cross => format!(
                "M{back} {}L{x} {}M{back} {}L{x} {}",
                y - 5,
                y + 5,
                y + 5,
                y - 5
            ),
        },
    )
}

fn connected(layout: &Layout, client: usize, y: usize, words: &str) -> Group {
    let x = layout.client(client);
    let dot = Circle::new().set("cx", x).set("cy", y).set("r", 4);
    Group::new()
        .set("class", "arrow end")
        .add(dot)
        .add(beside(layout, client, y, words))
}

fn remark(layout: &Layout, client: usize, y: usize, words: &str) -> Group {
    let (x, server) = (layout.client(client), layout.server());
    let words = cut(&escaped(words.as_bytes()), characters(x, server));
    Group::new()
        .set("class", "arrow broken")
        .add(beside(layout, client, y, &words))
}

/// Words on the server's lifeline.
fn note(layout: &Layout, y: usize, words: &str) -> Group {
    let words = cut(&escaped(words.as_bytes()), characters(0, layout.width()));
    Group::new()
        .set("class", "arrow end")
        .add(text(layout.server(), y, &words, "middle", "halo"))
}

/// Words beside a lifeline, on the server's side.
fn beside(layout: &Layout, client: usize, y: usize, words: &str) -> Element {
    let (x, server) = (layout.client(client), layout.server());
    let (x, anchor) = if x < server {
        (x + BESIDE, "start")
    } else {
        (x - BESIDE, "end")
    };
    text(x, y, words, anchor, "halo")
}

/// Words whose middle is at this height.
///
/// Made by hand, because the crate's own text element puts line ends around its words.
pub(super) fn text(x: usize, y: usize, words: &str, anchor: &str, class: &str) -> Element {
    let mut text = Element::new("text");
    text.assign("x", x);
    text.assign("y", y + FONT_SIZE / 3);
    text.assign("text-anchor", anchor);
    text.assign("class", class);
    text.append(svg::node::Text::new(words));
    text
}

/// The head of a text that is too long for so many columns.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut head = String::new();
    for character in text.chars() {
        head.push(character);
        if width(&head) >= columns {
            head.pop();
            break;
        }
    }
    head + "…"
}
