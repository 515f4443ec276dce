//! The short form of each proof about clients.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

/// Runs a proof against this workspace's server.
fn prove(name: &str) {
    let report = prove::short(name).unwrap();
    assert!(!report.is_violated(), "{report}");
}

#[test]
fn no_input_ends_the_server_or_stays_behind() {
    prove("malformed");
}

#[test]
fn who_does_not_log_in_takes_nobodys_place() {
    prove("slow-logins");
}

#[test]
fn who_does_not_read_harms_only_himself() {
    prove("readers");
}

#[test]
fn junk_costs_no_memory() {
    prove("junk");
}

#[test]
fn floods_are_refused_and_pass() {
    prove("floods");
}

#[test]
fn a_message_is_read_exactly_when_the_rules_say_so() {
    prove("reading");
}
