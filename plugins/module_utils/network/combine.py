# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several entries' wishes for one row as one wish: a port group is the network's, its members are the NICs'."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Fault, InvalidInput
from ..model.edits import Members, Merge
from ..model.rows import Ref, Row
from .words import Words


def combine(rows: Iterable[Row]) -> list[Row]:
    """Each row once, in the order in which they first come. A row that one entry wants gone goes."""
    result: dict[Ref, Row] = {}
    for row in rows:
        known = result.get(row.ref)
        result[row.ref] = _both(known, row) if known else row
    return list(result.values())


def _both(one: Row, two: Row) -> Row:
    if "absent" in (one.state, two.state):
        return one if one.state == "absent" else two
    columns = dict(one.columns)
    for name, value in two.columns.items():
        columns[name] = _values(one.ref, name, columns[name], value) if name in columns else value
    return Row(one.ref, columns, one.link or two.link, one.state, one.path or two.path, {**one.note, **two.note})


def _values(ref: Ref, column: str, one, two):
    if isinstance(one, Members) and isinstance(two, Members):
        add = one.add | two.add
        return Members(add, (one.remove | two.remove) - add)
    if isinstance(one, Merge) and isinstance(two, Merge):
        both = one.items.keys() & two.items.keys()
        return Merge({**one.items, **two.items, **{key: _texts(one.items[key], two.items[key]) for key in both}})
    if isinstance(one, Members):
        one, two = two, one
    if isinstance(two, Members):
        return two.apply(frozenset(one))
    if one != two:
        raise InvalidInput([Fault("", f"two entries want different values of {column} of {ref}: {one!r} and {two!r}. Let them differ in "
                                      "what they are for, or leave one of them out.")])
    return one


def _texts(one, two):
    """Two wishes for the text of one key; a text that is a list may be several entries' together."""
    if isinstance(one, Words) and isinstance(two, Words):
        return one.united(two)
    if isinstance(one, Words):
        one, two = two, one
    return two.apply(one) if isinstance(two, Words) else two
