use super::*;

#[test]
fn a_core_session_has_one_line_open_and_polls_every_second() {
    let mut chat = Chat::core();
    assert_eq!(chat.wait(Duration::from_secs(1)), ["> "]);
    let typed = chat.type_line("@ana x");
    assert_eq!(typed, ["prompt"], "it waits for the poll's answer");
    assert_eq!(chat.hear("f"), ["> @ana x"]);
    assert_eq!(chat.hear("f"), ["to ana: sent"]);
    assert_eq!(chat.wait(Duration::from_millis(900)), NOTHING);
    assert_eq!(chat.wait(Duration::from_millis(100)), ["> "]);
}

#[test]
fn a_batch_is_acknowledged_after_it_is_printed_and_before_anything_else() {
    let mut chat = Chat::core();
    chat.wait(Duration::from_secs(1));
    assert_eq!(chat.hear("@ana a"), ["now @ana a (0)"]);
    assert_eq!(chat.hear("f"), NOTHING, "it is not on the screen yet");
    assert_eq!(chat.type_line("@ana x"), ["prompt"]);
    assert_eq!(chat.happen(Input::Printed(0)), ["> "]);
    assert_eq!(chat.hear("f"), ["> @ana x"]);
}

#[test]
fn any_notice_in_a_batch_means_not_stored() {
    let mut chat = Chat::core();
    chat.wait(Duration::from_secs(1));
    chat.type_line("@ana x");
    assert_eq!(chat.hear("f"), ["> @ana x"]);
    let said = chat.hear("! of-tomorrow because");
    assert_eq!(said, ["! not sent to ana: because"]);
    assert_eq!(chat.hear("f"), NOTHING);
}

#[test]
fn a_pipe_that_types_ahead_has_to_wait() {
    let mut chat = Chat::new(false);
    chat.connect_core("@ana unread");
    let mut offered = 0;
    while chat.type_line("@ana x").contains(&"prompt".to_owned()) {
        offered += 1;
        assert!(offered < 1000, "there is no end to it");
    }
    assert_eq!(offered, sending::OUTBOX_MAX - 1);
}

#[test]
fn a_server_that_closes_on_the_first_poll_is_not_polled_again() {
    let mut chat = Chat::core();
    chat.wait(Duration::from_secs(1));
    assert_eq!(
        chat.lose(),
        [&format!("* {}", words::CORE_NO_POLLS), "connect"]
    );
    chat.connect_core("f");
    assert_eq!(chat.wait(Duration::from_secs(60)), NOTHING);
    assert_eq!(chat.type_line("@ana x"), ["> @ana x", "prompt"]);
}

#[test]
fn all_notices_of_a_batch_are_shown() {
    let mut chat = Chat::core();
    chat.type_line("@ana x");
    let mut heard = chat.hear("! try-later");
    heard.extend(chat.hear("! of-tomorrow because"));
    heard.extend(chat.hear("f"));
    let said = [
        "! not sent: the server cannot store it now; try later",
        "! not sent to ana: because",
    ];
    assert_eq!(heard, said);
    chat.type_line("@ana y");
    assert_eq!(chat.hear("f"), ["to ana: sent"]);
}
