//! The lines of the protocol: whatever is said comes out as it went in.

use jiff::Timestamp;
use meu_mensageiro::protocol::{ClientLine, Code, Login, LoginLine, Notice, ServerLine};
use proptest::prelude::*;

/// What section 4 of the protocol page allows in a text.
const TEXT: &str = "[^\\p{Cc}\u{2028}\u{2029}]{1,60}";

fn logins() -> impl Strategy<Value = Login> {
    "[a-z0-9][a-z0-9._-]{0,31}".prop_map(|login| login.parse().expect("a login"))
}

/// Every moment with milliseconds from 1970 to 2242.
fn times() -> impl Strategy<Value = Timestamp> {
    (0..1i64 << 43).prop_map(|time| Timestamp::from_millisecond(time).expect("a time"))
}

fn client_lines() -> impl Strategy<Value = ClientLine> {
    prop_oneof![
        (logins(), TEXT).prop_map(|(to, text)| ClientLine::Message { to, text }),
        Just(ClientLine::Empty),
        Just(ClientLine::Who),
        any::<u64>().prop_map(ClientLine::Acknowledge),
    ]
}

fn codes() -> impl Strategy<Value = Code> {
    prop_oneof![
        prop::sample::select(vec![
            Code::UnknownUser,
            Code::BadLogin,
            Code::LineTooLong,
            Code::Elsewhere,
            Code::Closing,
            Code::Busy,
            Code::BadLine,
            Code::BadText,
            Code::UnknownRecipient,
            Code::InboxFull,
            Code::TryLater,
        ]),
        "x-[a-z-]{1,9}".prop_map(Code::Other),
    ]
}

fn server_lines() -> impl Strategy<Value = ServerLine> {
    prop_oneof![
        (logins(), TEXT).prop_map(|(from, text)| ServerLine::Message { from, text }),
        Just(ServerLine::End),
        (codes(), "\\PC{0,30}")
            .prop_map(|(code, words)| ServerLine::Notice(Notice::new(code, words))),
        (any::<u64>(), times(), logins(), TEXT).prop_map(|(id, time, from, text)| {
            ServerLine::Pushed {
                id,
                time,
                from,
                text,
            }
        }),
        "([a-z0-9]{1,9}( [a-z0-9]{1,9}){0,5})?".prop_map(ServerLine::Answer),
        "[a-z]{1,9}".prop_map(ServerLine::Question),
    ]
}

proptest! {
    #[test]
    fn a_login_line(login in logins(), push: bool) {
        let line = LoginLine { login, push };
        prop_assert_eq!(LoginLine::parse(line.to_string().as_bytes()), Some(line));
    }

    #[test]
    fn a_line_of_a_client(line in client_lines()) {
        prop_assert_eq!(ClientLine::parse(line.to_string().as_bytes()), Ok(line));
    }

    #[test]
    fn a_line_of_a_server(line in server_lines()) {
        prop_assert_eq!(ServerLine::parse(line.to_string().as_bytes()), line);
    }
}
