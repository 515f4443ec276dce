//! Whether this machine has what the sandbox needs, and what to do where not.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use testkit::program::{Attached, Enclosure};

use super::{BUBBLEWRAP, Inner, Limits, Watchdog, World};

/// From this version on, programs inside cannot open enclosures of their own (`--disable-userns`).
const VERSION: (u32, u32) = (0, 8);

/// Why there is no sandbox, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Another system than Linux.
    #[error(
        "the sandbox needs Linux; --trust runs the submissions without one, with your own rights"
    )]
    NotLinux,
    /// bubblewrap is not installed.
    #[error(
        "the sandbox needs bubblewrap: `apt install bubblewrap`, `dnf install bubblewrap` or `pacman -S bubblewrap`; or --trust, which runs the submissions without one, with your own rights"
    )]
    Missing,
    /// bubblewrap is too old.
    #[error(
        "the sandbox needs bubblewrap {major}.{minor} or newer, and this is {0}: install a newer one; or --trust, which runs the submissions without one, with your own rights", major = VERSION.0, minor = VERSION.1
    )]
    Old(String),
    /// It is there, and the system does not let it work.
    #[error(
        "bubblewrap does not work here ({said}): {advice}; or --trust, which runs the submissions without a sandbox, with your own rights"
    )]
    Forbidden {
        /// What bubblewrap says.
        said: String,
        /// What to do.
        advice: &'static str,
    },
}

/// Tries both enclosures.
///
/// # Errors
/// Where they do not work: why, and what to do.
pub fn available() -> Result<(), Unavailable> {
    if !cfg!(target_os = "linux") {
        return Err(Unavailable::NotLinux);
    }
    let output = Command::new(BUBBLEWRAP).arg("--version").output();
    let output = output.map_err(|_| Unavailable::Missing)?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if parse(&version).is_some_and(|version| version < VERSION) {
        return Err(Unavailable::Old(version));
    }
    probe().map_err(|said| Unavailable::Forbidden {
        said,
        advice: advice(),
    })
}

/// Runs `true` in the inner enclosure within the outer one.
fn probe() -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let limits = Limits::default();
    let watchdog = Watchdog::idle(limits.run.memory, limits.scratch, limits.files);
    let inner = Inner::bare(&limits.run, &watchdog);
    let inner = inner
        .enclose(&Command::new("true"), &[], Attached::Pipes)
        .map_err(failed)?;
    let nothing = Path::new("/dev/null");
    let world = World {
        program: nothing,
        submission: nothing,
        rust: None,
        scratch: limits.scratch,
    };
    let words: Vec<&OsStr> = [inner.get_program()]
        .into_iter()
        .chain(inner.get_args())
        .collect();
    let output = world.of(&words).output().map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().last().unwrap_or("it says nothing").to_owned())
}

/// What keeps users from opening namespaces, by the places where it is switched on.
fn advice() -> &'static str {
    let is = |file: &str, value: &str| fs::read_to_string(file).is_ok_and(|it| it.trim() == value);
    if Path::new("/.dockerenv").exists() || Path::new("/run/.containerenv").exists() {
        "in a container, start that with `--privileged`, or grade outside"
    } else if is(
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
    ) {
        "AppArmor forbids user namespaces: `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`"
    } else if is("/proc/sys/kernel/unprivileged_userns_clone", "0") {
        "the kernel forbids user namespaces: `sudo sysctl kernel.unprivileged_userns_clone=1`"
    } else if is("/proc/sys/user/max_user_namespaces", "0") {
        "the kernel allows no user namespaces: `sudo sysctl user.max_user_namespaces=10000`"
    } else {
        "ask who runs this machine to allow user namespaces"
    }
}

/// `bubblewrap 0.8.0`
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split_whitespace().nth(1)?.split('.');
    let mut next = || numbers.next()?.parse().ok();
    Some((next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        assert_eq!(parse("bubblewrap 0.8.0"), Some((0, 8)));
        assert!(parse("bubblewrap 0.11.0") > Some(VERSION));
        assert!(parse("bubblewrap 0.6.2") < Some(VERSION));
        assert_eq!(parse("bwrap"), None);
    }

    #[test]
    fn each_refusal_names_the_way_out() {
        let forbidden = Unavailable::Forbidden {
            said: "no".to_owned(),
            advice: advice(),
        };
        for refusal in [Unavailable::NotLinux, Unavailable::Missing, forbidden] {
            let text = refusal.to_string();
            assert!(text.contains("--trust") && !text.contains('\n'), "{text}");
        }
    }
}
