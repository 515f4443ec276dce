//! Keys, and the bytes that a terminal sends for them.

/// A key that is not a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each is named as it is printed on the keyboard"
)]
pub enum Key {
    Enter,
    Tab,
    Backspace,
    Escape,
    Delete,
    Up,
    Down,
    Right,
    Left,
    Home,
    End,
    CtrlA,
    CtrlC,
    CtrlD,
    CtrlE,
    CtrlL,
    CtrlR,
    CtrlU,
    CtrlW,
    CtrlZ,
}

impl Key {
    pub(super) fn bytes(self) -> &'static str {
        match self {
            Key::Enter => "\r",
            Key::Tab => "\t",
            Key::Backspace => "\x7f",
            Key::Escape => "\x1b",
            Key::Delete => "\x1b[3~",
            Key::Up => "\x1b[A",
            Key::Down => "\x1b[B",
            Key::Right => "\x1b[C",
            Key::Left => "\x1b[D",
            Key::Home => "\x1b[H",
            Key::End => "\x1b[F",
            Key::CtrlA => "\x01",
            Key::CtrlC => "\x03",
            Key::CtrlD => "\x04",
            Key::CtrlE => "\x05",
            Key::CtrlL => "\x0c",
            Key::CtrlR => "\x12",
            Key::CtrlU => "\x15",
            Key::CtrlW => "\x17",
            Key::CtrlZ => "\x1a",
        }
    }
}
