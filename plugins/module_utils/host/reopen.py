# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Having ovs-vswitchd open a link again: a datapath in user space goes on listening to one that is gone, though there is another of
that name. An interface of a type that there is not is closed; its type comes back with the rows of the task, or of the next one when
this one is killed. All else that its rows hold stays, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable

from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import Want, row
from ..ovsdb import operations as op
from ..ovsdb.session import Session

CLOSED = "overlay-closed"
# On the port of an interface that is closed: the type that it shall have again.
TYPE = "overlay_type"


def closed_want(names: list[str]) -> Callable[[Session], Want]:
    """The program that closes interfaces, each in a port of its own name; one that is closed already keeps its note."""
    def program(database: Session) -> Want:
        found = database.read([op.select("Interface", [["name", "==", name]], ["type"]) for name in names])
        types = {name: rows[0]["type"] for name, rows in zip(names, found) if rows and rows[0]["type"] != CLOSED}
        ports = [row(model.PORT, (name,), {"external_ids": Merge({TYPE: old})}) for name, old in types.items()]
        return Want(ports + [row(model.INTERFACE, (name,), {"type": CLOSED}) for name in types])

    return program


def opened(marks: dict) -> tuple[dict, dict]:
    """What is to be merged into the external_ids of a port with these, and the columns of its interface, for it to be open."""
    return ({TYPE: None}, {"type": marks[TYPE]}) if TYPE in marks else ({}, {})
