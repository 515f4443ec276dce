//! Names from strangers.

/// The most bytes of a name: most file systems take 255, and something may be put behind it.
const MOST_NAME: usize = 200;

/// The most parts of a path.
const MOST_DEPTH: usize = 32;

/// The most bytes of a path: Linux takes 4096, with the folder that it is unpacked into.
const MOST_PATH: usize = 1024;

/// What systems and editors leave behind, in small letters.
const JUNK: [&str; 7] = [
    "__macosx",
    ".ds_store",
    "thumbs.db",
    "desktop.ini",
    ".git",
    "__pycache__",
    ".idea",
];

/// Device names of Windows, with any ending
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Whether nobody needs a file or folder of this name.
pub fn is_junk(name: &str) -> bool {
    name.starts_with("._") || JUNK.contains(&name.to_lowercase().as_str())
}

/// A text from a stranger, to be shown: control characters and what turns the direction of writing
/// are escaped, and it is not long.
pub fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(MOST_NAME) {
        if is_invisible(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    if text.chars().nth(MOST_NAME).is_some() {
        shown.push('…');
    }
    shown
}

/// The parts of a packed path.
///
/// # Errors
/// Where it leads outside, or is too deep or too long.
pub(super) fn inside(path: &str) -> Result<Vec<&str>, String> {
    let is_drive =
        path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.starts_with('/') || is_drive || path.split('/').any(|part| part == "..") {
        return Err("leads out of the archive: nothing of it is unpacked".to_owned());
    }
    let parts: Vec<_> = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    if parts.len() > MOST_DEPTH || path.len() > MOST_PATH {
        return Err(format!(
            "is a path that is too long; at most {MOST_DEPTH} folders and {MOST_PATH} bytes are unpacked"
        ));
    }
    Ok(parts)
}

/// Whether it is not worth unpacking: junk, and what Cargo keeps for itself.
pub(super) fn is_left_out(parts: &[&str]) -> bool {
    let path: std::path::PathBuf = parts.iter().collect();
    parts.iter().any(|part| is_junk(part))
        || path.ancestors().any(testkit::working_copy::is_left_out)
}

/// A name that every system takes, and that a terminal or a page shows as it is.
pub fn harmless(name: &str) -> String {
    let mut safe: String = name
        .chars()
        .map(|character| if is_bad(character) { '_' } else { character })
        .collect();
    if safe.ends_with(['.', ' ']) {
        safe.pop();
        safe.push('_');
    }
    let stem = safe.split('.').next().unwrap_or_default().to_lowercase();
    let is_port = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|last: char| last.is_ascii_digit());
    if is_port || RESERVED.contains(&stem.as_str()) {
        safe.insert(0, '_');
    }
    shorten(safe)
}

/// Cuts in the middle: what stands behind the last dot says what a file is.
fn shorten(name: String) -> String {
    if name.len() <= MOST_NAME {
        return name;
    }
    let end = name
        .rfind('.')
        .filter(|dot| name.len() - dot <= 16)
        .unwrap_or(name.len());
    let length = name.floor_char_boundary(MOST_NAME - (name.len() - end));
    format!("{}{}", &name[..length], &name[end..])
}

fn is_bad(character: char) -> bool {
    is_invisible(character) || r#"<>:"|?*/\"#.contains(character)
}

/// Control characters, and those that turn the direction of what is shown (Unicode UAX 9).
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_harmless_and_stay_themselves() {
        let table = [
            ("José Ávila.py", "José Ávila.py"),
            ("a\x1b[31m.py", "a_[31m.py"),
            ("<script>.py", "_script_.py"),
            ("evil\u{202e}yp.exe", "evil_yp.exe"),
            ("nul.txt", "_nul.txt"),
            ("COM1", "_COM1"),
            ("computer.py", "computer.py"),
            ("dots...", "dots.._"),
            ("blank ", "blank_"),
        ];
        for (name, safe) in table {
            assert_eq!(harmless(name), safe, "{name:?}");
        }
        let long = harmless(&format!("{}.py", "é".repeat(300)));
        assert!(long.len() <= MOST_NAME && long.ends_with("é.py"), "{long}");
    }

    #[test]
    fn what_leads_outside_is_refused() {
        for path in ["../a", "a/../../b", "/etc/passwd", "C:/a", "c:a", "a/.."] {
            assert!(inside(path).is_err(), "{path}");
        }
        assert_eq!(inside("./a//b..c/"), Ok(vec!["a", "b..c"]));
        assert!(inside(&"a/".repeat(33)).is_err());
        assert!(inside(&"a".repeat(1025)).is_err());
    }

    #[test]
    fn what_is_shown_moves_no_cursor() {
        assert_eq!(shown("a\x1b[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(shown(&"x".repeat(300)).chars().count(), MOST_NAME + 1);
    }
}
