# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Knock at ports, all at once, and say what became of each: knock.py SOURCE SECONDS PROTOCOL,ADDRESS,PORT ...

SOURCE is the address to come from, or "any". The answer is a JSON list: what is said there, or refused, timed out, unreachable.
"""

from __future__ import annotations

import json
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

SOURCE, SECONDS, TARGETS = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


def ask(door: socket.socket) -> str:
    """As TCP does by itself: who hears nothing asks again."""
    door.settimeout(SECONDS / 3)
    for dummy in range(3):
        door.send(b"?")
        with suppress(TimeoutError):
            return door.recv(100).decode().strip()
    raise TimeoutError


def knock(target: str) -> str:
    protocol, address, port = target.split(",")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, KINDS[protocol]) as door:
        door.settimeout(SECONDS)
        try:
            if SOURCE != "any":
                door.bind((SOURCE, 0))
            door.connect((address, int(port)))
            return ask(door) if protocol == "udp" else door.recv(100).decode().strip()
        except ConnectionRefusedError:
            return "refused"
        except TimeoutError:
            return "timed out"
        except OSError as exc:
            return f"unreachable: {exc.strerror}"


with ThreadPoolExecutor(len(TARGETS)) as pool:
    print(json.dumps(list(pool.map(knock, TARGETS))))
