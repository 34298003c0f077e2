# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that have many scopes, or remove many rows: what they ask the server for does not grow with the square of that."""

from __future__ import annotations

import random

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Scope, Want, row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import session as sessions
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.fetch import Rows
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.scoped import scoped
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.size import PASSES


class Counting:
    """A session that counts what it is asked."""

    def __init__(self, inner):
        self.inner = inner
        self.requests: list[list[dict]] = []

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def read(self, operations):
        self.requests += [operations] if operations else []
        return self.inner.read(operations)

    def read_in_pieces(self, *operations):
        return type(self.inner).read_in_pieces(self, *operations)

    def read_each(self, requests):
        self.requests += requests
        return self.inner.read_each(requests)

    @property
    def passes(self) -> list[int]:
        """How often each request asks for what is no row by its UUID."""
        return [sum(not any(column == "_uuid" for column, _verb, _value in query["where"]) for query in some) for some in self.requests]


def switches(count: int) -> dict:
    return {"switches": [{
        "name": f"sw{number}",
        "external_ids": {"of": f"sw{number}"},
        "ports": [{"name": f"p{number}-{each}", "external_ids": {"of": f"sw{number}"}} for each in range(2)],
        "acls": [{"direction": "to-lport", "priority": number, "match": "ip4", "action": "drop"}],
    } for number in range(count)]}


def removal(database, count: int) -> Counting:
    """Make so many switches and remove them, by their names and by scopes."""
    database.topology(switches(count))
    session = Counting(database.server.session())
    gone = [row(nb.LOGICAL_SWITCH, (f"sw{number}",), state="absent") for number in range(count)]
    scopes = [Scope(table, (("of", f"sw{number}"),)) for number in range(count) for table in (nb.LOGICAL_SWITCH_PORT, nb.DNS)]
    result = database.apply(*gone, scopes=scopes, session=session, adopt=True)
    assert len(result["diff"]) == 4 * count and not database.count("Logical_Switch")
    return session


def test_what_a_removal_asks_for_does_not_grow_with_its_rows(database):
    few, many = removal(database, 60), removal(database, 180)
    assert sum(many.passes) == sum(few.passes)
    assert len(many.requests) == len(few.requests)


def test_a_request_holds_so_many_questions_that_the_server_hears_others_meanwhile(database, monkeypatch):
    monkeypatch.setattr(sessions, "PIECE", 20)
    session = removal(database, 70)
    assert max(map(len, session.requests)) <= 20


def test_a_request_holds_so_few_passes_that_the_server_hears_others_meanwhile(database):
    session = Counting(database.server.session())
    names = [f"sw{number}" for number in range(40)]
    scopes = [Scope(table, (("of", name),)) for name in names for table in (nb.LOGICAL_SWITCH_PORT, nb.DNS)]
    assert not database.apply(*(row(nb.LOGICAL_SWITCH, (name,), state="absent") for name in names), scopes=scopes, session=session)["changed"]
    assert sum(session.passes) >= 120 and max(session.passes) <= PASSES


@pytest.mark.parametrize("read_before", [0, 30, 200])
def test_many_scopes_hold_what_each_holds_alone(database, read_before):
    choice = random.Random(read_before)
    marks = [("a", str(number)) for number in range(30)] + [("b", str(number)) for number in range(3)]
    database.write(*(op.insert("DNS", uuid, {"external_ids": ["map", choice.sample(marks[:30], 1) + choice.sample(marks[30:], 1)]})
                     for uuid in (f"{number:08x}-0000-4000-8000-000000000000" for number in range(200))))
    scopes = [Scope(nb.DNS, (each,)) for each in marks[:20]] + [Scope(nb.DNS, pair) for pair in zip(marks[:30], marks[30:] * 10)]
    scopes += [Scope(nb.DNS, (("a", "nobody"), ("b", str(number)))) for number in range(10)]
    session = Counting(database.server.session())
    rows = Rows(session, Want(scopes=scopes), [], "tests")
    rows.fetch([("DNS", each["_uuid"]) for each in database.rows("DNS")[:read_before]])
    session.requests.clear()
    held = {existing.uuid for _table, existing in scoped(rows, scopes)}
    assert sum(session.passes) <= 3
    alone = {existing.uuid for scope in scopes for _table, existing in scoped(Rows(session, Want(scopes=scopes), [], "tests"), [scope])}
    assert held == alone and 0 < len(held) < 200
