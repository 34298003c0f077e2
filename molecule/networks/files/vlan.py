# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A VLAN of a link, for kernels without VLAN devices: vlan.py LINK NUMBER NAME

Makes a TAP device whose frames carry the tag on the link, and passes on what comes in with the tag.
"""

from __future__ import annotations

import fcntl
import os
import selectors
import socket
import struct
import sys
from contextlib import suppress

LINK, NUMBER, NAME = sys.argv[1], int(sys.argv[2]), sys.argv[3]
ALL_PROTOCOLS, SOL_PACKET, PACKET_AUXDATA, TAGGED = 0x0003, 263, 8, 0x10
TUNSETIFF, TAP_WITHOUT_HEADER = 0x400454CA, 0x0002 | 0x1000
TAG = struct.pack("!HH", 0x8100, NUMBER)


def tap() -> int:
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", NAME.encode(), TAP_WITHOUT_HEADER))
    return device


def wire() -> socket.socket:
    found = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    found.bind((LINK, ALL_PROTOCOLS))
    # The kernel takes the tag out of a frame and tells it aside.
    found.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    return found


def is_ours(aside: list) -> bool:
    for level, kind, data in aside:
        if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
            status, *_rest, tag, _protocol = struct.unpack("IIIHHHH", data)
            return bool(status & TAGGED) and tag & 0xFFF == NUMBER
    return False


device, link = tap(), wire()
waiting = selectors.DefaultSelector()
waiting.register(device, selectors.EVENT_READ)
waiting.register(link, selectors.EVENT_READ)
print("up", flush=True)
while True:
    for ready, _events in waiting.select():
        if ready.fd == device:
            frame = os.read(device, 2048)
            link.send(frame[:12] + TAG + frame[12:])
        else:
            frame, aside, _flags, sender = link.recvmsg(2048, 64)
            if sender[2] != socket.PACKET_OUTGOING and is_ours(aside):
                with suppress(OSError):  # nobody has it up yet
                    os.write(device, frame)
