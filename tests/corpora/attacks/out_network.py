"""Connects to a server on this machine, and to one outside.

Into: spring mytorch/activation.py
"""

import contextlib
import socket

for _address in (("127.0.0.1", PORT), ("localhost", PORT), ("192.0.2.1", 80)):
    with contextlib.suppress(OSError), socket.create_connection(_address, timeout=0.3) as _connection:
        _connection.send(b"hello")
