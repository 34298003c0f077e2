# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a user writes to wanted rows: the options of a module, or a topology with rows nested in rows. Pure."""

from __future__ import annotations

import difflib
import re
from functools import cache

from ..errors import Fault, InvalidInput
from .edits import Members, Merge, Replace
from .keys import canonical_items
from .northbound import TABLES
from .rows import KEPT_KEYS, UNSET, UUID, Link, Ref, Row, Want
from .table import Option, Parent, Table

ROOTS = {table.plural: table for table in TABLES.values() if table.plural}
STATES = ("present", "absent")
# What JSON can say and a database server cannot read: NUL, and halves of characters beyond 16 bits.
UNSENDABLE = re.compile("[\\0\\ud800-\\udfff]")


def topology_want(topology: dict, state: str) -> Want:
    """What a whole topology wants; C(state) is the module's. Raises InvalidInput with every fault of its form."""
    document = Document(exact=state in ("replaced", "overridden"), absent=state == "absent", open_ended=True)
    _refuse_unsendable(topology, "topology")
    document.topology(topology)
    return document.finished()


def entry_want(table: Table, params: dict) -> Want:
    """What the module of one table wants; C(params) are its options."""
    document = Document(replace=bool(params.get("replace")), append=bool(params.get("append")))
    _refuse_unsendable({name: params.get(name) for name in _known(table)}, "")
    link = _named_place(table, params)
    if link and not link.parent.table.key:
        document.want.rows.append(Row(link.parent))
    document.entry(table, params, "", link, params.get("state", "present"))
    return document.finished()


def _named_place(table: Table, params: dict) -> Link | None:
    """Where a module's options say that its row hangs."""
    for each in table.parents:
        if each.option is None:
            return Link(Ref(TABLES[each.table]), each.column)
        if params.get(each.option):
            return Link(Ref(TABLES[each.table], (params[each.option],)), each.column)
    return None


def _refuse_unsendable(value: dict, path: str) -> None:
    """A server that is sent such a text hangs up, without a word."""
    text = repr(value)
    if "\\x00" in text or "\\ud" in text:
        faults = [Fault(where, "holds a NUL or half a character, which no OVN database takes. Write it without.")
                  for where in _unsendable(value, path)]
        if faults:
            raise InvalidInput(faults)


def _unsendable(value, path: str) -> list[str]:
    """The paths of these texts."""
    if isinstance(value, str):
        return [path] if UNSENDABLE.search(value) else []
    if isinstance(value, dict):
        return [where for key, item in value.items()
                for where in _unsendable(str(key), path) or _unsendable(item, f"{path}.{key}" if path else str(key))]
    if isinstance(value, (list, tuple)):
        return [where for index, item in enumerate(value) for where in _unsendable(item, f"{path}[{index}]")]
    return []


@cache
def options_of(table: Table) -> dict[str, Option]:
    return {option.name: option for option in table.options}


@cache
def children_of(table: Table) -> dict[str, tuple[Table, Parent]]:
    """The tables whose rows hang at rows of this one, by the column that holds them."""
    return {parent.column: (child, parent) for child in TABLES.values() for parent in child.parents if parent.table == table.name}


@cache
def _known(table: Table) -> frozenset[str]:
    """What may stand in an entry of a topology."""
    named = {"name"} if table.is_named_by_mark else set()
    return frozenset(named | {"state", "uuid"} | options_of(table).keys() | children_of(table).keys())


