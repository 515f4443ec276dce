//! Every sentence that the client says to a person, and nothing else.
//!
//! One module, so that a second language is one more module. What these functions are given may
//! come from outside; the screen makes it safe after it has been put into words.

mod help;
mod questions;
mod trust;

pub use help::{
    ABOUT, ABOUT_EXIT, ABOUT_FINGERPRINT, ABOUT_KNOWN_HOSTS, ABOUT_LOGIN, ABOUT_PASSWORD_FILE,
    ABOUT_SERVER, ABOUT_TLS, ABOUT_TLS_CA, UP_BRINGS_BACK, help,
};
pub use questions::{ASK_YES_NO, YES_OR_NO, ask_again, ask_paste, declined, taken_as_no};
pub use trust::{
    ASK_TRUST, CUT_OFF, NO_CERTIFICATE, NO_ENTRY, NO_STATE_FOLDER, WITHOUT_TLS, ask_trust,
    bad_host, certificate_problem, changed_certificate, declined_certificate, invalid_certificate,
    no_authorities, no_handshake, no_known_hosts, no_tls, other_certificate, unknown_certificate,
};

use std::path::Path;

use crate::password::PromptError;
use crate::protocol::{CLIENT_LINE_MAX, Code, Login, Notice};

/// The question for the login, as a prompt.
pub const ASK_LOGIN: &str = "your login: ";

/// Over messages that waited.
pub const AWAY: &str = "while you were away:";

/// The first Ctrl-C on an empty line.
pub const HOW_TO_QUIT: &str = "to leave: Ctrl-C once more, Ctrl-D or /quit";

/// `/reply` before anybody has written.
pub const NOBODY_TO_REPLY: &str = "nobody has written yet; begin with @login";

/// `@login` without a text.
pub const NO_TEXT: &str = "there is no text after the login";

/// `/reply` without a text.
pub const NO_REPLY: &str = "there is no text after /reply";

/// Lines were typed that nobody can be sent, in one paste.
pub const PASTE_WITHOUT_LOGIN: &str =
    "not sent: several lines at once need a login before the first, as in @login text";

/// `/who` on a server that knows no `/who`.
pub const WHO_UNKNOWN: &str = "this server cannot say who is online";

/// Nobody else is online.
pub const WHO_NOBODY: &str = "nobody else is online";

/// A connection to a server of the core protocol.
pub const CORE_SERVER: &str =
    "a plain server: it is asked for messages every second, and does not confirm yours";

/// A core server closes the connection when it is asked.
pub const CORE_NO_POLLS: &str =
    "this server does not like to be asked: messages come when you send one";

/// The server sent something in a place where it means nothing.
pub const OUT_OF_PLACE: &str = "the server sends lines that answer nothing; they are not shown";

/// A line of the server was too long to be held.
pub const LINE_SKIPPED: &str = "the server sent a line that is too long; it is not shown";

/// The connection is back.
pub const CONNECTED_AGAIN: &str = "connected again";

/// `/who` while there is no connection.
pub const NOT_CONNECTED: &str = "not connected at the moment";

/// A line was typed while there is no connection.
pub const KEPT: &str = "not connected: kept, and sent when the connection is back";

/// The same user is in a newer session.
pub const ELSEWHERE: &str = "you logged in elsewhere, so this client ends here";

/// Only where a line that is being read cannot be interrupted.
pub const PRESS_ENTER: &str = "press Enter to leave";

/// The server ended its side of the connection.
pub const CLOSED: &str = "the server closed it";

/// Nothing came for a long time.
pub const NO_ANSWER: &str = "the server does not answer";

/// There is no session, because the server wants a password and nobody has given one.
pub const NEEDS_PASSWORD: &str =
    "the server asks for a password; where nobody can type it, give it with --password-file FILE";

/// A line from a pipe that cannot be read.
pub const NOT_UTF8: &str = "not sent: the line is not UTF-8 text";

/// A line from a pipe that is longer than any message may be.
pub const LINE_TOO_LONG: &str = "not sent: the line is too long";

/// The first connection takes its time.
pub fn connecting(server: &str) -> String {
    format!("connecting to {server} …")
}

/// The first words in a terminal.
pub fn greeting(me: &Login, server: &str) -> String {
    format!("connected to {server} as {me}; /help shows what you can type")
}

/// No connection could be made at all.
pub fn cannot_connect(server: &str, why: &str) -> String {
    format!(
        "cannot connect to {server}: {why}. Is the server running there? Another address: --server HOST:PORT"
    )
}

/// There is a connection, but nobody there who speaks the protocol.
pub fn not_a_server(server: &str) -> String {
    format!(
        "{server} does not answer like a MeuMensageiro server. Does it want TLS? --tls; another address: --server HOST:PORT"
    )
}

