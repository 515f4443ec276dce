"""The server: so far it only opens a socket. python3 server.py [HOST [PORT [DATA]]]"""

import socket
import sys
from pathlib import Path


def serve(host, port, data):
    with socket.create_server((host, port)) as listener:
        print("listening on %s:%d" % listener.getsockname(), flush=True)
        print("users:", data / "users.csv", flush=True)
        connection, client = listener.accept()
        with connection:
            print("a client is here: %s:%d" % client, flush=True)
            # Here your work begins.


def main():
    arguments = dict(enumerate(sys.argv))
    host = arguments.get(1, "127.0.0.1")
    port = arguments.get(2, "3333")
    data = arguments.get(3, ".")
    try:
        serve(host, int(port), Path(data))
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"the server on {host}:{port} has failed: {error}")


if __name__ == "__main__":
    main()
