//! The short forms of the proofs of the durable store.

#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but does not see that what they call is part of them"
)]

/// A failure shows the report, with the seed that repeats it.
fn holds(name: &str) {
    let report = prove::short(name).unwrap();
    assert!(!report.is_violated(), "{report}");
}

#[test]
fn killed_at_random_nothing_accepted_is_lost() {
    holds("kills");
}

#[cfg(target_os = "linux")] // by strace
#[test]
fn each_call_to_the_disk_may_fail_or_be_the_last() {
    holds("faults");
}

#[cfg(target_os = "linux")] // by strace
#[test]
fn the_power_may_be_cut_at_every_moment() {
    holds("crash-states");
}

#[test]
fn damage_is_refused_and_a_torn_end_set_aside() {
    holds("flips");
}

#[test]
fn the_log_is_made_whole_or_refused() {
    holds("log");
}

#[cfg(target_os = "linux")] // by user namespaces
#[test]
fn a_full_disk_loses_nothing() {
    holds("full-disk");
}