class Document:
    """Collects the rows that entries want.

    C(replace): maps hold exactly the keys that are named. C(append): lists that can be added to are. C(exact): each
    entry is the whole of its row, with all that hangs there. C(open_ended): entries may hold others, and unknown keys
    are faults; otherwise an argument specification has seen to that.
    """

    def __init__(self, *, replace=False, append=False, exact=False, absent=False, open_ended=False):
        self.want = Want()
        self.faults: list[Fault] = []
        self.replace = replace or exact
        self.append = append
        self.exact = exact
        self.absent = absent
        self.open_ended = open_ended
        self._described: dict[Ref, Row] = {}
        self._named: dict[tuple[Table, object], Ref] = {}

    def finished(self) -> Want:
        if self.faults:
            raise InvalidInput(self.faults)
        return self.want

    def topology(self, topology: dict) -> None:
        for plural, entries in topology.items():
            path = f"topology.{plural}"
            table = ROOTS.get(plural)
            if table is None:
                self._fault(path, _unknown(plural, ROOTS))
            elif entries is not None:
                self._entries(table, entries, path, None, single=not table.key)

    def entry(self, table: Table, entry: dict, path: str, link: Link | None, state: str = "present") -> Ref | None:
        """Add the row that an entry describes, hanging at C(link), and those nested in it."""
        if self.open_ended and not self._is_well_formed(table, entry, path):
            return None
        state = "absent" if self.absent else entry.get("state") or state
        ref = self._ref(table, entry, path, link.parent if link else None)
        if ref is None:
            return None
        if state == "present" or not table.is_only_row:
            row = Row(ref, {}, link, state, path)
            self.want.rows.append(row)
            row.columns = self._columns(table, entry, path, ref) if state == "present" else {}
        self._children(table, entry, path, ref, state)
        return ref

    def _entries(self, table: Table, entries, path: str, link: Link | None, *, single=False, state="present") -> None:
        if single:
            self.entry(table, entries, path, link, state)
        elif not isinstance(entries, (list, tuple)):
            self._fault(path, f"must be a list of entries, not {_kind(entries)}.")
        else:
            for index, entry in enumerate(entries):
                self.entry(table, entry, f"{path}[{index}]", link, state)

    def _children(self, table: Table, entry: dict, path: str, ref: Ref, state: str) -> None:
        columns = children_of(table) if self.open_ended else table.contains
        for column in columns:
            entries = entry.get(column)
            if entries is None and not self.exact:
                continue
            child, link = children_of(table)[column][0], Link(ref, column)
            if entries is not None:
                self._entries(child, entries, f"{path}.{column}" if path else column, link, single=not child.key, state=state)
            if state == "present" and (self.exact or not self.open_ended):
                self.want.exact.append((link, child))

    def _is_well_formed(self, table: Table, entry, path: str) -> bool:
        if not isinstance(entry, dict):
            self._fault(path, f"must be a map with the options of one {table}, not {_kind(entry)}.")
            return False
        known = _known(table)
        for key in () if known.issuperset(entry) else entry:
            if key not in known:
                self._fault(f"{path}.{key}", _unknown(key, known))
        state = entry.get("state")
        if state is not None and state not in STATES:
            self._fault(f"{path}.state", f"{state!r} is not one of present, absent.")
        return True

    def _ref(self, table: Table, entry: dict, path: str, parent: Ref | None) -> Ref | None:
        key = tuple([_mark(entry) if mark else self._key_value(table, name, entry, path) for name, mark in table.key_parts])
        fixed = entry.get("uuid") if self.open_ended else None
        if fixed is not None and not UUID.fullmatch(str(fixed)):
            self._fault(f"{path}.uuid", f"{fixed!r} is not a UUID.")
            return None
        if fixed is None and not self._has_key(table, entry, path):
            return None
        if table.key_within_parent or fixed:
            return Ref(table, key, parent if table.key_within_parent else None, fixed)
        return self._one_ref(table, key)

    def _one_ref(self, table: Table, key: tuple) -> Ref:
        """The same Ref for an entry and for all that name it: two that are one are compared at once."""
        known = self._named.get((table, key))
        if known is None:
            known = self._named[table, key] = Ref(table, key)
        return known

    def _has_key(self, table: Table, entry: dict, path: str) -> bool:
        missing = [name for name in _required_keys(table)
                   if (value := entry.get(name)) is None or value == "" and _may_not_be_empty(table, name)]
        for name in missing:
            self._fault(f"{path}.{name}" if path else name, f"must be given: it says which {table} is meant.")
        return not missing

    def _key_value(self, table: Table, name: str, entry: dict, path: str):
        """A value of the key in its canonical form; one that is wrong stays, for the plan to name with its fault."""
        option, value = table.option(name), entry.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, (list, tuple, dict)):
            self._fault(f"{path}.{name}" if path else name, f"must be one value, not {_kind(value)}.")
            return None
        value = value if isinstance(value, str) and option.type == "str" else _scalar(option, value)
        try:
            value = option.check(value) if option.check and isinstance(value, str) else value
        except ValueError:
            pass
        return value or None  # zero and unset are one in a key

    def _columns(self, table: Table, entry: dict, path: str, ref: Ref) -> dict:
        options, columns = options_of(table), {}
        for name, value in entry.items():
            option = options.get(name)
            if option is None or value is None or (name in table.key and not ref.fixed):
                continue
            try:
                columns[option.target] = self._wish(option, value, path)
            except ValueError as exc:
                self._fault(f"{path}.{name}" if path else name, str(exc))
        if self.exact:
            self._add_unset(table, columns)
        if ref.fixed and table.is_named_by_mark and entry.get("name"):
            columns["external_ids"] = _with(columns.get("external_ids"), table.key[0].partition(":")[2], str(entry["name"]))
        return columns

    def _add_unset(self, table: Table, columns: dict) -> None:
        for option in table.options:
            if option.target not in columns and option.target not in table.key and not option.needed:
                columns[option.target] = Replace({}, _kept(option)) if option.type == "dict" and not option.refers else UNSET

    def _wish(self, option: Option, value, path: str):
        if option.inline:
            return self._described_row(option, value, f"{path}.{option.name}" if path else option.name)
        if option.refers:
            return self._references(TABLES[option.refers], option, value)
        if option.type == "dict":
            items = _map(value, option)
            return Replace(items, _kept(option)) if self.replace else Merge(items)
        if option.type == "list":
            members = _list(value)
            return Members(add=frozenset(members)) if option.appends and self.append else members
        if isinstance(value, (list, tuple, dict)):
            raise ValueError(f"must be one value, not {_kind(value)}.")
        return value

    def _described_row(self, option: Option, value, path: str) -> Ref | None:
        """The one row that an option describes: it lives by the reference. Several may describe the same one alike."""
        if _is_empty(value):
            return None
        other = Document(replace=self.replace, exact=self.exact, open_ended=True)
        ref = other.entry(TABLES[option.refers], value, path, None)
        self.faults += other.faults
        for row in other.want.rows:
            known = self._described.setdefault(row.ref, row)
            if known is row:
                self.want.rows.append(row)
            elif known.columns != row.columns:
                self._fault(path, f"{row.ref} is described otherwise at {known.path}. Describe it alike, or give it another key.")
        return ref

    def _references(self, table: Table, option: Option, value):
        if option.type != "list":
            return None if _is_empty(value) else self._reference(table, value)
        refs = [self._reference(table, each) for each in _list(value, maps=True)]
        return Members(add=frozenset(refs)) if option.appends and self.append else refs

    def _reference(self, table: Table, value) -> Ref:
        return self._one_ref(table, (value,)) if isinstance(value, str) and _is_named(table) else _reference(table, value)

    def _fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, message))


