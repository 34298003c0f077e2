# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds of any document and of any database; hypothesis looks for one where it does not. The same examples every time."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, OvnError
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.summary import NOTHING

from ...support.garbage import bad_values, raw_rows, spoilt
from ...support.long import rounds
from ...support.samples import documents, example, normal, quiet, revisions
from ...support.servers import Server
from ..conftest import Database

STATES = ("merged", "replaced", "overridden")
UNCHANGED = {"changed": False, "plan": NOTHING, "diff": [], "commands": []}


class Board(Database):
    """A database that is wiped clean between examples."""

    def __init__(self, server: Server):
        super().__init__(server)
        self.schema = server.session().schema

    def wipe(self) -> None:
        self.write(*(op.delete(name, []) for name in self.schema.tables))

    def normal_export(self) -> dict:
        return normal(self.schema, self.export())


@pytest.fixture(scope="module")
def board(tmp_path_factory, schema_root):
    server = Server(tmp_path_factory.mktemp("p"), schema_root, "OVN_Northbound")
    yield Board(server)
    server.stop()


@quiet(rounds(50, 1000))
@given(data=st.data())
def test_a_document_is_made_as_foretold_and_its_export_is_the_document(board, data):
    board.wipe()
    document = data.draw(documents(board.schema))
    foretold, done = board.topology(document, check=True), board.topology(document)
    assert done["changed"] and foretold == done
    for state in STATES:
        assert board.topology(document, state=state) == UNCHANGED
    export = board.export()
    assert normal(board.schema, export) == normal(board.schema, document)
    for state in STATES:
        assert board.topology(export, state=state) == UNCHANGED
    rows = board.dump()
    board.wipe()
    board.topology(export)
    assert board.dump() == rows


@quiet(rounds(25, 400))
@given(data=st.data())
def test_replacing_gives_the_new_document_and_back_again(board, data):
    board.wipe()
    first, second = data.draw(revisions(board.schema, roots_stay=True))
    for document in (first, second, first):
        foretold, done = (board.topology(document, state="replaced", check=check) for check in (True, False))
        assert foretold == done
        assert board.topology(document, state="replaced") == UNCHANGED
        assert board.holes() == []
        assert board.normal_export() == normal(board.schema, document)


@quiet(rounds(25, 400))
@given(data=st.data())
def test_overriding_leaves_the_new_document_and_nothing_else(board, data):
    board.wipe()
    first, second = data.draw(revisions(board.schema, roots_stay=False))
    for document in (first, second, first):
        foretold, done = (board.topology(document, state="overridden", allow_empty=True, check=check) for check in (True, False))
        assert foretold == done
        assert board.topology(document, state="overridden", allow_empty=True) == UNCHANGED
        assert board.holes() == []
        assert without_global(board.normal_export()) == without_global(normal(board.schema, document))


def without_global(document: dict) -> dict:
    """The database's own row is never removed."""
    return {plural: entries for plural, entries in document.items() if plural != "nb_global"}


@quiet(rounds(25, 400))
@given(data=st.data())
def test_merging_removes_nothing(board, data):
    board.wipe()
    first, second = data.draw(revisions(board.schema, roots_stay=False))
    board.topology(first)
    before = board.dump()
    try:
        done = board.topology(second)
    except InvalidInput:  # what both say together may break a rule
        assert board.dump() == before
        return
    assert not [entry for entry in done["diff"] if entry["before"] and not entry["after"]]
    uuids = {row["_uuid"] for rows in board.dump().values() for row in rows}
    assert uuids >= {row["_uuid"] for table, rows in before.items() for row in rows if board.schema[table].is_root}


@quiet(rounds(25, 400))
@given(data=st.data())
def test_absent_leaves_nothing_of_a_document_and_all_else(board, data):
    board.wipe()
    document, other = data.draw(documents(board.schema)), data.draw(documents(board.schema))
    board.topology(other)
    before = board.dump()
    assume(is_disjoint(board, document))
    board.topology(document)
    foretold, done = (board.topology(document, state="absent", check=check) for check in (True, False))
    assert foretold == done
    assert board.topology(document, state="absent") == UNCHANGED
    assert board.dump() == before


def is_disjoint(board, document: dict) -> bool:
    """Whether nothing of a document is there."""
    try:
        return board.topology(document, check=True, state="absent") == UNCHANGED and bool(board.topology(document, check=True))
    except InvalidInput:
        return False


@quiet(rounds(75, 1500))
@given(data=st.data())
def test_rows_made_behind_our_back_are_exported_and_left_alone(board, data):
    board.wipe()
    board.write(*data.draw(raw_rows(board.schema)))
    before, export = board.dump(), board.export()
    for state in STATES:
        assert board.topology(export, state=state, allow_empty=True) == UNCHANGED, state
    assert board.dump() == before


@quiet(rounds(30, 600))
@given(data=st.data())
def test_adopting_rows_made_behind_our_back_marks_them_and_nothing_else(board, data):
    board.wipe()
    board.write(*data.draw(raw_rows(board.schema)))
    before, export = board.dump(), board.export()
    foretold, done = (board.topology(export, adopt=True, check=check) for check in (True, False))
    assert foretold == done
    assert unmarked(board.dump()) == unmarked(before)
    assert board.topology(export, adopt=True) == UNCHANGED


def unmarked(tables: dict) -> dict:
    """Rows without the mark of an owner."""
    return {table: [{**row, "external_ids": {**row.get("external_ids", {}), "overlay_owner": ""}} for row in rows]
            for table, rows in tables.items()}


@pytest.fixture(scope="module")
def models(board) -> list[dict]:
    """Documents to spoil."""
    return [example(documents(board.schema, kinds=6, uuids=bool(number % 2)), number) for number in range(12)]


@quiet(rounds(200, 6000))
@given(data=st.data())
def test_a_bad_value_is_named_by_its_path_and_nothing_is_written(board, models, data):
    document = spoilt(data.draw, data.draw(st.sampled_from(models)), data.draw(st.integers(1, 2)), bad_values)
    state = data.draw(st.sampled_from([*STATES, "absent"]))
    before = board.dump()
    try:
        board.topology(document, state=state)
    except InvalidInput as exc:
        assert exc.faults and all(fault.path.startswith("topology") for fault in exc.faults), exc
        assert board.dump() == before
    except OvnError:
        assert board.dump() == before
    else:  # not bad after all
        assert board.topology(document, state=state) == UNCHANGED
        board.wipe()
        board.topology(models[0])


@pytest.mark.parametrize("text", ["\0", "a\ud800"])
def test_a_text_that_no_server_reads_is_refused(board, text):
    for switch in ({"name": text}, {"name": "sw0", "other_config": {text: "x"}}, {"name": "sw0", "external_ids": {"note": text}}):
        with pytest.raises(InvalidInput, match=r"^topology\.switches\[0\]"):
            board.topology({"switches": [switch]})
