# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much passes: flood.py count PORT, and meanwhile elsewhere flood.py send ADDRESS PORT MBIT SECONDS.

The count is of kbit/s, UDP payload, without the first second: a limit lets the first burst pass.
"""

from __future__ import annotations

import socket
import sys
import time
from contextlib import suppress

SIZE = 1200
# Beyond what the machine lets everybody have; Python has no name for it.
SO_RCVBUFFORCE = 33


def send(address: str, port: str, mbit: str, seconds: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        sender.connect((address, int(port)))
        pause, start, number = SIZE * 8 / (float(mbit) * 1e6), time.monotonic(), 0
        while (now := time.monotonic()) < start + float(seconds):
            while number * pause < now - start:
                sender.send(bytes(SIZE))
                number += 1
            time.sleep(0.002)


def count(port: str) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as receiver:
        receiver.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 22)
        receiver.bind(("::", int(port)))
        receiver.settimeout(10)
        received, seconds = 0, 1.0
        with suppress(TimeoutError):
            receiver.recv(2048)
            start = time.monotonic()
            receiver.settimeout(1)
            while True:
                size = len(receiver.recv(2048))
                if (passed := time.monotonic() - start) > 1:
                    received, seconds = received + size, passed - 1
        print(round(received * 8 / 1000 / seconds))


{"send": send, "count": count}[sys.argv[1]](*sys.argv[2:])
