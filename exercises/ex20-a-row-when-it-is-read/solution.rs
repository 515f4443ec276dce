//! A session: what clients send, what a right server answers, and what is in its log.

const SESSION: &str = r#"
title: a message gets its row when it has been read, and only then
since: ch05-csv-log
why: a row for what has been read, appended once, in a CSV file (protocol page, 5)
users: ana, bia
pace: as-written

ana> ana
ana< f
# A comma and quotes: what a row has to quote.
ana> @bia "oi", disse ela
ana< f
# The `f` proves that the server has done what it does with a line. Bia is away, so nothing is read.
log: no-row ana bia "oi", disse ela

bia> bia
bia< @ana "oi", disse ela
bia< f
# Her next line says that the batch has come (R1). Before it, a row may be there or not.
bia>
bia< f
# This waits until there is a row, and fails where there are two.
log: row ana bia "oi", disse ela
"#;

#[cfg(test)]
mod tests;
