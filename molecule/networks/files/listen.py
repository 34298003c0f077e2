# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answer on TCP and UDP ports with a name and the address that asks: listen.py NAME PORT ..."""

from __future__ import annotations

import socket
import sys
import threading

NAME, PORTS = sys.argv[1], [int(word) for word in sys.argv[2:]]


def answer(client: tuple) -> bytes:
    return f"{NAME} {client[0].removeprefix('::ffff:')}\n".encode()


def bound(kind: int, port: int) -> socket.socket:
    """A socket for both address families."""
    found = socket.socket(socket.AF_INET6, kind)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    found.bind(("::", port))
    return found


def serve_tcp(listener: socket.socket) -> None:
    while True:
        connection, client = listener.accept()
        with connection:
            connection.sendall(answer(client))


def serve_udp(listener: socket.socket) -> None:
    while True:
        _frame, client = listener.recvfrom(2048)
        listener.sendto(answer(client), client)


threads = []
for number in PORTS:
    stream, datagram = bound(socket.SOCK_STREAM, number), bound(socket.SOCK_DGRAM, number)
    stream.listen()
    threads += [threading.Thread(target=serve_tcp, args=(stream,)), threading.Thread(target=serve_udp, args=(datagram,))]
for thread in threads:
    thread.start()
print("listening", flush=True)
