# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ask for routers (RFC 4861), and say how many answer: solicit.py INTERFACE SECONDS"""

from __future__ import annotations

import socket
import sys
import time

INTERFACE, SECONDS = sys.argv[1], float(sys.argv[2])
SOLICITATION, ADVERTISEMENT = 133, 134
ALL_ROUTERS = "ff02::2"

index = socket.if_nametoindex(INTERFACE)
until = time.monotonic() + SECONDS
found = set()
with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) as link:
    link.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, INTERFACE.encode())
    link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
    while (left := until - time.monotonic()) > 0:
        link.sendto(bytes([SOLICITATION, 0, 0, 0, 0, 0, 0, 0]), (ALL_ROUTERS, 0, 0, index))
        link.settimeout(min(left, 1))
        try:
            answer, sender = link.recvfrom(2048)
        except TimeoutError:
            continue
        if answer[0] == ADVERTISEMENT:
            found.add(sender[0])
print(len(found))
