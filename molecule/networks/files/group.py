# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Multicast: group.py join INTERFACE GROUP PORT, which says who sends; and group.py send INTERFACE GROUP PORT."""

from __future__ import annotations

import socket
import struct
import sys

WHAT, INTERFACE, GROUP, PORT = *sys.argv[1:4], int(sys.argv[4])
IS_IPV6 = ":" in GROUP
index = socket.if_nametoindex(INTERFACE)

with socket.socket(socket.AF_INET6 if IS_IPV6 else socket.AF_INET, socket.SOCK_DGRAM) as link:
    if WHAT == "send":
        if IS_IPV6:
            link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        else:
            link.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack("4s4si", bytes(4), bytes(4), index))
        link.sendto(b"hello", (GROUP, PORT))
    else:
        link.bind((GROUP, PORT))
        group = socket.inet_pton(link.family, GROUP)
        if IS_IPV6:
            link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group + struct.pack("i", index))
        else:
            link.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + struct.pack("4si", bytes(4), index))
        print("joined")
        while True:
            print(link.recvfrom(2048)[1][0])
