//! The cells of an archive that people open in a spreadsheet.

/// Where a cell begins with one of these, a spreadsheet takes it for a formula.
const FORMULA: [char; 5] = ['=', '+', '-', '@', '\t'];

/// What makes a text of it.
const MARK: char = '\'';

/// The cell for a text: what the CSV writer gets.
fn cell(text: &str) -> String {
    // A text that begins with the mark is marked as well. Without that, `'=1` could be the cell of
    // `=1` or of `'=1`, and nobody who reads it could tell.
    if text.starts_with(FORMULA) || text.starts_with(MARK) {
        return format!("{MARK}{text}");
    }
    text.to_string()
}

/// The text that stands in a cell: the reverse of `cell`.
fn text(cell: &str) -> String {
    // Only one mark is taken away, because only one was added: `trim_start_matches` would take all.
    let text = cell.strip_prefix(MARK).unwrap_or(cell);
    text.to_string()
}

#[cfg(test)]
mod tests;
