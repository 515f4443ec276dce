//! CSV files as other people write them: with a header or without, comma, semicolon or tab.

/// What may stand between two cells.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The sign that separates the cells of the first line; a comma where none does.
pub(crate) fn separator(bytes: &[u8]) -> u8 {
    let first = bytes.split(|&byte| byte == b'\n').next();
    let count = |sign: u8| {
        let bytes = first.unwrap_or_default().iter();
        bytes.filter(|&&byte| byte == sign).count()
    };
    // The last of the greatest: on a tie, the comma.
    let most = SEPARATORS.into_iter().rev().max_by_key(|&sign| count(sign));
    most.unwrap_or(b',')
}

/// All rows, the header among them. Bytes that are not UTF-8 are replaced by U+FFFD.
pub(crate) fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(bytes))
        .from_reader(bytes);
    // A flexible reader of bytes in memory has nothing to complain of.
    let records = reader.into_byte_records().flatten();
    let cell = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
    records
        .map(|record| record.iter().map(cell).collect())
        .collect()
}

/// The bytes of these rows.
pub(crate) fn write(rows: impl Iterator<Item = Vec<String>>, separator: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(separator)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).expect("memory takes every row");
    }
    writer.into_inner().expect("memory takes every byte")
}
