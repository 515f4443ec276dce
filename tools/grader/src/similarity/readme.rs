//! How the two programs are called.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{BASE, DOLOS, Language, PRIOR, SUBMISSIONS};

const BEGIN: &str = "# Which programs resemble each other?

JPlag and Dolos answer with a number. **It is a question, and no verdict**: short programs for the same task resemble each other anyway, and two people may
have read the same page. Read both programs side by side, and talk with their authors, before you say anything.

Nothing here leaves your machine; Dolos's web page would, so use its command. All commands are for this folder.

| folder | what is in it |
| --- | --- |
| `submissions` | a folder for each student, with sources alone |
| `base` | the starters that everybody was given: what resembles them does not count |
| `prior` | the course's own programs, which are public: each submission is compared with them too |
| `dolos` | the same for Dolos: for each language one file a student, and `info.csv` |
";

/// The text for these languages; those of the starters, and of the prior work.
pub(super) fn text(
    languages: &BTreeSet<Language>,
    base: &BTreeSet<Language>,
    prior: &BTreeSet<Language>,
) -> String {
    let mut text = format!(
        "{BEGIN}\n## JPlag\n\nIt needs Java and [its jar](https://github.com/jplag/JPlag/releases). Results are opened with `java -jar jplag.jar FILE.jplag`.\n\n```console\n"
    );
    for language in languages {
        let name = language.jplag();
        let _ = write!(text, "java -jar jplag.jar {SUBMISSIONS} -l {name}");
        if base.contains(language) {
            let _ = write!(text, " -bc {BASE}");
        }
        if prior.contains(language) {
            let _ = write!(text, " -old {PRIOR}");
        }
        let _ = writeln!(text, " -M RUN -r {name}");
    }
    text.push_str(
        "```\n\n## Dolos\n\nIt needs Node.js: `npm install -g @dodona/dolos`.\n\n```console\n",
    );
    for language in languages {
        let folder = format!("{DOLOS}/{}", language.jplag());
        let _ = write!(text, "dolos run -f web -l {}", language.dolos());
        if base.contains(language) {
            let _ = write!(text, " -i {folder}/{BASE}.{}", language.end());
        }
        let _ = writeln!(text, " {folder}/info.csv");
    }
    text.push_str("```\n");
    text
}
