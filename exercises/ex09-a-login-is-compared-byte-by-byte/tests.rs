use exercises::{passes, start};

use super::*;

#[test]
fn a_user_comes_in() {
    passes(serve, "ch03-auth/known-user");
}

#[test]
fn capitals_are_another_login() {
    passes(serve, "ch03-auth/login-in-capitals");
}

#[test]
fn a_blank_behind_makes_another_login() {
    passes(serve, "ch03-auth/login-with-blank-behind");
}

#[test]
fn a_blank_before_makes_another_login() {
    passes(serve, "ch03-auth/login-with-blank-before");
    passes(serve, "ch03-auth/login-with-no-break-space");
}

#[test]
fn what_only_looks_like_a_login_is_another_one() {
    passes(serve, "ch03-auth/login-with-look-alike");
    passes(serve, "ch03-auth/login-with-bytes-that-are-no-text");
}

#[test]
fn a_part_of_a_login_is_not_the_login() {
    passes(serve, "ch03-auth/login-beginning");
    passes(serve, "ch03-auth/login-empty");
}

#[test]
fn an_unknown_user_disturbs_no_other() {
    passes(serve, "ch03-auth/unknown-user-is-alone-in-that");
}

#[test]
fn the_sign_for_kelvin_is_not_a_k() {
    let server = start(serve);
    let mut client = server.connect();
    client.send_line("\u{212a}im");
    client.expect_end("this K is the sign for kelvin, U+212A, so it is not kim who logs in");
}

#[test]
fn an_end_of_a_line_has_one_carriage_return_at_most() {
    let server = start(serve);
    let mut bia = server.connect();
    bia.send("bia\r\n");
    bia.expect_line(
        "bia",
        "a line may end in CR LF, and bia without its end is a user",
    );
    let mut stranger = server.connect();
    stranger.send("bia\r\r\n");
    stranger.expect_end("the end takes one CR; the other one is a part of the login");
}

#[test]
fn a_line_keeps_its_blanks() {
    let server = start(serve);
    let mut kim = server.connect();
    kim.send_line("kim");
    kim.expect_line("kim", "kim is a user, and the login is sent back");
    kim.send("  dois espaços antes, um depois \r\n");
    kim.expect_line(
        "  dois espaços antes, um depois ",
        "only the end of a line is taken off; its blanks are what the client has said",
    );
}
