//! What cannot be, said in a line.

use std::fs;
use std::path::Path;

use crate::stage::{Trace, kit, listener};

#[test]
fn a_server_that_is_not_there() {
    let (listener, address) = listener();
    drop(listener);
    let trace = Trace::start(address, &[]);
    for name in ["c1", "c2"] {
        let mut client = trace.client();
        assert!(client.receive_line().is_err());
        let shown = trace.until("start it, or say where it is with --to");
        let words = format!("{name}: sent away: no server at {address} (");
        let last = shown.last().unwrap();
        assert!(last.starts_with(&words), "{last}");
    }
}

#[test]
fn what_cannot_begin() {
    let (_listener, address) = listener();
    let address = address.to_string();
    let port = address.split(':').next_back().unwrap();
    for (arguments, words) in [
        (
            ["--listen", port, "--to", "1"],
            format!("cannot listen on {address}: give another port"),
        ),
        (
            ["--listen", "0", "--to", "nowhere"],
            "`nowhere` is no address".to_owned(),
        ),
        (
            ["--session", "/", "--listen", "0"],
            "/ cannot be written: name a file".to_owned(),
        ),
    ] {
        let output = kit(&arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.starts_with(&words), "{errors}");
        assert_eq!((errors.lines().count(), output.status.code()), (1, Some(2)));
    }
}

#[test]
fn no_file_is_lost_or_left_behind() {
    let (_listener, address) = listener();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (mine, new) = (file("mine.session"), file("new"));
    fs::write(&mine, "by hand").unwrap();
    let taken = address.to_string();
    for (arguments, words) in [
        (
            ["--listen", "0", "--session", &new, "--diagram", &mine],
            format!("{mine} exists, and a trace would overwrite it: give another name"),
        ),
        (
            ["--listen", "0", "--session", &new, "--diagram", &new],
            format!("{new} cannot be both: name one file with --session"),
        ),
        (
            ["--listen", &taken, "--session", &new, "--to", "1"],
            format!("cannot listen on {taken}: give another port"),
        ),
    ] {
        let output = kit(&arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.starts_with(&words), "{errors}");
        assert_eq!((errors.lines().count(), output.status.code()), (1, Some(2)));
        assert_eq!(fs::read_to_string(&mine).unwrap(), "by hand");
        assert!(!Path::new(&new).exists(), "{arguments:?}");
    }
}

#[test]
fn nobody_passes_on_to_itself() {
    let (listener, address) = listener();
    drop(listener);
    let port = address.port();
    let all = format!("0.0.0.0:{port}");
    let one = address.to_string();
    for (own, server) in [(&one, &one), (&all, &one), (&one, &all)] {
        let output = kit(&["--listen", own, "--to", server]);
        let errors = String::from_utf8_lossy(&output.stderr);
        let words = format!("{own} cannot pass on to itself: --listen");
        assert!(errors.starts_with(&words), "{errors}");
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn help_ends_with_an_example() {
    let output = kit(&["--help"]);
    let help = String::from_utf8_lossy(&output.stdout);
    assert!(
        help.trim_end().ends_with("cargo kit trace --chunk 1"),
        "{help}"
    );
}
