//! The short form of the proof about starts.

#[test]
fn a_start_delivers_what_is_unread_whatever_the_history() {
    let report = prove::short("start-up").unwrap();
    assert!(!report.is_violated(), "{report}");
}
