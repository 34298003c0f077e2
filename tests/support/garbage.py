# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Databases that nobody would make, and documents that nobody should write, as hypothesis strategies."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable

from hypothesis import strategies as st

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.schema import Atom, Column, Schema

STRINGS = (
    "",
    "x",
    "y",
    " x ",
    "a b",
    "10.0.0.1",
    "10.0.0.1/8",
    "10.0.0.1 - 10.0.0.9",
    "FD42:0::1",
    "00:16:3E:00:00:01",
    "ff:ff:ff:ff:ff:ff",
    "zz:zz",
    "unknown",
    "dynamic 1.2.3",
    "router",
    "0",
    "-1",
    "true",
    "tcp",
    "drop",
    "snat",
    "dnat_and_snat",
    "198.18.0.1",
    "10.0.0.0/24",
    "dst-ip",
    "\u263a",
    "ip4 &&",
    "40c0511c-8158-5058-9e10-e5e19ba4614d",
    "[fd42::1]:80",
    "'",
    '"',
    "\\",
    "a,b",
    "{}",
    "__reserved",
)
KEYS = (
    "k",
    "neutron:port",
    "neutron:revision_number",
    "lxd_switch",
    "incus_switch",
    "k8s.ovn.org/name",
    "overlay_note",
    "ic-learned-route",
)

strings = st.sampled_from(STRINGS)


def atoms(atom: Atom) -> st.SearchStrategy:
    if atom.enum:
        return st.sampled_from(sorted(atom.enum))
    if atom.type == "integer":
        low = 0 if atom.minimum is None else int(atom.minimum)
        return st.integers(low, min(low + 2, 2**31 if atom.maximum is None else int(atom.maximum)))
    return {"boolean": st.booleans(), "real": st.just(0.5), "string": strings}[atom.type]


def columns(column: Column) -> st.SearchStrategy:
    """Values of a column that refers to nothing."""
    if column.is_map:
        keys = (
            st.one_of(st.sampled_from(KEYS), strings) if column.key.type == "string" and not column.key.enum else atoms(column.key)
        )
        return st.dictionaries(keys, atoms(column.value), max_size=2)
    if column.is_set:
        return st.frozensets(atoms(column.key), min_size=column.least, max_size=min(2, column.most))
    return st.one_of(st.none(), atoms(column.key)) if column.is_optional else atoms(column.key)


def raw_rows(schema: Schema) -> st.SearchStrategy[list[dict]]:
    """Operations that insert rows with anything the schema lets: names twice or empty, values we would refuse, marks."""

    @st.composite
    def build(draw) -> list[dict]:
        rows = Rows(schema, draw)
        names = sorted(name for name, table in schema.tables.items() if table.is_root)
        for index in draw(st.lists(st.integers(0, len(names) - 1), min_size=1, max_size=4, unique=True)):
            for _number in range(1 if names[index] == "NB_Global" else draw(st.integers(1, 3))):
                rows.make(names[index])
        rows.link()
        return rows.operations()

    return build()


