//! What is asked, and what is said about the answer.

/// The prompt for an answer.
pub const ASK_YES_NO: &str = "[y/N] ";

/// After a question that has no such prompt.
pub const YES_OR_NO: &str = " [y/N]";

/// Several lines were pasted, for these recipients.
pub fn ask_paste(count: usize, to: &[&str]) -> String {
    let lines = format!("send {count} lines as {count} messages");
    match to {
        [to] if count == 1 => format!("send the line to {to}?"),
        [to] => format!("{lines} to {to}?"),
        to => format!("{lines} ({})?", to.join(", ")),
    }
}

/// The connection broke before these messages were answered.
pub fn ask_again(count: usize) -> String {
    match count {
        1 => "this was not confirmed, perhaps it did not arrive. Send it again?".to_owned(),
        _ => format!(
            "these {count} were not confirmed, perhaps they did not arrive. Send them again?"
        ),
    }
}

/// The answer to an open question was no.
pub fn declined(editor: bool) -> &'static str {
    if editor {
        "not sent; Up brings it back"
    } else {
        "not sent"
    }
}

/// Something else than an answer was typed at a question.
pub fn taken_as_no(editor: bool) -> String {
    format!("taken as no: {}", declined(editor))
}
