"""A client that does one thing wrong; `none` is one that does not.

usage: python3 client.py DEFECT [HOST] [PORT]

Each use of `defect` is a place where it goes wrong. All else is as it should be.
"""
import csv
import socket
import sys
from pathlib import Path


class Disconnected(Exception):
    pass


def defect(name):
    return sys.argv[1] == name


def ask(prompt):
    if not defect("held-back"):
        return input(prompt)
    # `input` would show what is held back.
    print(prompt, end="")
    if not (line := sys.stdin.readline()):
        raise EOFError
    return line.removesuffix("\n")


class Client:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port))
        self.incoming = self.socket.makefile("r", encoding="utf-8", newline="\n")
        self.name = None

    def send(self, line):
        self.socket.sendall((line + "\n").encode())

    def is_end(self, line):
        return line == "f" or (defect("a-text-f-is-the-end") and line.endswith(" f"))

    def read_line(self):
        line = self.incoming.readline()
        if not line.endswith("\n"):
            raise Disconnected
        return line[:-1]

    def show_batch(self):
        while not self.is_end(line := self.read_line()):
            self.show(line)

    def show(self, line):
        sender, _, text = line.partition(" ")
        if not defect("shows-what-is-typed"):
            print(f"{sender.removeprefix('@')}: {text}")

    def log_in(self):
        self.name = ask("Name: ")
        if defect("a-fixed-name"):
            self.name = "ana"
        if not defect("name-with-the-first-message"):
            self.send(self.name)
            if not defect("shows-when-one-types"):
                self.show_batch()

    def take(self, typed):
        """Does what the user has typed: sends a message, or fetches."""
        line = self.line_of(typed)
        if typed and defect("name-with-the-first-message") and self.name:
            self.send(self.name)
            self.show_batch()
            self.name = None
        if self.name is None or not defect("name-with-the-first-message"):
            self.send(line)
            self.read_answer(typed)

    def line_of(self, typed):
        if defect("sends-without-the-at"):
            return typed.removeprefix("@")
        if defect("sends-one-word"):
            return " ".join(typed.split()[:2])
        return typed

    def read_answer(self, typed):
        if typed and defect("shows-what-is-typed"):
            print(typed.removeprefix("@").replace(" ", ": ", 1))
        if typed and defect("does-not-fetch"):
            self.unread += 1
        elif defect("reads-one-line"):
            line = self.read_line()
            if line != "f":
                self.show(line)
        else:
            for _ in range(1 + self.unread):
                self.show_batch()
            self.unread = 0

    # Batches that have been asked for and not been read.
    unread = 0

    def talk(self):
        self.log_in()
        while True:
            typed = ask("> ")
            if defect("shows-when-one-types") and self.name:
                self.show_batch()
                self.name = None
            self.take(typed)


def check_defect():
    with open(Path(__file__).parent / "defects.csv", newline="", encoding="utf-8") as file:
        known = ["none"] + [row["name"] for row in csv.DictReader(file) if row["kind"] == "client"]
    if len(sys.argv) < 2 or sys.argv[1] not in known:
        sys.exit(f"usage: client.py DEFECT [HOST] [PORT], with one of {', '.join(known)}")


def leave():
    if defect("hangs-without-the-server"):
        while True:
            input("> ")
    print("The server has ended the connection.")


check_defect()
sys.stdin.reconfigure(encoding="utf-8", errors="replace")
sys.stdout.reconfigure(encoding="utf-8", errors="replace")
if defect("held-back"):
    # As stdio does where it does not write to a terminal.
    sys.stdout = open(1, "w", buffering=1 << 16, encoding="utf-8", closefd=False)
host, port = (sys.argv[2:] + ["127.0.0.1", "3333"][len(sys.argv) - 2 :])[:2]
try:
    Client(host, int(port)).talk()
except (Disconnected, OSError):
    leave()
except (EOFError, KeyboardInterrupt):
    pass