@cache
def _is_named(table: Table) -> bool:
    """Whether one text says which row is meant."""
    option = table.option(table.key[0]) if len(table.key) == 1 else None
    return table.is_named_by_mark or option is not None and option.type == "str"


def _reference(table: Table, value) -> Ref:
    if len(table.key) == 1:
        if isinstance(value, (list, tuple, dict)):
            raise ValueError(f"must be the name of one {table}, not {_kind(value)}.")
        option = table.option(table.key[0])
        return Ref(table, (_scalar(option, value) if option else str(value),))
    if isinstance(value, str) and UUID.fullmatch(value):
        return Ref(table, (), None, value)
    if not isinstance(value, dict) or not set(table.key) >= value.keys():
        raise ValueError(f"{value!r} does not name a {table}. Write a map with {' and '.join(table.key)}.")
    return Ref(table, tuple(_canonical_key(table.option(name), value.get(name)) for name in table.key))


def _canonical_key(option: Option, value):
    if value is None or isinstance(value, (list, tuple, dict)):
        raise ValueError(f"{option.name} must be given, as one value.")
    value = _scalar(option, value)
    try:
        value = option.check(value) if option.check and isinstance(value, str) else value
    except ValueError:
        pass  # others may have made a row with such a key; where there is none, the plan says so
    return value or None


def _mark(entry: dict) -> str | None:
    """The name of a row in a table that has no column for one."""
    name = entry.get("name")
    return None if name is None or name == "" else str(name)


def _may_not_be_empty(table: Table, name: str) -> bool:
    """Whether a key must hold something."""
    option = options_of(table).get(name)
    try:
        return not (option and option.check) or option.check("") != ""
    except ValueError:
        return True


def _is_empty(value) -> bool:
    """Whether a reference says that there shall be none."""
    return value == "" or isinstance(value, dict) and all(each is None for each in value.values())


@cache
def _required_keys(table: Table) -> tuple[str, ...]:
    """What an entry must say so that it is clear which row is meant."""
    names = ["name" if ":" in spec else spec for spec in table.key]
    return tuple(name for name in names if name not in options_of(table) or options_of(table)[name].required)


@cache
def _kept(option: Option) -> tuple[str, ...]:
    return KEPT_KEYS + option.kept


def _with(edit, key: str, value: str):
    if isinstance(edit, Replace):
        return Replace({**edit.items, key: value}, edit.spared)
    return Merge({**(edit.items if edit else {}), key: value})


def _scalar(option: Option | None, value):
    """A value as YAML gave it (1, "1", true) in the type of its option; what cannot be is left for the plan to name."""
    if option is not None and option.type == "int":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = str(value).strip()
        return int(text) if not isinstance(value, bool) and re.fullmatch(r"-?\d{1,18}", text) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _list(value, *, maps: bool = False) -> list:
    """A list of values; one value stands for a list of it, and nothing for an empty one."""
    values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value] if value not in ("", {}) else []
    for index, each in enumerate(values):
        if isinstance(each, str):
            continue
        if each is None or isinstance(each, (list, tuple)) or (isinstance(each, dict) and not maps):
            raise ValueError(f"entry {index} must be one value, not {_kind(each)}.")
    return values


def _map(value, option: Option) -> dict:
    if not isinstance(value, dict):
        raise ValueError(f"must be a map of keys and values, not {_kind(value)}.")
    for key, item in value.items():
        if isinstance(item, (list, tuple, dict)):
            raise ValueError(f"key {key!r}: must be one value, not {_kind(item)}.")
    if option.entry is None:
        return {_scalar(None, key): item for key, item in value.items()}
    texts = {_scalar(None, key): item if item is None else _scalar(None, item) for key, item in value.items()}
    return canonical_items(option, texts)


def _kind(value) -> str:
    names = {dict: "a map", list: "a list", tuple: "a list", type(None): "nothing", str: f"the text {value!r}"}
    return names.get(type(value), repr(value))


def _unknown(key, known) -> str:
    near = difflib.get_close_matches(str(key), known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(sorted(known))}."
    return f"there is no such key. {hint}"
