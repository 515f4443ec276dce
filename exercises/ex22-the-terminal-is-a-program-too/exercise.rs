//! The list of rooms that a client shows at the left of the screen.

/// How many columns an entry has.
const ROOM: usize = 24;

/// The entry for a topic, as it is printed. Anybody can give a room its topic.
fn entry(topic: &str) -> String {
    // Whatever a terminal obeys begins with an escape character. Without it, it is only text.
    let safe = topic.replace('\u{1b}', "");
    // What is longer would run into the messages at the right.
    safe.chars().take(ROOM).collect()
}

#[cfg(test)]
mod tests;
