//! What stands on the screen at one moment.

use std::fmt;

pub use vt100::Color;

/// A screen: rows of text, and the colour of each cell. Rows and columns count from 0.
#[derive(Clone)]
pub struct Screen {
    screen: vt100::Screen,
    rows: Vec<String>,
}

impl Screen {
    pub(super) fn of(screen: &vt100::Screen) -> Screen {
        let (_, columns) = screen.size();
        let rows = screen
            .rows(0, columns.get())
            .map(|row| row.trim_end().to_owned())
            .collect();
        Screen {
            screen: screen.clone(),
            rows,
        }
    }

    /// All rows, blanks at their ends removed.
    pub fn rows(&self) -> &[String] {
        &self.rows
    }

    /// Whether the text stands in one of the rows.
    pub fn contains(&self, text: &str) -> bool {
        self.rows.iter().any(|row| row.contains(text))
    }

    /// The cursor's row and column.
    pub fn cursor(&self) -> (u16, u16) {
        self.screen.cursor_position()
    }

    /// The colour of the text in a cell; none outside the screen.
    pub fn color(&self, row: u16, column: u16) -> Option<Color> {
        self.screen.cell(row, column).map(vt100::Cell::fgcolor)
    }

    /// The colour in which the text stands at its first place on the screen, by its first
    /// character.
    pub fn color_of(&self, text: &str) -> Option<Color> {
        (0..self.rows.len() as u16).find_map(|row| {
            let (_, columns) = self.screen.size();
            let column =
                (0..columns.get()).find(|&column| self.text_from(row, column).starts_with(text))?;
            self.color(row, column)
        })
    }

    /// The screen in a frame, as wide as it is.
    pub fn framed(&self) -> String {
        let (_, columns) = self.screen.size();
        let columns = usize::from(columns.get());
        let edge = format!("+{}+", "-".repeat(columns));
        let row = |row: &String| {
            let blanks = columns.saturating_sub(crate::failure::show::width(row));
            format!("|{row}{}|\n", " ".repeat(blanks))
        };
        format!(
            "{edge}\n{}{edge}",
            self.rows.iter().map(row).collect::<String>()
        )
    }

    fn text_from(&self, row: u16, column: u16) -> String {
        let cells = (column..).map_while(|column| self.screen.cell(row, column));
        // A cell that was never written holds nothing, and is seen as a blank.
        let text = |cell: &vt100::Cell| match cell.contents() {
            "" if !cell.is_wide_continuation() => " ".to_owned(),
            text => text.to_owned(),
        };
        cells.map(text).collect()
    }
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.framed())
    }
}

impl fmt::Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}
