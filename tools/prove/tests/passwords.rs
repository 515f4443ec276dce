//! The short form of the proof about passwords.

#[test]
fn answers_are_the_same_bytes_and_a_crowd_costs_little_memory() {
    let report = prove::short("passwords").unwrap();
    assert!(!report.is_violated(), "{report}");
}
