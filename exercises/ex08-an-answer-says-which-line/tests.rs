use exercises::{passes, plays, start};

use super::*;

const CONVERSATION: &str = r#"
title: answers carry the number of their line
since: ch02-threads
why: exercise 8, paragraphs 1 to 3
users: ana, bia
vary: no

ana> olá
ana< 1 olá
ana>
ana: receive "2 \n"
bia> oi
bia< 1 oi
ana: raw "com CR\r\n"
ana< 3 com CR
bia> bye
bia< bye 2
bia: closed
ana> 7
ana> bye bye
ana> bye
ana< 4 7
ana< 5 bye bye
ana< bye 6
ana: closed
"#;

const NUMBERS: &str =
    "an answer is the number of the line, one blank, and the line byte for byte (paragraph 1)";
const BYE: &str = "only a line that is `bye` and nothing else is a bye (paragraph 2)";
const END: &str = "after the answer to the bye comes the end, and no further answer; \
    `Connection::end` ends a connection cleanly (paragraph 3)";

#[test]
fn a_conversation_with_two_clients() {
    plays(serve, CONVERSATION.trim_start());
}

#[test]
fn lines_that_come_together_are_counted_one_by_one() {
    let server = start(serve);
    let mut ana = server.connect();
    ana.send("um\n\ndois\nbye\n");
    ana.expect_bytes("1 um\n2 \n3 dois\nbye 4\n", NUMBERS);
    ana.expect_end(END);
}

#[test]
fn a_tenth_line_has_two_digits() {
    let server = start(serve);
    let mut ana = server.connect();
    for number in 1..=12 {
        ana.send_line("oi");
        ana.expect_line(&format!("{number} oi"), NUMBERS);
    }
}

#[test]
fn what_is_nearly_a_bye_is_a_line() {
    let server = start(serve);
    let mut ana = server.connect();
    ana.send("Bye\nbye \n bye\nbye!\nby\n");
    ana.expect_bytes("1 Bye\n2 bye \n3  bye\n4 bye!\n5 by\n", BYE);
    ana.send_line("bye");
    ana.expect_line("bye 6", BYE);
}

#[test]
fn a_line_need_not_be_text() {
    let server = start(serve);
    let mut ana = server.connect();
    ana.send(b"\xff\xfe\n\0\n");
    ana.expect_bytes(b"1 \xff\xfe\n2 \0\n", NUMBERS);
}

#[test]
fn what_comes_behind_a_bye_is_not_answered() {
    let server = start(serve);
    let mut ana = server.connect();
    ana.send("um\nbye\ndois\nbye\n");
    ana.expect_bytes("1 um\nbye 2\n", END);
    ana.expect_end(END);
    let mut bia = server.connect();
    bia.send("um\nbye\n".to_string() + &"dois\n".repeat(6000));
    bia.expect_bytes("1 um\nbye 2\n", END);
    bia.expect_end(END);
}

#[test]
fn a_client_that_ends_without_bye_gets_its_answers() {
    let server = start(serve);
    let mut ana = server.connect();
    ana.send("um\ndois\nby");
    ana.half_close();
    let why = "the lines before a FIN are answered, and an unfinished one is dropped (paragraph 4)";
    ana.expect_bytes("1 um\n2 dois\n", why);
    ana.expect_end(why);
}

#[test]
fn a_line_that_is_too_long_is_refused_as_before() {
    passes(serve, "ch02-threads/line-too-long-is-said");
}
