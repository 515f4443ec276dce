//! The languages that JPlag and Dolos can both compare.

use std::path::Path;

/// A programming language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// C, and its headers.
    C,
    /// C++.
    Cpp,
    /// Go.
    Go,
    /// Java.
    Java,
    /// JavaScript.
    JavaScript,
    /// Python 3.
    Python,
    /// Rust.
    Rust,
    /// TypeScript.
    TypeScript,
}

use Language::{C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript};

/// How the names of files end, the usual end first in each language.
const ENDS: [(&str, Language); 15] = [
    ("c", C),
    ("h", C),
    ("cpp", Cpp),
    ("cc", Cpp),
    ("cxx", Cpp),
    ("hpp", Cpp),
    ("go", Go),
    ("java", Java),
    ("js", JavaScript),
    ("mjs", JavaScript),
    ("cjs", JavaScript),
    ("py", Python),
    ("rs", Rust),
    ("ts", TypeScript),
    ("mts", TypeScript),
];

impl Language {
    /// That of a file, by its name.
    pub fn of(file: &Path) -> Option<Language> {
        let end = file.extension()?.to_str()?.to_lowercase();
        ENDS.iter()
            .find(|(known, _)| *known == end)
            .map(|(_, language)| *language)
    }

    /// How its files usually end.
    pub fn end(self) -> &'static str {
        let found = ENDS.iter().find(|(_, language)| *language == self);
        found.map_or("txt", |(end, _)| end)
    }

    /// What JPlag's `-l` calls it.
    pub fn jplag(self) -> &'static str {
        match self {
            C => "c",
            Cpp => "cpp",
            Go => "go",
            Java => "java",
            JavaScript => "javascript",
            Python => "python3",
            Rust => "rust",
            TypeScript => "typescript",
        }
    }

    /// What Dolos's `-l` calls it.
    pub fn dolos(self) -> &'static str {
        match self {
            Python => "python",
            other => other.jplag(),
        }
    }

    /// What begins a comment.
    pub(super) fn comment(self) -> &'static str {
        if self == Python { "#" } else { "//" }
    }
}
