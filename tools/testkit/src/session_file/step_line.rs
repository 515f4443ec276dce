//! One line of a session to one action.

use super::{Action, ClientAct, Expected, LogAct, LogRow, Quoted, ServerAct, is_login};

const CLIENT: &str =
    "connect, close, half-close, reset, closed, slowly TEXT, raw \"BYTES\" and receive \"BYTES\"";

/// Parses a line that is neither blank nor a comment. The error says what is allowed.
pub(super) fn parse(line: &str) -> Result<Action, String> {
    let end = line.find(['>', '<', ':']).ok_or_else(|| {
        format!("`{line}` is no step; write `name> what is sent`, `name< what must come` or `name: what happens`")
    })?;
    let (label, sign) = (&line[..end], line.as_bytes()[end]);
    let text = text_behind(&line[end + 1..])?;
    match label {
        "log" | "server" if sign != b':' => Err(format!(
            "`{label}` is no connection's name; write `{label}:`, or choose another name"
        )),
        "log" => log(text).map(Action::Log),
        "server" => server(text).map(Action::Server),
        _ if !is_login(label) => Err(format!(
            "`{label}` names no connection; write a name that looks like a login, such as `ana`"
        )),
        _ => client(sign, text).map(|act| Action::Client {
            label: label.to_owned(),
            act,
        }),
    }
}

/// One blank belongs to the syntax; what follows it is text.
fn text_behind(rest: &str) -> Result<&str, String> {
    match rest.strip_prefix(' ') {
        Some(text) => Ok(text),
        None if rest.is_empty() => Ok(rest),
        None => Err(format!(
            "a blank is missing before `{rest}`; write `ana> text`, `ana< text` or `ana: close`"
        )),
    }
}

fn client(sign: u8, text: &str) -> Result<ClientAct, String> {
    match sign {
        b'>' => Ok(ClientAct::Send(text.to_owned())),
        b'<' => Ok(ClientAct::Expect(expected(text))),
        _ => named(text),
    }
}

fn expected(text: &str) -> Expected {
    match text.strip_prefix("! ") {
        Some(code) if !code.is_empty() && !code.contains(' ') => Expected::Notice {
            code: code.to_owned(),
        },
        _ => Expected::Line(text.to_owned()),
    }
}

fn named(text: &str) -> Result<ClientAct, String> {
    let (word, argument) = text.split_once(' ').unwrap_or((text, ""));
    match (word, argument.is_empty()) {
        ("slowly", _) => Ok(ClientAct::Slowly(argument.to_owned())),
        ("raw", _) => Quoted::parse(argument).map(ClientAct::Raw),
        ("receive", _) => Quoted::parse(argument).map(ClientAct::Receive),
        ("connect", true) => Ok(ClientAct::Connect),
        ("close", true) => Ok(ClientAct::Close),
        ("half-close", true) => Ok(ClientAct::HalfClose),
        ("reset", true) => Ok(ClientAct::Reset),
        ("closed", true) => Ok(ClientAct::Closed),
        _ => Err(format!("a client cannot `{text}`; allowed are {CLIENT}")),
    }
}

fn log(text: &str) -> Result<LogAct, String> {
    let wrong = || {
        format!(
            "`log: {text}` asks for nothing; write `log: row FROM TO TEXT` or `log: no-row FROM TO TEXT`"
        )
    };
    let mut words = text.splitn(4, ' ');
    let (Some(what), Some(from), Some(to), Some(text)) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(wrong());
    };
    let row = LogRow {
        from: from.to_owned(),
        to: to.to_owned(),
        text: text.to_owned(),
    };
    match what {
        "row" => Ok(LogAct::Row(row)),
        "no-row" => Ok(LogAct::NoRow(row)),
        _ => Err(wrong()),
    }
}

fn server(text: &str) -> Result<ServerAct, String> {
    match text {
        "stop" => Ok(ServerAct::Stop),
        "kill" => Ok(ServerAct::Kill),
        "start" => Ok(ServerAct::Start),
        "restart" => Ok(ServerAct::Restart),
        _ => Err(format!(
            "a server cannot `{text}`; allowed are stop, kill, start and restart"
        )),
    }
}
