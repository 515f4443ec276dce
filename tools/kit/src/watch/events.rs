//! What `watch` waits for: saved files, typed lines, verdicts. All of it comes through one channel.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::thread;

use anyhow::{Context, Result};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::judge::Judgement;
use crate::next::YOURS;

/// Something has happened.
pub(super) enum Event {
    /// The student's file may have changed.
    Saved,
    /// A line was typed.
    Typed(String),
    /// Whoever typed has gone.
    Left,
    /// A line about a run that goes on.
    Told(String),
    /// A run is over.
    Judged(Result<Judgement>),
}

/// Watches one folder at a time.
pub(super) struct Folder {
    watcher: RecommendedWatcher,
    watched: Option<PathBuf>,
}

impl Folder {
    /// Watches nothing yet.
    pub(super) fn new(events: Sender<Event>) -> Result<Self> {
        let saved = move |event: notify::Result<notify::Event>| {
            // After an error something may have been missed.
            if event.as_ref().map_or(true, is_of_file) {
                // Nobody listens any more once `watch` ends.
                let _ = events.send(Event::Saved);
            }
        };
        Ok(Self {
            watcher: notify::recommended_watcher(saved).context("no folder can be watched")?,
            watched: None,
        })
    }

    /// Watches this folder, and no other one any more. Not the file: editors replace it when they
    /// save.
    pub(super) fn watch(&mut self, folder: &Path) -> Result<()> {
        if let Some(before) = self.watched.take() {
            // It may have been taken away, and its watch with it.
            let _ = self.watcher.unwatch(&before);
        }
        let watched = self.watcher.watch(folder, RecursiveMode::NonRecursive);
        watched.with_context(|| format!("{} cannot be watched", folder.display()))?;
        self.watched = Some(folder.to_owned());
        Ok(())
    }
}

/// Whether it may have changed the student's file. Reading it, as the compiler does, has not.
fn is_of_file(event: &notify::Event) -> bool {
    let is_file = |path: &PathBuf| path.file_name().is_some_and(|name| name == YOURS);
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(is_file)
}

/// Sends each typed line. Where the input is no terminal, its end means nothing.
pub(super) fn read_input(events: Sender<Event>) {
    let is_terminal = io::stdin().is_terminal();
    thread::spawn(move || {
        send_lines(io::stdin().lock(), &events);
        if is_terminal {
            // Nobody listens any more once `watch` ends.
            let _ = events.send(Event::Left);
        }
    });
}

/// What is no text is a line all the same, which means nothing.
fn send_lines(input: impl BufRead, events: &Sender<Event>) {
    for line in input.split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        if events.send(Event::Typed(line)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn what_is_no_text_does_not_end_the_input() {
        let (sender, events) = channel();
        send_lines(&b"h\n\xff\r\nq"[..], &sender);
        let typed = events.try_iter().map(|event| match event {
            Event::Typed(line) => line,
            _ => unreachable!("nothing else was sent"),
        });
        assert_eq!(typed.collect::<Vec<_>>(), ["h", "\u{fffd}\r", "q"]);
    }
}
