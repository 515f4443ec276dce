//! Where things stand, in pixels.

use super::{Diagram, MOST_CLIENTS, MOST_EVENTS};

/// The height of a row, which is an event or the names of all who take part.
pub(super) const ROW: usize = 28;

/// Room for the times, left of the first lifeline.
const TIMES: usize = 76;

/// From a lifeline to the border.
const MARGIN: usize = 70;

/// Between two lifelines, where there are few and where there are many.
const WIDE: usize = 340;
const NARROW: usize = 210;

/// More clients than this stand narrow.
const FEW: usize = 4;

/// Above the first row: the title.
const TOP: usize = 48;

/// The names are said again after so many events, so that they are in sight.
const NAMES_EVERY: usize = 30;

/// The width of a character of [`FONT_SIZE`], in a font whose characters are all equally wide.
pub(super) const CHARACTER: f64 = 7.3;

/// In pixels.
pub(super) const FONT_SIZE: usize = 12;

/// The places of everything: clients left and right of the server.
pub(super) struct Layout {
    clients: usize,
    events: usize,
    gap: usize,
}

impl Layout {
    pub(super) fn new(diagram: &Diagram) -> Layout {
        let clients = diagram.clients.len().min(MOST_CLIENTS);
        Layout {
            clients,
            events: diagram.events.len().min(MOST_EVENTS),
            gap: if clients > FEW { NARROW } else { WIDE },
        }
    }

    /// The lifeline of a client.
    pub(super) fn client(&self, client: usize) -> usize {
        let column = client + usize::from(client >= self.left());
        self.column(column)
    }

    /// The lifeline of the server.
    pub(super) fn server(&self) -> usize {
        self.column(self.left())
    }

    /// Clients left of the server: half of them, rounded up.
    fn left(&self) -> usize {
        self.clients.div_ceil(2)
    }

    fn column(&self, column: usize) -> usize {
        TIMES + MARGIN + column * self.gap
    }

    pub(super) fn width(&self) -> usize {
        self.column(self.clients) + MARGIN
    }

    /// The whole height, with a row for the remark at the end.
    pub(super) fn height(&self) -> usize {
        self.row(self.events) + 2 * ROW
    }

    /// The middle of an event's row.
    pub(super) fn row(&self, event: usize) -> usize {
        TOP + ROW / 2 + (event + 1 + event / NAMES_EVERY) * ROW + ROW / 2
    }

    /// The middles of the rows that say the names.
    pub(super) fn names(&self) -> impl Iterator<Item = usize> + '_ {
        let firsts = (0..self.events.max(1)).step_by(NAMES_EVERY);
        firsts.map(|first| self.row(first) - ROW)
    }
}
