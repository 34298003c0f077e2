# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The schema of the server in use (RFC 7047 section 3.2) and the values its columns hold.

In Python a value is: a scalar; None or a scalar for an optional column; a frozenset; a dict. A UUID is a str.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from ..errors import Refused, Unreachable

UNLIMITED = float("inf")
DEFAULTS = {"integer": 0, "real": 0.0, "boolean": False, "string": "", "uuid": "00000000-0000-0000-0000-000000000000"}
# What the server can hold of them (RFC 7047 section 3.1).
LIMITS = {"integer": (-(2**63), 2**63 - 1), "real": (-sys.float_info.max, sys.float_info.max)}
# In every table that has them, the notes that others than the database's own programs keep.
MARKS = "external_ids"
BOUNDS = ("minInteger", "maxInteger", "minReal", "maxReal", "maxLength")
NUMBER = re.compile(r"-?[0-9]{1,40}")
NOUNS = {"integer": "an integer", "real": "a number", "boolean": "true or false", "string": "a string", "uuid": "a row"}


@dataclass(frozen=True)
class Atom:
    """The type of one element of a column and the constraints on it."""

    type: str
    enum: frozenset = frozenset()
    minimum: float | None = None
    maximum: float | None = None
    max_length: float = UNLIMITED
    ref_table: str | None = None
    strong: bool = False

    @classmethod
    def from_json(cls, spec) -> Atom:
        if isinstance(spec, str):
            return cls(spec) if spec in DEFAULTS else cls.from_json({"type": spec})
        enum = spec.get("enum", [])
        if spec["type"] not in DEFAULTS or not _are(spec, BOUNDS, (int, float)) or not _are(spec, ("refTable", "refType"), str):
            raise ValueError(spec)
        return cls(
            type=spec["type"],
            enum=frozenset(enum[1] if isinstance(enum, list) and enum[:1] == ["set"] else [enum] if enum else []),
            minimum=spec.get("minInteger", spec.get("minReal")),
            maximum=spec.get("maxInteger", spec.get("maxReal")),
            max_length=spec.get("maxLength", UNLIMITED),
            ref_table=spec.get("refTable"),
            strong=spec.get("refType", "strong") == "strong" and "refTable" in spec,
        )

    def coerce(self, value):
        """Turn what YAML gave (1, "1", true) into the column's type. Raises ValueError with the rule."""
        if isinstance(value, str) and (self._is_free or value in self.enum):
            return value
        if self.type == "string":
            value = ("true" if value else "false") if isinstance(value, bool) else value
            value = str(value) if isinstance(value, (int, float)) else value
        elif self.type == "boolean" and str(value).lower() in ("true", "false"):
            value = str(value).lower() == "true"
        elif self.type in ("integer", "real") and isinstance(value, str):
            value = _number(self.type, value)
        self._check(value)
        return value

    def _check(self, value) -> None:
        if not self._right_type(value):
            raise ValueError(f"{value!r} is not {NOUNS[self.type]}.")
        if self.enum and value not in self.enum:
            raise ValueError(f"{value!r} is not one of {', '.join(sorted(map(str, self.enum)))}.")
        if self.type in LIMITS:
            self._check_range(value)
        if self.type == "string" and len(value) > self.max_length:
            raise ValueError(f"{value!r} is longer than {self.max_length} characters.")

    def _check_range(self, value) -> None:
        least, most = LIMITS[self.type]
        if not least <= value <= most or self.minimum is not None and value < self.minimum or self.maximum is not None and value > self.maximum:
            raise ValueError(f"{value!r} is out of range, which is {self._range()}.")

    def _right_type(self, value) -> bool:
        if self.type == "boolean":
            return isinstance(value, bool)
        if self.type in ("integer", "real"):
            kinds = int if self.type == "integer" else (int, float)
            return isinstance(value, kinds) and not isinstance(value, bool)
        return isinstance(value, str)

    def _range(self) -> str:
        least, most = LIMITS[self.type]
        if self.maximum is None and self.minimum is not None:
            return f"{self.minimum} or more, up to {most}"
        return f"{least if self.minimum is None else self.minimum} to {most if self.maximum is None else self.maximum}"

    @cached_property
    def _is_free(self) -> bool:
        """Whether every text will do."""
        return self.type in ("string", "uuid") and not self.enum and self.max_length == UNLIMITED

    @property
    def parse(self) -> Callable:
        """From JSON as the server sends it."""
        return itemgetter(1) if self.type == "uuid" else _as_it_is

    @property
    def wire(self) -> Callable:
        """To JSON as the server wants it."""
        return _uuid_wire if self.type == "uuid" else _as_it_is


