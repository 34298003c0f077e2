# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a user writes to wanted rows: the options of a module, or a topology with rows nested in rows. Pure."""

from __future__ import annotations

import difflib

from ..errors import Fault, InvalidInput
from .edits import Members, Merge, Replace
from .form import Form, form_of, is_named, kept
from .given import is_nothing, items_of, key_value, kind, reference, values_of
from .northbound import TABLES
from .rows import UNSET, UUID, Link, Ref, Row, Want
from .table import Option, Table

ROOTS = {table.plural: table for table in TABLES.values() if table.plural}
STATES = ("present", "absent")


def topology_want(topology: dict, state: str) -> Want:
    """What a whole topology wants; C(state) is the module's. Raises InvalidInput with every fault of its form."""
    document = Document(exact=state in ("replaced", "overridden"), absent=state == "absent", open_ended=True)
    document.topology(topology)
    return document.finished()


def entry_want(table: Table, params: dict) -> Want:
    """What the module of one table wants; C(params) are its options."""
    document = Document(replace=bool(params.get("replace")), append=bool(params.get("append")))
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
        form = form_of(table)
        if self.open_ended and not self._is_well_formed(table, form, entry, path):
            return None
        state = "absent" if self.absent else entry.get("state") or state
        ref = self._ref(table, form, entry, path, link.parent if link else None)
        if ref is None:
            return None
        if state == "present" or not table.is_only_row:
            row = Row(ref, {}, link, state, path)
            self.want.rows.append(row)
            row.columns = self._columns(table, form, entry, path, ref) if state == "present" else {}
        self._children(table, form, entry, path, ref, state)
        return ref

    def _entries(self, table: Table, entries, path: str, link: Link | None, *, single=False, state="present") -> None:
        if single:
            self.entry(table, entries, path, link, state)
        elif not isinstance(entries, (list, tuple)):
            self._fault(path, f"must be a list of entries, not {kind(entries)}.")
        else:
            for index, entry in enumerate(entries):
                self.entry(table, entry, f"{path}[{index}]", link, state)

    def _children(self, table: Table, form: Form, entry: dict, path: str, ref: Ref, state: str) -> None:
        columns = form.children if self.open_ended else table.contains
        for column in columns:
            entries = entry.get(column)
            if entries is None and not self.exact:
                continue
            child, link = form.children[column][0], Link(ref, column)
            if entries is not None:
                self._entries(child, entries, f"{path}.{column}" if path else column, link, single=not child.key, state=state)
            if state == "present" and (self.exact or not self.open_ended):
                self.want.exact.append((link, child))

    def _is_well_formed(self, table: Table, form: Form, entry, path: str) -> bool:
        if not isinstance(entry, dict):
            self._fault(path, f"must be a map with the options of one {table}, not {kind(entry)}.")
            return False
        for key in () if form.known.issuperset(entry) else entry:
            if key not in form.known:
                self._fault(f"{path}.{key}", _unknown(key, form.known))
        state = entry.get("state")
        if state is not None and state not in STATES:
            self._fault(f"{path}.state", f"{state!r} is not one of present, absent.")
        return True

    def _ref(self, table: Table, form: Form, entry: dict, path: str, parent: Ref | None) -> Ref | None:
        key = tuple([self._key_value(option, name, entry, path) for name, option in form.key])
        fixed = entry.get("uuid") if self.open_ended else None
        if fixed is not None and not UUID.fullmatch(str(fixed)):
            self._fault(f"{path}.uuid", f"{fixed!r} is not a UUID.")
            return None
        if fixed is None and None in key and not self._has_key(table, form, entry, path):
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

    def _has_key(self, table: Table, form: Form, entry: dict, path: str) -> bool:
        missing = [name for name in form.required
                   if (value := entry.get(name)) is None or value == "" and not form.may_be_empty(name)]
        for name in missing:
            self._fault(f"{path}.{name}" if path else name, f"must be given: it says which {table} is meant.")
        return not missing

    def _key_value(self, option: Option | None, name: str, entry: dict, path: str):
        value = entry.get(name)
        if value is None or value == "":
            return None
        if option is None:
            return str(value)
        if not isinstance(value, str) and isinstance(value, (list, tuple, dict)):
            self._fault(f"{path}.{name}" if path else name, f"must be one value, not {kind(value)}.")
            return None
        return key_value(option, value)

    def _columns(self, table: Table, form: Form, entry: dict, path: str, ref: Ref) -> dict:
        columns, settable = {}, form.options if ref.fixed else form.settable
        for name, value in entry.items():
            option = settable.get(name)
            if option is None or value is None:
                continue
            try:
                columns[option.target] = self._wish(option, value, path)
            except ValueError as exc:
                self._fault(f"{path}.{name}" if path else name, str(exc))
        if self.exact:
            self._add_unset(table, columns)
        for column, source in table.follows.items():
            self._follow(columns, column, source, path)
        if ref.fixed and table.is_named_by_mark and entry.get("name"):
            columns["external_ids"] = _with(columns.get("external_ids"), table.key[0].partition(":")[2], str(entry["name"]))
        return columns

    def _add_unset(self, table: Table, columns: dict) -> None:
        for option in table.options:
            if option.target not in columns and option.target not in table.key and not option.needed:
                columns[option.target] = Replace({}, kept(option)) if option.type == "dict" and not option.refers else UNSET

    def _follow(self, columns: dict, column: str, source: str, path: str) -> None:
        """A column that OVN fills from another is left to it while that one is set, and goes with it."""
        given, wish = columns.get(column, UNSET), columns.get(source)
        if wish in (UNSET, ""):
            columns.setdefault(column, UNSET)
        elif wish is not None and given is UNSET:
            columns.pop(column, None)
        elif wish is not None and str(given) != str(wish):
            self._fault(f"{path}.{column}" if path else column, f"{given} is not {wish}, the {source}, which OVN copies. Give one of the two.")

    def _wish(self, option: Option, value, path: str):
        if option.inline:
            return self._described_row(option, value, f"{path}.{option.name}" if path else option.name)
        if option.refers:
            return self._references(TABLES[option.refers], option, value)
        if option.type == "dict":
            items = items_of(value, option)
            return Replace(items, kept(option)) if self.replace else Merge(items)
        if option.type == "list":
            members = values_of(value)
            return Members(add=frozenset(members)) if option.appends and self.append else members
        if isinstance(value, (list, tuple, dict)):
            raise ValueError(f"must be one value, not {kind(value)}.")
        return value

    def _described_row(self, option: Option, value, path: str) -> Ref | None:
        """The one row that an option describes: it lives by the reference. Several may describe the same one alike."""
        if is_nothing(value):
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
            return None if is_nothing(value) else self._reference(table, value)
        refs = [self._reference(table, each) for each in values_of(value, maps=True)]
        return Members(add=frozenset(refs)) if option.appends and self.append else refs

    def _reference(self, table: Table, value) -> Ref:
        return self._one_ref(table, (value,)) if isinstance(value, str) and is_named(table) else reference(table, value)

    def _fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, message))


def _with(edit, key: str, value: str):
    if isinstance(edit, Replace):
        return Replace({**edit.items, key: value}, edit.spared)
    return Merge({**(edit.items if edit else {}), key: value})


def _unknown(key, known) -> str:
    near = difflib.get_close_matches(str(key), known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(sorted(known))}."
    return f"there is no such key. {hint}"
