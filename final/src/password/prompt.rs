//! Asks for a password: hidden in a terminal, as one line of a pipe or a file elsewhere.

use std::io::{self, BufRead, BufReader, ErrorKind, IsTerminal, Read};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{BadPassword, Password};

/// How long the end by Ctrl-C may take; see [`ask_hidden`].
const SIGNAL_TIME: Duration = Duration::from_secs(2);

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// Nothing was typed.
    #[error("no password was given")]
    Nothing,
    /// The second time it was another one.
    #[error("the two passwords differ; nothing has changed")]
    NotTheSame,
    /// It cannot be a password.
    #[error(transparent)]
    Bad(#[from] BadPassword),
    /// The terminal or the pipe cannot be read.
    #[error("cannot read the password: {0}")]
    Io(#[from] io::Error),
}

/// Lets a password be typed in the terminal, and shows nothing of it.
///
/// # Errors
/// [`PromptError`]: nothing was typed, or it cannot be a password.
pub fn ask_hidden(prompt: &str) -> Result<Password, PromptError> {
    let _unseen = unseen::Unseen::begin()?;
    let typed = match rpassword::prompt_password(prompt) {
        Ok(typed) => Zeroizing::new(typed),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(PromptError::Nothing),
        Err(error) => {
            if error.kind() == ErrorKind::Interrupted {
                // By a signal of its own, which ends the program: on another thread, where a handler
                // restores the terminal first.
                thread::sleep(SIGNAL_TIME);
            }
            return Err(error.into());
        }
    };
    if typed.is_empty() {
        return Err(PromptError::Nothing);
    }
    Ok(Password::new(typed.as_bytes())?)
}

/// Turns off the echo before the question stands there: rpassword asks first, and who is quick, such
/// as a paste, would be seen.
#[cfg(unix)]
mod unseen {
    use std::io;

    use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

    /// The terminal as it was, and is again when this is dropped.
    pub(super) struct Unseen(Termios);

    impl Unseen {
        pub(super) fn begin() -> io::Result<Self> {
            let before = tcgetattr(io::stdin())?;
            let mut unseen = before.clone();
            // As rpassword does: Ctrl-C and Ctrl-D are characters to it.
            unseen.local_flags &= !(LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::ISIG);
            tcsetattr(io::stdin(), SetArg::TCSANOW, &unseen)?;
            Ok(Self(before))
        }
    }

    impl Drop for Unseen {
        fn drop(&mut self) {
            // Fails where the terminal is gone.
            let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &self.0);
        }
    }
}

/// The Windows console echoes what is typed when it is read, and by then rpassword has turned that
/// off.
#[cfg(not(unix))]
mod unseen {
    pub(super) struct Unseen;

    impl Unseen {
        pub(super) fn begin() -> std::io::Result<Self> {
            Ok(Self)
        }
    }
}

/// Lets somebody choose a password: asks twice in a terminal, and reads one line of a pipe.
///
/// # Errors
/// As [`ask_hidden`].
pub fn choose() -> Result<Password, PromptError> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return read_first_line(stdin);
    }
    let password = ask_hidden("new password: ")?;
    if ask_hidden("once more: ")? == password {
        Ok(password)
    } else {
        Err(PromptError::NotTheSame)
    }
}

/// Reads the first line as a password, without its line end.
///
/// # Errors
/// As [`ask_hidden`].
pub fn read_first_line(input: impl Read) -> Result<Password, PromptError> {
    // One byte too many is enough to see that it is too long.
    let longest = Password::MAX as u64 + 3;
    let mut line = Zeroizing::new(Vec::with_capacity(Password::MAX + 3));
    BufReader::new(input.take(longest)).read_until(b'\n', &mut line)?;
    let text = line.strip_suffix(b"\n").unwrap_or(&line);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    if text.is_empty() {
        return Err(PromptError::Nothing);
    }
    Ok(Password::new(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        for input in ["se gredo\nmore", "se gredo\r\n", "se gredo"] {
            let password = read_first_line(input.as_bytes()).unwrap();
            assert_eq!(password.bytes(), b"se gredo");
        }
        let longest = "x".repeat(Password::MAX);
        let read = |text: &str| read_first_line(text.as_bytes());
        assert!(read(&format!("{longest}\r\n")).is_ok());
        assert!(matches!(
            read(&format!("{longest}x\n")),
            Err(PromptError::Bad(_))
        ));
        assert!(matches!(read("\nx"), Err(PromptError::Nothing)));
    }
}