@dataclass(frozen=True)
class Column:
    """One column of the server's schema: what it may hold, how it travels, what it holds when never set."""

    name: str
    key: Atom
    value: Atom | None = None
    least: int = 1
    most: float = 1
    mutable: bool = True

    @classmethod
    def from_json(cls, name: str, spec: dict) -> Column:
        type_ = spec["type"]
        mutable = spec.get("mutable", True)
        if isinstance(type_, str) or "key" not in type_:
            return cls(name, Atom.from_json(type_), mutable=mutable)
        most = type_.get("max", 1)
        if not (isinstance(type_.get("min", 1), int) and (most == "unlimited" or isinstance(most, int))):
            raise ValueError(type_)
        return cls(
            name,
            Atom.from_json(type_["key"]),
            Atom.from_json(type_["value"]) if "value" in type_ else None,
            type_.get("min", 1),
            UNLIMITED if most == "unlimited" else most,
            mutable,
        )

    @cached_property
    def is_map(self) -> bool:
        return self.value is not None

    @cached_property
    def is_set(self) -> bool:
        return not self.is_map and self.most > 1

    @cached_property
    def is_optional(self) -> bool:
        return not self.is_map and self.most == 1 and self.least == 0

    @property
    def default(self):
        if self.is_map:
            return {}
        return self._plain_default

    @cached_property
    def _plain_default(self):
        if self.is_set:
            return frozenset()
        return None if self.is_optional else DEFAULTS[self.key.type]

    def coerce(self, value):
        """The value as this column holds it. Raises ValueError with the rule that it breaks."""
        if self.is_map:
            return self._coerce_map(value)
        if self.is_set:
            members = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
            members = frozenset([self.key.coerce(member) for member in members])
            self.check_size(members)
            return members
        if value is None and self.is_optional:
            return None
        return self.key.coerce(value)

    def _coerce_map(self, value):
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is not a map of keys and values.")
        return dict(self.coerce_item(key, item) for key, item in value.items())

    def coerce_item(self, key, item) -> tuple:
        """One key of a map and its value."""
        try:
            return self.key.coerce(key), self.value.coerce(item)
        except ValueError as exc:
            raise ValueError(f"key {key!r}: {exc}") from None

    def check_size(self, members: frozenset) -> None:
        """The number of members is one that the column allows."""
        if not self.least <= len(members) <= self.most:
            rule = f"at least {self.least}" if len(members) < self.least else f"at most {self.most}"
            raise ValueError(f"{len(members)} values given, {rule} allowed.")

    @cached_property
    def travels_plain(self) -> bool:
        """Whether a value is the same in JSON and in Python."""
        return not (self.is_map or self.is_set or self.is_optional) and self.key.type != "uuid"

    @cached_property
    def parse(self) -> Callable:
        """From JSON as the server sends it."""
        if self.is_map:
            return _map_parser(self.key.parse, self.value.parse)
        if self.is_set:
            return _set_parser(self.key.parse)
        return _optional_parser(self.key.parse) if self.is_optional else self.key.parse

    @cached_property
    def wire(self) -> Callable:
        """To JSON as the server wants it."""
        if self.is_map:
            return _map_wire(self.key.wire, self.value.wire)
        if self.is_set:
            return _set_wire(self.key.wire)
        return _optional_wire(self.key.wire) if self.is_optional else self.key.wire


def _are(spec: dict, names: tuple[str, ...], kinds) -> bool:
    """Whether what is given of these is of a kind."""
    return all(isinstance(spec[name], kinds) for name in names if name in spec)


def _as_it_is(value):
    return value


def _uuid_wire(value: str) -> list:
    return ["uuid", value]


def _map_wire(key: Callable, item: Callable) -> Callable:
    return lambda value: ["map", [[key(each), item(other)] for each, other in sorted(value.items())]]


