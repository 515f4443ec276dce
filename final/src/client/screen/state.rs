//! Who may write to the terminal, and what waits for it.

use std::collections::VecDeque;

use crate::client::entry::Entry;

/// What the screen and the threads around it share.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) waiting: VecDeque<(Entry, Option<u64>)>,
    pub(super) editor: Editor,
    /// How many of those waiting come before the editor that begins.
    pub(super) before_editor: usize,
    /// What the screen is doing, as long as it takes.
    pub(super) printing: Option<Editor>,
    /// The line above which the screen prints has ended.
    pub(super) line_ended: bool,
    /// No further line is to be typed.
    pub(super) over: bool,
    /// Nothing more is to be shown.
    pub(super) closed: bool,
}

/// What the line editor is doing.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Editor {
    #[default]
    Away,
    /// It is about to take the terminal over.
    Beginning,
    /// A line is being typed; the editor prints above it.
    Editing,
}

impl State {
    /// The editor asks for the terminal: what waits now is printed before.
    pub(super) fn begin_editor(&mut self) {
        self.editor = Editor::Beginning;
        // What the editor alone can print holds up the rest, until it begins.
        let held_up = self.printing == Some(Editor::Editing);
        self.before_editor = if held_up { 0 } else { self.waiting.len() };
    }

    /// Whether something may be printed now.
    pub(super) fn has_work(&self) -> bool {
        match self.editor {
            Editor::Beginning => self.before_editor > 0,
            Editor::Away | Editor::Editing => !self.waiting.is_empty(),
        }
    }

    /// What is to be printed now, if there is anything.
    pub(super) fn take(&mut self) -> Option<Vec<(Entry, Option<u64>)>> {
        if !self.has_work() {
            return None;
        }
        let (printing, count) = match self.editor {
            Editor::Beginning => (Editor::Away, std::mem::take(&mut self.before_editor)),
            editor => (editor, self.waiting.len()),
        };
        self.printing = Some(printing);
        self.line_ended = false;
        Some(self.waiting.drain(..count).collect())
    }
}
