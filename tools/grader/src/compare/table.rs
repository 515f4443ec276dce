//! A comparison as text, for terminals.

use std::fmt;

use super::{Change, Comparison, shown};

/// The columns of a terminal.
const WIDTH: usize = 80;

/// Of an id or a row's name, and of points.
const NAME: usize = 40;
const POINTS: usize = 9;

impl fmt::Display for Comparison {
    /// A table of at most 80 columns; what is longer ends with `…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for asked in &self.asked {
            write_line(f, &format!("asked otherwise: {asked}"))?;
        }
        if !self.changed.is_empty() {
            write_line(f, &cells("id", "old", "new"))?;
        }
        for change in &self.changed {
            write!(f, "{change}")?;
        }
        for (what, ids) in [("added", &self.added), ("removed", &self.removed)] {
            for id in ids {
                write_line(f, &format!("{what}: {id}"))?;
            }
        }
        let (changed, same) = (self.changed.len(), self.same);
        write_line(f, &format!("{changed} changed, {same} the same"))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (old, new) = (shown(self.old), shown(self.new));
        write_line(f, &cells(&self.id, &old, &new))?;
        for also in &self.also {
            write_line(f, &format!("  {also}"))?;
        }
        for row in &self.rows {
            let name = format!("  {}", row.row);
            write_line(f, &cells(&name, &shown(row.old), &shown(row.new)))?;
            for why in &row.why {
                write_line(f, &format!("    {why}"))?;
            }
        }
        Ok(())
    }
}

fn cells(name: &str, old: &str, new: &str) -> String {
    let name = shortened(name, NAME);
    format!("{name:<NAME$} {old:>POINTS$} {new:>POINTS$}")
}

fn write_line(f: &mut fmt::Formatter<'_>, line: &str) -> fmt::Result {
    writeln!(f, "{}", shortened(line, WIDTH))
}

/// What comes from files may hold anything: nothing of it moves a terminal's cursor.
fn shortened(text: &str, most: usize) -> String {
    let plain = |it: char| if it.is_control() { '?' } else { it };
    let mut characters: Vec<_> = text.trim_end().chars().map(plain).collect();
    if characters.len() > most {
        characters.truncate(most - 1);
        characters.push('…');
    }
    characters.into_iter().collect()
}