/// The server refused the login.
pub fn login_refused(me: &str, notice: &Notice) -> String {
    match notice.code {
        Code::UnknownUser => format!("the server knows no user {me}"),
        Code::BadLogin => format!("the password is wrong, or there is no user {me}"),
        _ => format!("the server did not let {me} in: {}", reason(notice)),
    }
}

/// The question for the password, as a prompt.
pub fn ask_password(me: &Login) -> String {
    format!("password of {me} (not shown): ")
}

/// What was typed or read cannot be a password.
pub const BAD_PASSWORD: &str = "a password has 1 to 1024 bytes of UTF-8, and no control characters";

/// The file that was named has no password.
pub fn bad_password_file(file: &Path, why: &PromptError) -> String {
    let file = file.display();
    match why {
        PromptError::Io(error) => format!("cannot read the password from {file}: {error}"),
        PromptError::Bad(_) => format!("the first line of {file} is no password: {BAD_PASSWORD}"),
        _ => format!("the first line of {file} is empty; it must be the password"),
    }
}

/// A connection ended that was not meant to.
pub fn lost(why: &str, again: bool) -> String {
    let then = if again { "; trying again" } else { "" };
    format!("connection lost: {why}{then}")
}

/// The server says why it is about to end the connection.
pub fn ending(notice: &Notice) -> String {
    format!("the server ends the connection: {}", reason(notice))
}

/// A message of the user's own that the server took.
pub fn confirmed(to: &Login, stored: bool) -> String {
    format!("to {to}: {}", if stored { "accepted" } else { "sent" })
}

/// A message of the user's own that the server did not take.
pub fn refused(to: &Login, notice: &Notice) -> String {
    match notice.code {
        Code::UnknownRecipient => {
            format!("not sent: there is no user {to}")
        }
        Code::InboxFull => format!("not sent: {to} has too many unread messages"),
        Code::TryLater => "not sent: the server cannot store it now; try later".to_owned(),
        _ => format!("not sent to {to}: {}", reason(notice)),
    }
}

/// A notice that answers nothing the user typed.
pub fn notice(notice: &Notice) -> String {
    format!("the server says: {}", reason(notice))
}

/// Who is online besides the user.
pub fn online(names: &[String]) -> String {
    format!("online: {}", names.join(", "))
}

/// Text without a recipient was typed.
pub fn no_recipient(reply_to: Option<&Login>) -> String {
    match reply_to {
        Some(login) => format!("who is it for? @login text, or /reply text to answer {login}"),
        None => "who is it for? Begin with the login, as in @bia text".to_owned(),
    }
}

/// What stands after the `@` is no login.
pub fn bad_recipient(typed: &str) -> String {
    format!("not sent: '{typed}' cannot be a login. {LOGIN_RULE}")
}

/// The login that was typed or given is none.
pub fn bad_login(typed: &str) -> String {
    format!("'{typed}' cannot be a login. {LOGIN_RULE}")
}

const LOGIN_RULE: &str =
    "A login has 1 to 32 of a-z, 0-9, '.', '_', '-', and begins with a letter or digit";

/// A message holds a character that may not stand in one.
pub fn bad_text(character: char) -> String {
    format!(
        "not sent: the character U+{:04X} may not stand in a message",
        u32::from(character)
    )
}

/// A message is too long.
pub fn too_long(bytes: usize) -> String {
    format!("not sent: it has {bytes} bytes with the login, and {CLIENT_LINE_MAX} is the most")
}

/// A command that does not exist.
pub fn unknown_command(typed: &str, meant: Option<&str>) -> String {
    match meant {
        Some(meant) => format!("there is no {typed}; did you mean {meant}?"),
        None => format!("there is no {typed}; /help shows what there is"),
    }
}

/// One of those messages; also when the program ends without an answer.
pub fn not_confirmed(to: &Login, text: &str) -> String {
    format!("not confirmed: @{to} {text}")
}

/// A message that was never sent when the program ends.
pub fn never_sent(to: &Login, text: &str) -> String {
    format!("not sent: @{to} {text}")
}

/// The terminal or the pipe cannot be read.
pub fn cannot_read(why: &str) -> String {
    format!("cannot read what you type: {why}")
}

/// The operating system gives no thread.
pub fn no_thread(why: &str) -> String {
    format!("cannot start a thread: {why}")
}

/// The program itself has failed to begin; what failed, in one line.
pub fn failed(what: &str) -> String {
    format!("mensageiro-client: {what}")
}

fn reason(notice: &Notice) -> String {
    match notice.words.as_str() {
        "" => notice.code.to_string(),
        words => words.to_owned(),
    }
}
