# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much passes: flood.py count PORT, and meanwhile elsewhere flood.py send ADDRESS PORT MBIT SECONDS.

The count is of kbit/s, UDP payload, without the first second: a limit lets the first burst pass.
"""

from __future__ import annotations

import socket
import sys
import time

SIZE = 1200


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
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        receiver.bind(("::", int(port)))
        receiver.settimeout(10)
        receiver.recv(2048)
        start = last = time.monotonic()
        received = 0
        receiver.settimeout(1)
        try:
            while True:
                size = len(receiver.recv(2048))
                last = time.monotonic()
                received += size if last > start + 1 else 0
        except TimeoutError:
            print(round(received * 8 / 1000 / (last - start - 1)))


{"send": send, "count": count}[sys.argv[1]](*sys.argv[2:])
