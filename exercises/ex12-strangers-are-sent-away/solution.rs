//! A session: what clients send, and what a right server answers.

const SESSION: &str = r#"
title: strangers are sent away, and nobody else notices
since: ch04-inbox
why: if the login is not in the user base, the server closes (protocol page, 2)
users: ana, bia

# Her session lasts to the end, so that a server shows whether it has time for others meanwhile.
ana> ana
ana< f

zeca> zeca
zeca: closed

# A login is compared byte by byte, and ANA is nobody. The label names the connection only.
capitals> ANA
capitals: closed

# The first row of the user base says how its column is called.
header> login
header: closed

# Silence cannot be waited for. This exchange shows that ana is still served.
ana>
ana< f
"#;

#[cfg(test)]
mod tests;
