//! A session: what clients send, and what a right server answers.

const SESSION: &str = r#"
title: strangers are sent away, and nobody else notices
since: ch04-inbox
why: if the login is not in the user base, the server closes (protocol page, 2)
users: ana, bia

zeca> zeca
zeca: closed

ana> ana
ana< f
"#;

#[cfg(test)]
mod tests;