class Rows:
    """Rows in the making, each with what only it holds."""

    def __init__(self, schema: Schema, draw):
        self.schema = schema
        self.draw = draw
        self.rows: dict[str, dict[str, dict]] = {name: {} for name in schema.tables}
        self.seen: set = set()

    def make(self, name: str) -> str | None:
        """A row, or nothing when there is one like it and an index forbids a second."""
        row = {each.name: self.draw(columns(each)) for each in self.schema[name].columns.values() if not each.key.ref_table}
        if "external_ids" in row and self.draw(st.booleans()):
            row["external_ids"]["overlay_owner"] = self.draw(st.sampled_from(["ansible", "other"]))
        if name in ("DHCP_Options", "DNS") and self.draw(st.booleans()):
            row["external_ids"]["overlay_name"] = self.draw(st.sampled_from(["", "d", "e"]))
        for index in self.schema[name].indexes:
            value = (name, *index, *(row[column] for column in index))
            if value in self.seen:
                return None
            self.seen.add(value)
        uuid = str(self.draw(st.uuids(version=4)))
        self.rows[name][uuid] = row
        for column in self.schema[name].columns.values():
            if column.key.strong and not self.schema[column.key.ref_table].is_root and not self.is_peer(name, column):
                self.hang(row, column)
        return uuid

    @staticmethod
    def is_peer(name: str, column: Column) -> bool:
        """Ports that a row refers to hang elsewhere."""
        return name == "Network_Function" and column.name.endswith("port")

    def hang(self, row: dict, column: Column) -> None:
        number = self.draw(st.integers(column.least, min(column.most, 3)))
        uuids = [uuid for _number in range(number) if (uuid := self.make(column.key.ref_table))]
        if len(uuids) < column.least:
            uuids = [self.sure(column.key.ref_table)]
        row[column.name] = frozenset(uuids) if column.is_set else uuids[0] if uuids else None

    def sure(self, name: str) -> str:
        while not (uuid := self.make(name)):
            pass
        return uuid

    def link(self) -> None:
        """Fill what refers to rows that live by themselves; that may make more of them."""
        while blanks := [
            (row, column)
            for name, rows in self.rows.items()
            for row in rows.values()
            for column in self.schema[name].columns.values()
            if column.name not in row
        ]:
            for row, column in blanks:
                row[column.name] = self.some(column)

    def some(self, column: Column):
        known = sorted(self.rows[column.key.ref_table])
        if len(known) < column.least:
            known = [self.port() if column.key.ref_table == "Logical_Switch_Port" else self.sure(column.key.ref_table)]
        most = min(column.most, 2, len(known))
        some = (
            self.draw(st.lists(st.integers(0, len(known) - 1), min_size=column.least, max_size=most, unique=True)) if known else []
        )
        uuids = [known[index] for index in some]
        return frozenset(uuids) if column.is_set else uuids[0] if uuids else None

    def port(self) -> str:
        port = self.sure("Logical_Switch_Port")
        self.rows["Logical_Switch"][self.sure("Logical_Switch")]["ports"] |= {port}
        return port

    def operations(self) -> list[dict]:
        return [
            op.insert(name, uuid, {column: self.schema[name][column].wire(value) for column, value in row.items()})
            for name, rows in self.rows.items()
            for uuid, row in rows.items()
        ]


# What YAML, or a template with a mistake in it, can put anywhere.

bad_values = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            False,
            0,
            -1,
            1,
            2**31,
            2**63,
            2**70,
            -(2**70),
            1.5,
            float("nan"),
            float("inf"),
            1e300,
            "",
            " ",
            "\n",
            "\0",
            "\ud800",
            "None",
            "{{ x }}",
            "\u263a" * 3,
            "a" * 100_000,
            [],
            {},
            [None],
            [[]],
            [{}],
            {"": ""},
            {"a": None},
            {"a": {}},
            {"a": []},
            {1: 2},
            {None: 1},
            {"name": {}},
            {"state": "gone"},
            {"uuid": "x"},
            datetime.date(2026, 1, 1),
            b"bytes",
            ("a", 1),
            {"logical_port": "x"},
            [{"name": "x"}] * 2,
        ]
    ).map(copy.deepcopy),
    st.text(max_size=5),
    st.integers(),
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
        max_leaves=6,
    ),
)


def places(value, path: tuple = ()) -> list[tuple]:
    """The paths of everything in a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(place for key, item in items for place in places(item, (*path, key)))]


def spoilt(draw: Callable, document: dict, times: int, values: st.SearchStrategy) -> dict:
    """A document with something wrong somewhere, or not."""
    document = copy.deepcopy(document)
    for _time in range(times):
        known = places(document)
        if not known:
            break
        *way, last = known[draw(st.integers(0, len(known) - 1))]
        at = document
        for step in way:
            at = at[step]
        spoil(draw, at, last, values)
    return document


def spoil(draw: Callable, at, last, values: st.SearchStrategy) -> None:
    how = draw(st.sampled_from(["replace", "replace", "replace", "wrap", "drop", "add", "twice"]))
    if how == "replace":
        at[last] = draw(values)
    elif how == "wrap":
        at[last] = draw(st.sampled_from([[at[last]], {"name": at[last]}, str(at[last])]))
    elif how == "drop":
        del at[last]
    elif how == "twice" and isinstance(at, list):
        at.append(copy.deepcopy(at[last]))
    elif isinstance(at, dict):
        at[draw(st.sampled_from(["nmae", "ports", "state", "uuid", "acls", "name", "options", "", 5]))] = draw(values)
