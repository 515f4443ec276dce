"""A server that does one thing wrong; `none` is one that does not.

usage: python3 server.py DEFECT [HOST] [PORT] [DATA]

Each use of `defect` is a place where it goes wrong. All else is as it should be.
"""
import contextlib
import csv
import os
import re
import socket
import sys
import threading
import time
from pathlib import Path

LONGEST_LINE = 4096
MESSAGE = re.compile(r"@([a-z0-9][a-z0-9._-]*) (.+)", re.DOTALL)

# Within so many seconds a thread has noticed that its connection is over. Who has to see what that
# does waits for so long, or it would depend on which thread is quicker whether a defect shows.
NOTICED = 0.02

lock = threading.Lock()
inboxes = {}
connected = set()
buffers = {}


def defect(name):
    return sys.argv[1] == name


def read_users(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in list(csv.reader(file))[1:]:
            if row:
                inboxes[row[0]] = []


class Log:
    def __init__(self, path):
        self.path = path
        self.file = open(path, "a", newline="", encoding="utf-8")
        self.add([("from", "to", "text")])

    def begin_anew(self):
        self.file = open(self.path, "w", newline="", encoding="utf-8")
        self.add([("from", "to", "text")])

    def add(self, rows):
        if defect("the-log-has-no-recipient"):
            rows = [(sender, text) for sender, _, text in rows]
        if defect("quotes-are-not-doubled"):
            for row in rows:
                self.file.write(",".join(f'"{value}"' for value in row) + "\n")
        else:
            csv.writer(self.file).writerows(rows)
        if not defect("the-log-is-not-flushed"):
            self.file.flush()


class Lines:
    """What comes over a connection, line by line."""

    def __init__(self, connection):
        self.connection = connection
        self.buffer = "all" if defect("one-buffer") else connection
        buffers.setdefault(self.buffer, b"")

    def next(self):
        """A line without its end; None where there will be none."""
        while b"\n" not in buffers[self.buffer]:
            piece = self.connection.recv(4096)
            if defect("pieces-are-decoded"):
                piece = piece.decode(errors="ignore").encode() if piece else piece
            if not piece or self.is_too_long(buffers[self.buffer]):
                return None
            buffers[self.buffer] += piece
        line, _, buffers[self.buffer] = buffers[self.buffer].partition(b"\n")
        line = line.removesuffix(b"\r")
        return None if self.is_too_long(line) else line

    def is_too_long(self, line):
        return len(line) > LONGEST_LINE and not defect("no-limit")


class Session:
    def __init__(self, connection):
        self.connection = connection
        self.lines = Lines(connection)
        self.is_known = None
        self.login = None
        self.last = []

    def log_in(self):
        """Reads the login, where that has not been done. Whether it is a user's."""
        if self.is_known is None:
            time.sleep(NOTICED if defect("gone-with-the-sender") or defect("one-buffer") else 0)
            # What is no UTF-8 is nobody's login either.
            errors = "strict" if defect("dies-of-bytes") else "replace"
            self.login = (self.lines.next() or b"").decode(errors=errors)
            if defect("blanks-round-a-login"):
                self.login = self.login.strip()
            self.is_known = self.login in inboxes
        return self.is_known

    def talk(self):
        connected.add(self.connection)
        self.answer()
        while (line := self.lines.next()) is not None:
            time.sleep(NOTICED if defect("dies-of-a-reset") else 0)
            with lock:
                self.remember()
                is_taken = self.take(line.decode())
            if is_taken or not defect("no-batch-when-refused"):
                self.answer()

    def remember(self):
        """What some wrong servers do only now with the batch before this line."""
        if defect("cleared-too-late"):
            inboxes[self.login] = []
        if defect("a-row-a-line"):
            log.add(self.last)
        if defect("the-log-is-written-anew"):
            log.begin_anew()

    def take(self, line):
        """Stores a message. Whether the line was one, or empty."""
        if defect("the-at-is-optional") and not line.startswith("@"):
            line = "@" + line
        if defect("empty-texts") and line.startswith("@") and " " not in line:
            inboxes.get(line[1:], []).append((self.login, line[1:], ""))
            return True
        match = MESSAGE.fullmatch(line)
        if match is None or match[1] not in inboxes:
            return line == ""
        recipient, text = match[1], changed(match[2])
        if recipient != self.login or not defect("not-to-oneself"):
            inboxes[recipient].append((self.login, recipient, text))
        return True

    def answer(self):
        with lock:
            messages = self.due()
        lines = [f"@{sender} {text}" for sender, _, text in messages]
        if defect("shows-and-does-not-send"):
            print(*lines, sep="\n")
            lines = []
        self.send(lines)
        with lock:
            log.add(messages)
        self.last = messages
        if messages and defect("closes-after-a-batch"):
            self.connection.shutdown(socket.SHUT_RDWR)

    def due(self):
        inbox = inboxes[self.login]
        messages = inbox[:1] if defect("one-message-a-batch") else list(inbox)
        if not defect("cleared-too-late"):
            del inbox[: len(messages)]
        return messages

    def send(self, lines):
        end = "\r\n" if defect("crlf") else "\n"
        if defect("everybody-hears-it") and lines:
            for other in connected - {self.connection}:
                other.sendall((end.join(lines) + end).encode())
        if lines or not defect("f-only-after-messages"):
            self.connection.sendall((end.join([*lines, "f"]) + end).encode())

    def end(self):
        connected.discard(self.connection)
        buffers.pop(self.connection, None)
        if defect("gone-with-the-sender"):
            for login, inbox in inboxes.items():
                inboxes[login] = [message for message in inbox if message[0] != self.login]


def changed(text):
    """What a wrong server makes of a text."""
    if defect("split-at-every-blank"):
        return text.split()[0]
    if defect("blanks-become-one"):
        return " ".join(text.split())
    if defect("texts-become-small"):
        return text.lower()
    if defect("accents-are-dropped"):
        return text.encode("ascii", "ignore").decode()
    return text


def serve(session):
    """Whatever goes wrong here ends this session and no other."""
    try:
        if session.log_in():
            session.talk()
    except OSError:
        if defect("dies-of-a-reset"):
            os._exit(1)
    except UnicodeDecodeError:
        if defect("dies-of-bytes"):
            os._exit(1)
    finally:
        session.end()
        session.connection.close()


def accept(listener):
    session = Session(listener.accept()[0])
    if defect("the-login-holds-all"):
        with contextlib.suppress(OSError):  # its thread will see the same
            session.log_in()
    threading.Thread(target=serve, args=(session,), daemon=True).start()


def check_defect():
    with open(Path(__file__).parent / "defects.csv", newline="", encoding="utf-8") as file:
        known = ["none"] + [row["name"] for row in csv.DictReader(file) if row["kind"] == "server"]
    if len(sys.argv) < 2 or sys.argv[1] not in known:
        sys.exit(f"usage: server.py DEFECT [HOST] [PORT] [DATA], with one of {', '.join(known)}")


check_defect()
host, port, data = (sys.argv[2:] + ["127.0.0.1", "3333", "."][len(sys.argv) - 2 :])[:3]
read_users(Path(data) / "users.csv")
log = Log(Path(data) / "messages.csv")
with socket.create_server((host, int(port))) as listening:
    try:
        while True:
            accept(listening)
    except KeyboardInterrupt:
        log.file.close()
