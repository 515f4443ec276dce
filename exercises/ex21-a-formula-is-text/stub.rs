//! The cells of an archive that people open in a spreadsheet.

/// The cell for a text: what the CSV writer gets.
fn cell(text: &str) -> String {
    text.to_string()
}

/// The text that stands in a cell: the reverse of `cell`.
fn text(cell: &str) -> String {
    cell.to_string()
}

#[cfg(test)]
mod tests;
