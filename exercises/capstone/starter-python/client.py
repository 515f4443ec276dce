"""The client: so far it only connects. python3 client.py [HOST [PORT]]"""

import socket
import sys


def talk(host, port):
    with socket.create_connection((host, port)) as connection:
        print("connected to %s:%d" % connection.getpeername()[:2], flush=True)
        # Here your work begins.


def main():
    arguments = dict(enumerate(sys.argv))
    host = arguments.get(1, "127.0.0.1")
    port = arguments.get(2, "3333")
    try:
        talk(host, int(port))
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"no connection with {host}:{port}: {error}; does the server run?")


if __name__ == "__main__":
    main()
