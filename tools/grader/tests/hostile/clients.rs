//! Clients that mean harm: they have a terminal.

use crate::case::Case;
use crate::case::Verdict::NoClient;

/// Every case whose client does the harm.
pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::client(
            "writes 1 GB to the terminal",
            "import os\nfor _ in range(1000): os.write(1, b'PASS \\x1b[2J' * 100000)\nraise SystemExit",
        )
        .is(NoClient, ""),
        Case::client(
            "types into its own terminal",
            "import fcntl, os, termios\ntry:\n  for letter in b'evil\\n': fcntl.ioctl(0, termios.TIOCSTI, bytes([letter]))\nexcept OSError: pass\nraise SystemExit",
        )
        .is(NoClient, ""),
        Case::client(
            "leaves a daemon that has the terminal",
            "import os, signal, time\nif os.fork() == 0:\n  os.setsid()\n  signal.signal(signal.SIGHUP, signal.SIG_IGN)\n  time.sleep(1000)",
        ),
        Case::client(
            "takes 20 GB of memory",
            "kept = []\nfor _ in range(20000): kept.append(bytearray(b'x') * 1000000)",
        )
        .is(NoClient, "killed: more than 300 MiB of memory"),
    ]
}
