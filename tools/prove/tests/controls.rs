//! The short form of the controls: a sample of broken servers, from the broken source to the
//! violation. `cargo prove controls` tries them all.

#[test]
fn broken_servers_are_caught_and_the_sound_one_is_not() {
    let report = prove::short("controls").unwrap();
    assert!(!report.is_violated(), "{report}");
}
