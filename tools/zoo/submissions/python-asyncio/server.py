"""MeuMensageiro's server with asyncio: one thread, a task for each connection."""
import argparse
import asyncio
import csv
import pathlib
import time
from collections import deque

MAX_LINE = 4096


class TooLong(Exception):
    pass


class Messenger:
    def __init__(self, data):
        self.log_path = data / "messages.csv"
        with open(data / "users.csv", newline="", encoding="utf-8") as base:
            logins = [row[0] for row in csv.reader(base) if row][1:]
        # No lock is needed: nothing here waits between reading and changing an inbox.
        self.inboxes = {login: deque() for login in logins}
        if not self.log_path.exists():
            self.append([["from", "to", "text", "sent_at"]])

    def append(self, rows):
        with open(self.log_path, "a", newline="", encoding="utf-8") as log:
            csv.writer(log).writerows(rows)

    def accept(self, sender, line):
        """Stores a message; anything else is thrown away."""
        head, blank, text = line.partition(" ")
        recipient = head[1:]
        if head.startswith("@") and blank and text and recipient in self.inboxes:
            self.inboxes[recipient].append((sender, recipient, text, time.time()))

    async def answer(self, login, writer):
        """Sends a batch, and logs it when it has been written."""
        inbox = self.inboxes[login]
        messages = [inbox.popleft() for _ in range(len(inbox))]
        for sender, _, text, _ in messages:
            writer.write(f"@{sender} {text}\n".encode())
        writer.write(b"f\n")
        await writer.drain()
        if messages:
            self.append(messages)

    async def session(self, reader, writer):
        login = await read_line(reader)
        if login not in self.inboxes:
            return
        await self.answer(login, writer)
        while True:
            self.accept(login, await read_line(reader))
            await self.answer(login, writer)

    async def serve(self, reader, writer):
        try:
            await self.session(reader, writer)
        except (TooLong, UnicodeDecodeError, asyncio.IncompleteReadError, OSError):
            pass  # this connection is over, the others go on
        finally:
            writer.close()


async def read_line(reader):
    """One line without its end. What has no end yet when the client leaves is no line."""
    try:
        line = await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError:
        raise TooLong from None
    line = line[:-2] if line.endswith(b"\r\n") else line[:-1]
    if len(line) > MAX_LINE:
        raise TooLong
    return line.decode()


async def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=3333)
    options.add_argument("--data", type=pathlib.Path, default=pathlib.Path())
    options = options.parse_args()
    messenger = Messenger(options.data)
    server = await asyncio.start_server(
        messenger.serve, options.host, options.port, limit=MAX_LINE + 2
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("bye")
