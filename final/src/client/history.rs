//! Where what was typed, and what was trusted, is kept between two runs.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::protocol::Login;

const FOLDER: &str = "meu-mensageiro";

/// The history file of one login, in a folder that exists; `None` where there is no place for it.
///
/// A login has no character that means anything in a path. But some, such as `con` and `aux`, are
/// names of devices on Windows, whatever comes after the dot.
pub(super) fn file(me: &Login) -> Option<PathBuf> {
    Some(state_folder()?.join(format!("user-{me}.history")))
}

/// The file of the certificates that have been trusted, whoever logs in.
pub(super) fn known_hosts() -> Option<PathBuf> {
    Some(state_folder()?.join("known_hosts"))
}

/// The folder, which then exists.
fn state_folder() -> Option<PathBuf> {
    let folder = folder(|name| env::var_os(name).map(PathBuf::from))?;
    fs::create_dir_all(&folder).ok()?;
    Some(folder)
}

/// The folder that the platform has for such things.
fn folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // A relative path would mean another folder in every folder (and the XDG rules say: ignore it).
    let absolute = |name: &str| variable(name).filter(|path| path.is_absolute());
    if let Some(chosen) = variable("MENSAGEIRO_STATE").filter(|path| !path.as_os_str().is_empty()) {
        return Some(chosen);
    }
    let base = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")))
    };
    base.map(|base| base.join(FOLDER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Option<PathBuf> {
        folder(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| PathBuf::from(value))
        })
    }

    #[test]
    fn the_chosen_folder_goes_before_all_others() {
        let chosen = with(&[("MENSAGEIRO_STATE", "here"), ("HOME", "/home/ana")]);
        assert_eq!(chosen, Some("here".into()));
        assert_eq!(with(&[]), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn on_linux_it_is_the_state_home() {
        let home = ("HOME", "/home/ana");
        assert_eq!(
            with(&[home]),
            Some("/home/ana/.local/state/meu-mensageiro".into())
        );
        assert_eq!(
            with(&[home, ("XDG_STATE_HOME", "/state")]),
            Some("/state/meu-mensageiro".into())
        );
        assert_eq!(
            with(&[home, ("XDG_STATE_HOME", "relative")]),
            Some("/home/ana/.local/state/meu-mensageiro".into())
        );
    }
}
