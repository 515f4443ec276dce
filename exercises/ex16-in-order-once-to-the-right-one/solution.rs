//! A session: what clients send, and what a right server answers.

const SESSION: &str = r#"
title: messages come in order, once, and to the right one
since: ch04-inbox
why: a batch has its messages oldest first, each of them once (protocol page, 3 and 4)
users: ana, bia, caio

# Bia is away, so her messages have to wait. An order needs two of them.
ana> ana
ana< f
ana> @bia oi
ana< f
ana> @bia até já
ana< f

bia> bia
bia< @ana oi
bia< @ana até já
bia< f

# Once: they do not come with the next batch either.
bia>
bia< f

# To the right one: caio gets nothing of it.
caio> caio
caio< f
"#;

#[cfg(test)]
mod tests;