def _set_wire(member: Callable) -> Callable:
    """A set of one travels as its member, which is shorter and takes the server less time."""

    def wire(value):
        members = [member(each) for each in sorted(value)]
        return members[0] if len(members) == 1 else ["set", members]

    return wire


def _optional_wire(member: Callable) -> Callable:
    return lambda value: ["set", []] if value is None else member(value)


def _map_parser(key: Callable, item: Callable) -> Callable:
    if key is item is _as_it_is:
        return lambda wire: dict(wire[1])
    return lambda wire: {key(each): item(other) for each, other in wire[1]}


def _set_parser(member: Callable) -> Callable:
    """For a set of one the server sends the member alone."""
    if member is _as_it_is:
        return lambda wire: frozenset(wire[1] if isinstance(wire, list) else (wire,))
    return lambda wire: frozenset(map(member, wire[1] if isinstance(wire, list) and wire[0] == "set" else (wire,)))


def _optional_parser(member: Callable) -> Callable:
    def parse(wire):
        if isinstance(wire, list) and wire[0] == "set":
            return member(wire[1][0]) if wire[1] else None
        return member(wire)

    return parse


def _number(type_: str, text: str):
    """A number that is written as a text; what is none stays, for the check to name."""
    if type_ == "integer":
        return int(text) if NUMBER.fullmatch(text.strip()) else text
    try:
        return float(text) if text.isascii() and "_" not in text else text
    except ValueError:
        return text


UUID_COLUMN = Column("_uuid", Atom("uuid"))


@dataclass(frozen=True)
class TableSchema:
    """The columns of one table, whether its rows live without being referenced, and its unique indexes.

    Read when asked for: a task speaks of few of the tables that a database has.
    """

    name: str
    spec: dict = field(repr=False)

    @cached_property
    def columns(self) -> dict[str, Column]:
        try:
            columns = {name: Column.from_json(name, detail) for name, detail in self.spec["columns"].items()}
            if MARKS in columns and not columns[MARKS].is_map:
                raise ValueError(MARKS)
            return columns
        except (TypeError, ValueError, KeyError, IndexError, AttributeError) as exc:
            raise Unreachable(f"the schema that the database server sent cannot be read: table {self.name} ({exc!r:.80}). Check that it is "
                              "OVN's database. Nothing was changed.") from exc

    @cached_property
    def is_root(self) -> bool:
        return self.spec.get("isRoot", False)

    @cached_property
    def indexes(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(index) for index in self.spec.get("indexes", []))

    def __getitem__(self, column: str) -> Column:
        if column == "_uuid":
            return UUID_COLUMN
        if column not in self.columns:
            raise Refused(f"this server has no column {column} in {self.name}. Nothing was changed.")
        return self.columns[column]

    @cached_property
    def referring(self) -> list[str]:
        """The columns that hold references to rows."""
        return [name for name, column in self.columns.items() if column.key.ref_table or column.value and column.value.ref_table]

    @cached_property
    def defaults(self) -> dict:
        """What a row holds whose columns were never set."""
        return {name: column.default for name, column in self.columns.items()}

    @cached_property
    def demanded(self) -> frozenset[str]:
        """The columns that a new row must have: without them the server refuses it."""
        return frozenset(name for name, column in self.columns.items() if column.is_set and column.least or _has_no_default(column))


@dataclass(frozen=True)
class Schema:
    """The schema of one database as its server reports it."""

    name: str
    version: str
    tables: dict[str, TableSchema] = field(repr=False, default_factory=dict)

    @classmethod
    def from_json(cls, spec: dict) -> Schema:
        tables = {name: TableSchema(name, table) for name, table in spec["tables"].items()}
        if not all(isinstance(table.spec["columns"], dict) for table in tables.values()):
            raise TypeError(spec["name"])
        return cls(spec["name"], spec.get("version", ""), tables)

    def __getitem__(self, table: str) -> TableSchema:
        if table not in self.tables:
            raise Refused(f"this server has no table {table} ({self.name} schema {self.version}). Nothing was changed.")
        return self.tables[table]

    def column(self, table: str, name: str) -> Column | None:
        """A column, if the server has it."""
        return self.tables[table].columns.get(name) if table in self.tables else None


def _has_no_default(column: Column) -> bool:
    return bool(column.key.enum) and column.least == 1 and not column.is_map and column.default not in column.key.enum
