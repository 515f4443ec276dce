//! A terminal driven by small programs that every Unix has.
#![cfg(all(unix, feature = "terminal"))]

use std::process::Command;

use testkit::terminal::{Color, Key, Terminal, TerminalError};

fn shell(script: &str) -> Terminal {
    Terminal::start(Command::new("sh").args(["-c", script]), 6, 30).expect("a shell")
}

#[test]
fn shows_what_is_typed_and_what_comes_back() {
    let mut terminal = Terminal::start(&Command::new("cat"), 6, 30).expect("cat");
    terminal.type_text("olá, maçã").unwrap();
    terminal.press(Key::Enter).unwrap();
    let screen = terminal
        .wait_until(|screen| screen.rows()[1] == "olá, maçã")
        .unwrap();
    assert_eq!(screen.rows()[..3], ["olá, maçã", "olá, maçã", ""]);
    assert_eq!(screen.cursor(), (2, 0));
    terminal.press(Key::CtrlD).unwrap();
    assert!(terminal.exit_status().unwrap().success());
}

#[test]
fn knows_colours_and_raw_bytes() {
    let terminal = shell(r"printf 'a \033[31mred\033[0m word'");
    let screen = terminal.wait_for("word").unwrap();
    assert_eq!(screen.color_of("red"), Some(Color::Idx(1)));
    assert_eq!(screen.color(0, 0), Some(Color::Default));
    assert_eq!(terminal.bytes(), b"a \x1b[31mred\x1b[0m word");
}

#[test]
fn pastes_with_brackets_where_asked() {
    let mut terminal = shell(r"printf '\033[?2004hready'; stty -echo; cat -v");
    terminal.wait_for("ready").unwrap();
    terminal.paste("um").unwrap();
    terminal.press(Key::Enter).unwrap();
    terminal.wait_for("^[[200~um^[[201~").unwrap();
}

#[test]
fn tells_the_program_its_new_size() {
    let mut terminal = shell("trap 'stty size' WINCH; echo ready; while :; do read line; done");
    terminal.wait_for("ready").unwrap();
    terminal.resize(10, 40).unwrap();
    terminal.wait_for("10 40").unwrap();
    assert_eq!(terminal.contents().len(), 10);
}

#[test]
fn interrupts_and_gives_the_exit_status() {
    let mut terminal = shell("trap 'exit 7' INT; echo ready; while :; do read line; done");
    terminal.wait_for("ready").unwrap();
    terminal.press(Key::CtrlC).unwrap();
    assert_eq!(terminal.exit_status().unwrap().exit_code(), 7);
}

#[test]
fn a_failure_shows_the_screen_and_does_not_wait_for_the_dead() {
    let error = shell("echo até logo 🙂").wait_for("hello").unwrap_err();
    assert!(matches!(error, TerminalError::NotSeen { ended: true, .. }));
    let blank = format!("|{}|\n", " ".repeat(30));
    let screen = format!("|até logo 🙂{}|\n{}", " ".repeat(19), blank.repeat(5));
    let text = error.to_string();
    assert!(text.starts_with("`hello` did not come within "), "{text}");
    assert!(text.contains(&screen), "{text}");
}
