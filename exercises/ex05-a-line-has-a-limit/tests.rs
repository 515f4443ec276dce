use exercises::{passes, start};

use super::*;

#[test]
fn lines_come_back_however_they_are_cut() {
    passes(serve, "ch02-threads/line-in-pieces");
    passes(serve, "ch02-threads/lines-together");
    passes(serve, "ch02-threads/crlf-ends-a-line");
    passes(serve, "ch02-threads/unfinished-line-is-dropped");
}

#[test]
fn a_line_as_long_as_the_limit_comes_back() {
    passes(serve, "ch02-threads/longest-line");
}

#[test]
fn a_line_that_is_too_long_is_refused() {
    passes(serve, "ch02-threads/line-too-long");
    passes(serve, "ch02-threads/line-too-long-is-said");
}

#[test]
fn a_line_without_an_end_is_refused_at_the_limit() {
    let server = start(serve);
    let mut ana = server.connect();
    ana.send("x".repeat(LINE_MAX + 1));
    ana.expect_line(
        "! line-too-long",
        "one byte too much is enough to know, so the server does not wait for an LF, which may never come",
    );
    ana.expect_end("after the notice the server ends the connection");
    passes(serve, "ch02-threads/line-too-long-without-end");
}

#[test]
fn a_cr_at_the_limit_is_only_an_end_with_its_lf() {
    let server = start(serve);
    let mut ana = server.connect();
    ana.send("x".repeat(LINE_MAX) + "\ry");
    ana.expect_line(
        "! line-too-long",
        "4096 bytes, a CR, and one more byte that is not the LF: the CR is a byte of the line, which now has too many",
    );
}

#[test]
fn each_line_has_the_whole_limit() {
    let server = start(serve);
    let mut ana = server.connect();
    let line = "y".repeat(LINE_MAX);
    for _ in 0..20 {
        ana.send_line(&line);
        ana.expect_line(
            &line,
            "the limit is for a line, and not for all that a client sends",
        );
    }
}
