//! Who chats, and with which password: what is not among the arguments is asked for, before the line
//! editor has begun or after it has ended.

use std::fs::File;
use std::path::Path;

use super::connect::ConnectError;
use super::conversation::{Input, Manner, yes_or_no};
use super::plain::PlainInput;
use super::trust::{Distrust, Tls};
use super::{Ending, Error, Options, chat, editor, terminal, words};
use crate::password::{self, Password, PromptError};
use crate::protocol::Login;
use crate::tls::Fingerprint;

/// Chats with a line editor; asks for the login where it is left out.
pub(super) fn with_editor(options: &Options) -> Result<Ending, Error> {
    if let Some(login) = &options.login {
        return with_right_password(options.manner(login)?, chat_when_trusted);
    }
    while let Some(login) = editor::ask(words::ASK_LOGIN) {
        let manner = options.manner(login.trim());
        match manner.and_then(|manner| with_password(manner, chat_when_trusted)) {
            Err(error) if error.is_about_login() => terminal::complain(&error.to_string()),
            result => return result,
        }
    }
    Ok(Ending::Fine)
}

/// Chats over lines; the first one is the login where it is left out.
pub(super) fn with_lines(options: &Options) -> Result<Ending, Error> {
    let mut input = PlainInput::new();
    let login = match &options.login {
        Some(login) => login.clone(),
        None => match input.read() {
            Input::Typed(login) => login.trim().to_owned(),
            _ => return Err(Error::BadLogin(String::new())),
        },
    };
    let manner = options.manner(&login)?;
    if !manner.interactive {
        return chat::with_lines(manner, input);
    }
    let mut input = Some(input);
    with_right_password(manner, |manner| {
        chat::with_lines(manner, input.take().unwrap_or_else(PlainInput::new))
    })
}

/// Chats with a line editor, once the person has been asked about a server that is new.
fn chat_when_trusted(manner: Manner) -> Result<Ending, Error> {
    let result = chat::with_editor(manner.clone());
    if let (Some(tls), Err(Error::Connect(ConnectError::Untrusted(distrust)))) =
        (&manner.tls, &result)
        && let Distrust::Unknown {
            server,
            fingerprint,
        } = distrust
    {
        ask_trust(tls, server, *fingerprint)?;
        return chat::with_editor(manner);
    }
    result
}

/// Asks whether a certificate is the right one, and remembers that it is.
fn ask_trust(tls: &Tls, server: &str, fingerprint: Fingerprint) -> Result<(), Distrust> {
    terminal::say(&words::ask_trust(server, &fingerprint));
    let answer = editor::ask(words::ASK_TRUST);
    match answer.and_then(|answer| yes_or_no(&answer)) {
        Some(true) => tls.remember(fingerprint),
        _ => Err(Distrust::Declined(server.to_owned())),
    }
}

/// Chats as somebody whose login is fixed: a wrong password is asked for again, until there is none.
fn with_right_password(
    mut manner: Manner,
    mut chat: impl FnMut(Manner) -> Result<Ending, Error>,
) -> Result<Ending, Error> {
    loop {
        match with_password(manner.clone(), &mut chat) {
            Err(error) if error.is_about_password() => terminal::complain(&error.to_string()),
            result => return result,
        }
        manner.password = None;
    }
}

/// Chats, and asks for the password where the server does and nobody has said it yet.
fn with_password(
    mut manner: Manner,
    mut chat: impl FnMut(Manner) -> Result<Ending, Error>,
) -> Result<Ending, Error> {
    loop {
        match chat(manner.clone()) {
            Err(Error::Connect(ConnectError::NeedsPassword)) => {
                manner.password = Some(ask_password(&manner.me)?);
            }
            result => return result,
        }
    }
}

/// Lets the password be typed; what cannot be one is asked for again.
fn ask_password(me: &Login) -> Result<Password, Error> {
    terminal::expect_interrupts();
    loop {
        match password::ask_hidden(&words::ask_password(me)) {
            Ok(password) => return Ok(password),
            Err(PromptError::Bad(_)) => terminal::complain(words::BAD_PASSWORD),
            Err(PromptError::Io(error)) => return Err(Error::Terminal(error.into())),
            Err(_) => return Err(Error::Connect(ConnectError::NeedsPassword)),
        }
    }
}

/// The password of a file: its first line.
pub(super) fn read_password(file: &Path) -> Result<Password, Error> {
    let opened = File::open(file).map_err(PromptError::from);
    let read = opened.and_then(password::read_first_line);
    read.map_err(|error| Error::PasswordFile(file.to_owned(), error))
}
