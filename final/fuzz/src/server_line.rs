//! What a client reads: lines off a socket, what they say, and what it makes of them.

use std::time::{Duration, Instant};

use meu_mensageiro::client::connect::Welcome;
use meu_mensageiro::client::conversation::{Action, Conversation, Input, Manner};
use meu_mensageiro::client::lines::{Line, Lines};
use meu_mensageiro::protocol::{ClientLine, SERVER_LINE_MAX, ServerLine};

use super::pieces::{Pieces, lines};
use super::terminal_text::check_entry;

/// However the bytes are cut, the client finds the lines that are there; a line that was read
/// prints as it is read again; and whatever they say, in either kind of session, the client sends
/// nothing that the protocol does not know, and shows nothing that is not safe.
pub fn check(input: &[u8]) {
    let pieces = Pieces::new(input);
    let found = read_by_client(&pieces);
    check_lines(&found, pieces.whole);
    let whole = found.iter().filter_map(|line| match line {
        Line::Whole(line) => Some(&line[..]),
        Line::TooLong | Line::Unended(_) => None,
    });
    whole.clone().for_each(check_line);
    let epoch = "word".to_owned();
    let first = ServerLine::End;
    for welcome in [Welcome::Push { epoch }, Welcome::Core { first }] {
        converse(welcome, whole.clone());
    }
}

fn read_by_client(pieces: &Pieces<'_>) -> Vec<Line> {
    let mut lines = Lines::new(pieces.reader());
    std::iter::from_fn(|| lines.next_line().expect("memory has no errors")).collect()
}

/// A client may give up a line that no server sends, and nothing else.
fn check_lines(found: &[Line], bytes: &[u8]) {
    let (lines, rest) = lines(bytes);
    let unended = usize::from(!rest.is_empty() && rest.len() <= SERVER_LINE_MAX);
    assert!(found.len() >= lines.len() + unended);
    for (line, expected) in found.iter().zip(lines.into_iter().chain([rest])) {
        match line {
            Line::Whole(line) | Line::Unended(line) => assert_eq!(line, expected),
            Line::TooLong => assert!(expected.len() > SERVER_LINE_MAX),
        }
    }
}

fn check_line(line: &[u8]) {
    let printed = ServerLine::parse(line).to_string();
    let again = ServerLine::parse(printed.as_bytes());
    assert_eq!(again.to_string(), printed);
}

/// Leads a conversation in which the person writes after each line of the server.
fn converse<'a>(welcome: Welcome, lines: impl Iterator<Item = &'a [u8]>) {
    let manner = Manner {
        me: "ana".parse().expect("a login"),
        password: None,
        tls: None,
        server: "localhost:3333".to_owned(),
        interactive: true,
        editor: true,
        greeting: None,
    };
    let mut conversation = Conversation::new(manner);
    let mut now = Instant::now();
    conversation.begin(now);
    let heard = lines.map(|line| Input::Received(ServerLine::parse(line)));
    for (turn, input) in std::iter::once(Input::Connected(welcome))
        .chain(heard)
        .enumerate()
    {
        now += Duration::from_millis(300);
        happen(&mut conversation, input, now);
        let typed = ["@bia oi", "yes", "/who", "so"][turn % 4].to_owned();
        happen(&mut conversation, Input::Typed(typed), now);
    }
    happen(&mut conversation, Input::InputEnded, now);
    happen(&mut conversation, Input::Lost("end".to_owned()), now);
}

fn happen(conversation: &mut Conversation, input: Input, now: Instant) {
    for action in conversation.handle(input, now) {
        match action {
            Action::Send(line) => {
                assert_eq!(ClientLine::parse(line.to_string().as_bytes()), Ok(line));
            }
            Action::Show(entry, ticket) => {
                check_entry(&entry, Some(33));
                if let Some(ticket) = ticket {
                    happen(conversation, Input::Printed(ticket), now);
                }
            }
            _ => {}
        }
    }
}
