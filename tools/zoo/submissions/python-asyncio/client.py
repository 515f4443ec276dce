"""MeuMensageiro's client with asyncio.

`bia: hello` sends, `?` fetches, `!` leaves.
"""
import asyncio
import sys


async def ask(prompt):
    """Waits for the keyboard on a thread, so that the event loop can go on."""
    print(prompt, end="", flush=True)
    line = await asyncio.to_thread(sys.stdin.readline)
    if not line:
        raise EOFError
    return line.rstrip("\n")


class Client:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    async def say(self, line):
        """Sends a line, and shows the batch that answers it."""
        self.writer.write(f"{line}\n".encode())
        await self.writer.drain()
        while True:
            answer = (await self.reader.readuntil(b"\n"))[:-1].decode()
            if answer == "f":
                return
            if answer.startswith("@"):
                sender, _, text = answer[1:].partition(" ")
                print(f"    [{sender}] {text}")

    async def talk(self):
        await self.say(await ask("Who are you? "))
        print("NAME: TEXT sends, ? fetches, ! leaves")
        while True:
            line = await ask("")
            recipient, colon, text = line.partition(": ")
            if line == "!":
                return
            if line == "?":
                await self.say("")
            elif colon and recipient and text:
                await self.say(f"@{recipient} {text}")
            else:
                print("I do not understand that.")


async def main():
    host, port = (sys.argv[1:] or ["127.0.0.1", "3333"])[:2]
    try:
        client = Client(*await asyncio.open_connection(host, int(port)))
        await client.talk()
    except EOFError as error:
        # IncompleteReadError is one too: it is the server's end, and not the keyboard's.
        if isinstance(error, asyncio.IncompleteReadError):
            print("Disconnected: the server is gone.")
    except OSError as error:
        print(f"Disconnected: {error}")


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
