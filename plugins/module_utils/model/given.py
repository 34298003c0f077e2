# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values as YAML gives them (1, "1", true), in the types of their options. Each raises ValueError with the rule."""

from __future__ import annotations

import re

from .keys import canonical_items
from .rows import UUID, Ref
from .table import Option, Table


def scalar(option: Option | None, value):
    """A value in the type of its option; what cannot be is left for the plan to name."""
    if option is not None and option.type == "int":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = str(value).strip()
        return int(text) if not isinstance(value, bool) and re.fullmatch(r"-?[0-9]{1,18}", text) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def key_value(option: Option, value):
    """A value of a key in its canonical form; zero, empty and unset are one. One that is wrong stays, for the plan to name."""
    if not (isinstance(value, str) and option.type == "str"):
        value = scalar(option, value)
    if option.check and isinstance(value, str):
        try:
            value = option.check(value)
        except ValueError:
            pass
    return value or None


def values_of(value, *, maps: bool = False) -> list:
    """A list of values; one value stands for a list of it, and nothing for an empty one."""
    values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value] if value not in ("", {}) else []
    for index, each in enumerate(values):
        if isinstance(each, str):
            continue
        if each is None or isinstance(each, (list, tuple)) or (isinstance(each, dict) and not maps):
            raise ValueError(f"entry {index} must be one value, not {kind(each)}.")
    return values


def items_of(value, option: Option) -> dict:
    """A map of texts."""
    if not isinstance(value, dict):
        raise ValueError(f"must be a map of keys and values, not {kind(value)}.")
    for key, item in value.items():
        if not isinstance(item, str) and isinstance(item, (list, tuple, dict)):
            raise ValueError(f"key {key!r}: must be one value, not {kind(item)}.")
    items = {key if isinstance(key, str) else scalar(None, key): item for key, item in value.items()}
    _refuse_two_spellings(option, value)
    if option.entry is None:
        return items
    return canonical_items(option, {key: item if item is None else scalar(None, item) for key, item in items.items()})


def _refuse_two_spellings(option: Option, items: dict) -> None:
    """Of two keys that are written differently and are one, one value would be lost."""
    form = option.entry[0] if option.entry else str
    seen: dict[str, object] = {}
    for key in items:
        other = seen.setdefault(form(scalar(None, key)), key)
        if other is not key:
            raise ValueError(f"{other!r} and {key!r} are two ways to write one key. Keep one.")


def reference(table: Table, value) -> Ref:
    """The row that a value names: by its name, or where a key has several columns by a map of these or by its UUID."""
    if len(table.key) == 1:
        if isinstance(value, (list, tuple, dict)):
            raise ValueError(f"must be the name of one {table}, not {kind(value)}.")
        option = table.option(table.key[0])
        return Ref(table, (scalar(option, value) if option else str(value),))
    if isinstance(value, str) and UUID.fullmatch(value):
        return Ref(table, (), None, value)
    if not isinstance(value, dict) or not set(table.key) >= value.keys():
        raise ValueError(f"{value!r} does not name a {table}. Write a map with {' and '.join(table.key)}.")
    return Ref(table, tuple(_given_key(table.option(name), value.get(name)) for name in table.key))


def _given_key(option: Option, value):
    if value is None or isinstance(value, (list, tuple, dict)):
        raise ValueError(f"{option.name} must be given, as one value.")
    return key_value(option, value)


def is_nothing(value) -> bool:
    """Whether a reference says that there shall be none."""
    return value == "" or isinstance(value, dict) and all(each is None for each in value.values())


def kind(value) -> str:
    """What an operator calls it."""
    names = {dict: "a map", list: "a list", tuple: "a list", type(None): "nothing", str: f"the text {value!r}"}
    return names.get(type(value), repr(value))
