//! What explains the program and its keys: `--help`, `/help` and hints.

/// What the program is, for `--help`.
pub const ABOUT: &str = "Chats with the people of a MeuMensageiro server";

/// `--help`: the login.
pub const ABOUT_LOGIN: &str = "Who you are on the server; asked for when it is left out";

/// `--help`: the server.
pub const ABOUT_SERVER: &str = "The server's address";

/// `--help`: the password.
pub const ABOUT_PASSWORD_FILE: &str = "A file whose first line is your password; asked for where it is left out and the server wants one";

/// `--help`: TLS.
pub const ABOUT_TLS: &str =
    "Uses TLS; asks about a server's certificate once, and remembers the answer";

/// `--help`: TLS with authorities.
pub const ABOUT_TLS_CA: &str =
    "Uses TLS; the server's certificate must be signed by an authority of this file (PEM)";

/// `--help`: TLS with a certificate that is known.
pub const ABOUT_FINGERPRINT: &str = "Uses TLS; the server's certificate must have this fingerprint";

/// `--help`: the file of known certificates.
pub const ABOUT_KNOWN_HOSTS: &str =
    "Where --tls remembers; known_hosts beside the history, if left out";

/// `--help`, at the end: what a script can rely on.
pub const ABOUT_EXIT: &str = "\
From a pipe it reads one line after the other, waits for the answers and for what is in the inbox, and ends.

Exit codes:
    0  all went well
    1  something was refused, or was not confirmed
    2  the arguments or the login are malformed
    3  no connection to the server
    4  the server did not accept the login, or is not trusted
    5  the same user logged in elsewhere
    6  the connection was lost, from a pipe
  143  ended by a signal

MENSAGEIRO_STATE names the folder where what you typed and trusted is kept; NO_COLOR turns the colours off.";

/// `/help`, with the keys that there are.
pub fn help(editor: bool) -> String {
    let (tab, keys) = if editor {
        ("; Tab completes the login", EDITOR_KEYS)
    } else {
        ("", "")
    };
    format!(
        "\
@login text    sends the text{tab}
/reply text    answers who wrote last
/who           who is online
/help          this list
/quit          leaves; Ctrl-D does too{keys}
accepted       the server has stored your message
sent           a plain server does not confirm: it may not have arrived"
    )
}

const EDITOR_KEYS: &str = "\nUp brings back what you typed, Ctrl-R searches in it.";

/// After a refusal that the person can mend, where there is an editor.
pub const UP_BRINGS_BACK: &str = ". Up brings your text back";
