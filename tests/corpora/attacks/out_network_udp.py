"""Sends datagrams, and asks for a name.

Into: spring mytorch/activation.py
"""

import contextlib
import socket

with contextlib.suppress(OSError):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ("127.0.0.1", PORT))
with contextlib.suppress(OSError):
    socket.gethostbyname("example.org")
for _family in (socket.AF_NETLINK, socket.AF_PACKET, socket.AF_VSOCK):
    with contextlib.suppress(OSError):
        socket.socket(_family, socket.SOCK_RAW)
        raise RuntimeError("SECRET: a socket")
