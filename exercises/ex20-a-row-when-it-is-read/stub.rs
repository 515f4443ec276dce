//! A session: what clients send, what a right server answers, and what is in its log.

const SESSION: &str = r#"
title: a message gets its row when it has been read, and only then
since: ch05-csv-log
why: a row for what has been read, appended once, in a CSV file (protocol page, 5)
users: ana, bia
pace: as-written

ana> ana
ana< f
ana> @bia oi
ana< f

bia> bia
bia< @ana oi
bia< f
"#;

#[cfg(test)]
mod tests;
