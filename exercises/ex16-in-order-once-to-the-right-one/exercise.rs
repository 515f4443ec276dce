//! A session: what clients send, and what a right server answers.

const SESSION: &str = r#"
title: messages come in order, once, and to the right one
since: ch04-inbox
why: a batch has its messages oldest first, each of them once (protocol page, 3 and 4)
users: ana, bia, caio

ana> ana
ana< f
bia> bia
bia< f

ana> @bia oi
ana< f
bia>
bia< @ana oi
bia< f
"#;

#[cfg(test)]
mod tests;
