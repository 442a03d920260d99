"""Forbids sockets in this process. Python loads it at start in every process that the tests begin (see conftest.py).

Two things are let through, because asyncio's event loop wakes itself through a pair of connected sockets: making a
Unix socket pair (which leads nowhere), and on Windows, which has none, the loopback pair that stands in for it.
Looking up a name, connecting, binding or sending anywhere else ends the test with SocketForbidden.
"""

import socket
import sys

LOOPBACK = ("127.0.0.1", "::1")


class SocketForbidden(RuntimeError):
    """Something tried to use the network."""


def forbid(event: str, arguments: tuple[object, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event == "socket.__new__":
        family = arguments[1]
        if family in (-1, getattr(socket, "AF_UNIX", -1)) or sys.platform == "win32":
            return
    elif event in ("socket.bind", "socket.connect") and sys.platform == "win32":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] in LOOPBACK:
            return
    elif event == "socket.gethostname":
        return  # the machine's own name, from the system
    raise SocketForbidden(f"{event} {arguments[1:]}")


sys.addaudithook(forbid)
