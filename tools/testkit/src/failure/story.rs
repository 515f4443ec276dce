//! What happened in a session, step by step, as data: for those who draw it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Failure;
use crate::diagram::{Diagram, Event, What};

/// The most that is kept: the last of it, where it went wrong.
pub(crate) const STORY_MOST: usize = 60;

/// So much is kept of what was sent, in bytes.
const MOST_BYTES: usize = 300;

/// Something that happened between the server and one of a session's connections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The connection, as the session names it. Empty for [`What::Note`].
    pub label: String,
    /// What happened. Texts are cut where they are long.
    pub what: What,
}

impl Exchange {
    /// Keeps only so much of it as somebody looks at.
    pub(crate) fn new(label: &str, mut what: What) -> Exchange {
        if let What::Sent { text, .. } = &mut what
            && text.len() > MOST_BYTES
        {
            let is_inside = |text: &[u8]| text.last().is_some_and(|byte| byte & 0xc0 == 0x80);
            text.truncate(MOST_BYTES);
            // Not in the middle of a character.
            while is_inside(text) {
                text.pop();
            }
            text.pop();
            text.extend("…".as_bytes());
        }
        let label = label.to_owned();
        Exchange { label, what }
    }
}

impl Failure {
    /// The story as a diagram; none where nothing was said. Connections have their users' names,
    /// also where the seed has put in others.
    pub fn diagram(&self) -> Option<Diagram> {
        let mut places = BTreeMap::new();
        let mut clients = Vec::new();
        for exchange in self.story.iter().filter(|it| !it.label.is_empty()) {
            places.entry(exchange.label.as_str()).or_insert_with(|| {
                let name = self.names.get(&exchange.label).unwrap_or(&exchange.label);
                clients.push(name.clone());
                clients.len() - 1
            });
        }
        let event = |exchange: &Exchange| Event {
            client: places.get(exchange.label.as_str()).copied().unwrap_or(0),
            at: None,
            what: exchange.what.clone(),
        };
        (!clients.is_empty()).then(|| Diagram {
            title: self.title.clone(),
            clients,
            events: self.story.iter().map(event).collect(),
            ..Diagram::default()
        })
    }
}
