//! Rows of CSV one by one, each from its own line: so a damaged row spoils no other.

use csv_core::ReadRecordResult;

/// Takes rows apart. Making one is slow (it builds the parser's tables), using one is not.
#[derive(Debug)]
pub(crate) struct CsvRow {
    parser: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// How many cells a row may have; none of ours has so many.
const CELLS_MAX: usize = 16;

impl CsvRow {
    pub(crate) fn new() -> Self {
        Self {
            parser: csv_core::Reader::new(),
            text: Vec::new(),
            ends: vec![0; CELLS_MAX],
        }
    }

    /// The cells of a line without its LF. `None` where it is not one row of text, or has too many
    /// cells.
    pub(crate) fn cells(&mut self, line: &[u8]) -> Option<Vec<&str>> {
        self.parser.reset();
        self.text.resize(line.len() + 1, 0);
        let (mut end, read, written, mut cells) =
            self.parser
                .read_record(line, &mut self.text, &mut self.ends);
        if read < line.len() {
            return None;
        }
        if matches!(end, ReadRecordResult::InputEmpty) {
            // Nothing more comes: that ends the row.
            let (text, ends) = (&mut self.text[written..], &mut self.ends[cells..]);
            let last = self.parser.read_record(&[], text, ends);
            (end, cells) = (last.0, cells + last.3);
        }
        if !matches!(end, ReadRecordResult::Record) {
            return None;
        }
        let mut start = 0;
        let cell = |&end: &usize| {
            let cell = std::str::from_utf8(&self.text[start..end]).ok();
            start = end;
            cell
        };
        self.ends[..cells].iter().map(cell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_taken_apart_on_its_own() {
        let mut row = CsvRow::new();
        for (line, cells) in [
            (&b"a,b"[..], Some(vec!["a", "b"])),
            (b"\"a \"\"b\"\", c\",\"\"", Some(vec!["a \"b\", c", ""])),
            (b"\"never closed, b", Some(vec!["never closed, b"])),
            ("até,já\r".as_bytes(), Some(vec!["até", "já"])),
            (b"one", Some(vec!["one"])),
            (b"a\rb", None),
            (b"\xff,b", None),
            (b"", None),
            (b"1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7", None),
        ] {
            assert_eq!(row.cells(line), cells, "{}", line.escape_ascii());
        }
    }

    proptest::proptest! {
        #[test]
        fn what_csv_writes_is_read(cells in proptest::collection::vec("[^\r\n\u{feff}]{0,40}", 2..9)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&cells).unwrap();
            let line = writer.into_inner().unwrap();
            let mut row = CsvRow::new();
            proptest::prop_assert_eq!(row.cells(line.strip_suffix(b"\n").unwrap()).unwrap(), cells);
        }
    }
}
