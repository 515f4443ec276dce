//! What a server makes up in a push session (protocol page, 6): numbers, times and epochs. They
//! become captures, because the next play has others.

use std::collections::BTreeSet;

use testkit::session_file::has_capture;

/// The numbers and epochs that were seen.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The connections that are push sessions.
    push: BTreeSet<usize>,
    ids: BTreeSet<String>,
    epochs: Vec<String>,
}

impl Numbers {
    /// A line of a client, with the capture in place of a number that the server has given.
    pub(super) fn sent(&self, line: &str) -> String {
        match line.strip_prefix('#') {
            Some(id) if self.ids.contains(id) => format!("#{{id:{id}}}"),
            _ => line.to_owned(),
        }
    }

    /// What to expect instead of a line of the server; none where it is the same each time.
    pub(super) fn received(&mut self, connection: usize, line: &str) -> Option<String> {
        if let Some(epoch) = line.strip_prefix("+ ready ") {
            self.push.insert(connection);
            return Some(self.epoch(epoch));
        }
        if !self.push.contains(&connection) {
            return None;
        }
        if let Some(id) = line.strip_prefix("+ ").filter(|id| is_number(id)) {
            return Some(format!("+ {}", self.id(id)));
        }
        let (id, rest) = line.strip_prefix('#')?.split_once(' ')?;
        let (_time, text) = rest.split_once(' ')?;
        // What is hidden in the text stays so: quotes know no captures, and the time needs one.
        let words: Vec<_> = text.split(' ').map(word).collect();
        is_number(id).then(|| format!("#{} {{time:{id}}} {}", self.id(id), words.join(" ")))
    }

    fn id(&mut self, id: &str) -> String {
        self.ids.insert(id.to_owned());
        format!("{{id:{id}}}")
    }

    fn epoch(&mut self, epoch: &str) -> String {
        let known = self.epochs.iter().position(|known| known == epoch);
        let place = known.unwrap_or_else(|| {
            self.epochs.push(epoch.to_owned());
            self.epochs.len() - 1
        });
        format!("+ ready {{word:epoch{}}}", place + 1)
    }
}

/// The word, or any word in place of one that means something else in a step, or would end it.
fn word(word: &str) -> &str {
    let is_control = |character: char| character.is_control() && character != '\t';
    if has_capture(word) || word.contains(is_control) {
        "{word:_}"
    } else {
        word
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
