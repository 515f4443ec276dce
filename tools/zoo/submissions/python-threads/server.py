"""The server: a thread for each connection, a dictionary of inboxes, a log.

usage: python3 server.py [HOST] [PORT] [DATA]
"""
import csv
import re
import socket
import sys
import threading
from datetime import datetime, timezone
from pathlib import Path

LONGEST_LINE = 4096  # bytes, without the line's end
MESSAGE = re.compile(rb"@([a-z0-9][a-z0-9._-]*) (.+)", re.DOTALL)
HEADER = ["id", "sent_at", "from", "to", "text", "read_at"]


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


class Inboxes:
    """To each login belong the messages that wait for this user."""

    def __init__(self, logins):
        self.waiting = {login: [] for login in logins}
        self.lock = threading.Lock()
        self.last_id = 0

    def __contains__(self, login):
        return login in self.waiting

    def put(self, sender, recipient, text):
        with self.lock:
            self.last_id += 1
            self.waiting[recipient].append((self.last_id, now(), sender, text))

    def take(self, login):
        with self.lock:
            messages, self.waiting[login] = self.waiting[login], []
        return messages


class Log:
    """A row for each message that has been read."""

    def __init__(self, path):
        is_new = not path.exists() or path.stat().st_size == 0
        self.file = open(path, "a", newline="", encoding="utf-8")
        self.rows = csv.writer(self.file)
        self.lock = threading.Lock()
        if is_new:
            self.rows.writerow(HEADER)
            self.file.flush()

    def add(self, reader, messages):
        with self.lock:
            for number, sent_at, sender, text in messages:
                self.rows.writerow([number, sent_at, sender, reader, text, now()])
            self.file.flush()


def read_users(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = csv.reader(file)
        next(rows, None)  # the header is no user
        return [row[0] for row in rows if row]


def lines(connection):
    """Each line without its end; stops at the end of the connection and at a line too long."""
    rest = b""
    while True:
        piece = connection.recv(4096)
        if not piece:
            return
        *complete, rest = (rest + piece).split(b"\n")
        for line in complete:
            line = line[:-1] if line.endswith(b"\r") else line
            if len(line) > LONGEST_LINE:
                return
            yield line
        if len(rest) > LONGEST_LINE + 1:
            return


class Server:
    def __init__(self, data):
        self.inboxes = Inboxes(read_users(data / "users.csv"))
        self.log = Log(data / "messages.csv")

    def serve(self, connection):
        # Whatever goes wrong here ends this connection and no other.
        with connection:
            try:
                self.talk(connection)
            except (OSError, UnicodeDecodeError) as error:
                print("a connection has ended:", error, file=sys.stderr)

    def talk(self, connection):
        incoming = lines(connection)
        login = next(incoming, b"").decode()
        if login not in self.inboxes:
            return
        self.send_batch(connection, login)
        for line in incoming:
            self.take_message(login, line)
            self.send_batch(connection, login)

    def take_message(self, sender, line):
        match = MESSAGE.fullmatch(line)
        if match and match[1].decode() in self.inboxes:
            self.inboxes.put(sender, match[1].decode(), match[2].decode())

    def send_batch(self, connection, login):
        messages = self.inboxes.take(login)
        batch = [f"@{sender} {text}\n" for _, _, sender, text in messages]
        connection.sendall("".join([*batch, "f\n"]).encode())
        self.log.add(login, messages)


def main():
    host, port, data = (sys.argv[1:] + ["127.0.0.1", "3333", "."][len(sys.argv) - 1:])[:3]
    server = Server(Path(data))
    with socket.create_server((host, int(port))) as listener:
        print("listening on", host, port)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=server.serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
