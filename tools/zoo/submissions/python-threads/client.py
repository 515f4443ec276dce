"""The client: `@bia hello` sends, Enter alone fetches.

usage: python3 client.py [HOST] [PORT]
"""
import socket
import sys

HELP = "Type @NAME TEXT to send a message, Enter alone to fetch, Ctrl-D to leave."


class Disconnected(Exception):
    """The server has ended the connection."""


class Connection:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port))
        self.incoming = self.socket.makefile("rb")

    def send(self, line):
        self.socket.sendall(line.encode() + b"\n")

    def batch(self):
        """The messages up to the line that is `f` and nothing else."""
        while True:
            line = self.incoming.readline()
            if not line.endswith(b"\n"):
                raise Disconnected
            if line == b"f\n":
                return
            yield line[:-1].decode(errors="replace")


def show(connection):
    for line in connection.batch():
        sender, _, text = line.partition(" ")
        if line.startswith("@"):
            print(f"{sender[1:]} says: {text}")
        else:
            print(f"({line})")


def talk(connection):
    connection.send(input("Your name: "))
    show(connection)
    print(HELP)
    while True:
        line = input("> ")
        connection.send(line)
        show(connection)


def main():
    # Not what the system is set to: texts are UTF-8.
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    host, port = (sys.argv[1:] + ["127.0.0.1", "3333"][len(sys.argv) - 1:])[:2]
    try:
        talk(Connection(host, int(port)))
    except (EOFError, KeyboardInterrupt):
        print()
    except (OSError, Disconnected) as error:
        sys.exit(f"The server has ended the connection. {error}")


if __name__ == "__main__":
    main()
