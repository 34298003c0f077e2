# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings that are keys of a map: which OVN knows, and the form of each. It takes a value it cannot read for the default, or drops
what has it, and says nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

INTEGER = re.compile(r"-?[0-9]{1,19}")
# Notes of this collection may stand in any map.
OURS = "overlay_"

# What gives a value its canonical form or raises ValueError with the rule; None where every text will do.
Form = Callable[[str], str]
Forms = dict[str, "Form | None"]


@dataclass(frozen=True, eq=False)
class Keys:
    """The keys that a map may have, with their forms. Of those that begin with one of C(others), all are known."""

    forms: Forms
    others: tuple[str, ...] = ()

    def of(self, _row: dict) -> Keys:
        """The keys of this row's map."""
        return self

    def tidy(self, new: dict, old: dict) -> dict:
        """A map as it is to be written: every value that comes in its canonical form. A wrong one stays, to be judged."""
        return {key: value if old.get(key) == value else self._tidied(key, value) for key, value in new.items()}

    def _tidied(self, key: str, value):
        form = self.forms.get(key) if isinstance(value, str) else None
        try:
            return form(value.strip()) if form else value
        except ValueError:
            return value

    def faults(self, new: dict, old: dict) -> Iterator[str]:
        """What is wrong with the values that come."""
        for key, value in _coming(new, old):
            form = self.forms.get(key)
            try:
                if form:
                    form(str(value).strip())
            except ValueError as exc:
                yield f"key {key!r}: {exc}"

    def doubts(self, new: dict, old: dict) -> Iterator[str]:
        """Which keys that come are none of OVN's."""
        for key, _value in _coming(new, old):
            if key not in self.forms and not key.startswith((OURS, *self.others)):
                near = difflib.get_close_matches(key, self.forms, 1)
                hint = f"Did you mean {near[0]}?" if near else "Correct it, or leave it out."
                yield f"key {key!r}: OVN reads no such key here. {hint}"


def _coming(new: dict, old: dict) -> list[tuple]:
    return [(key, value) for key, value in sorted(new.items()) if old.get(key) != value]


def keys(*parts: Forms, others: tuple[str, ...] = ()) -> Keys:
    """The keys of a map, from groups of keys with one form."""
    return Keys({key: form for part in parts for key, form in part.items()}, others)


def texts(form: Form, *names: str) -> Forms:
    """These keys have a form that a check knows."""
    return dict.fromkeys(names, form)


def free(*names: str) -> Forms:
    """These keys hold names, or what nobody reads."""
    return dict.fromkeys(names)


def flags(*names: str) -> Forms:
    """These keys are true or false."""
    return dict.fromkeys(names, flag)


def numbers(least: int, most: int, *names: str, zero: bool = False) -> Forms:
    """These keys are numbers in a range, or with C(zero) 0."""
    return dict.fromkeys(names, Number(least, most, zero))


def words(name: str, *choices: str) -> Forms:
    """This key is one of a few words."""
    return {name: Word(choices)}


@dataclass(frozen=True)
class Number:
    """The form of a number."""

    least: int
    most: int
    zero: bool = False

    def __call__(self, value: str) -> str:
        if not INTEGER.fullmatch(value) or not (self.least <= int(value) <= self.most or self.zero and not int(value)):
            scope = f"{'0, or ' if self.zero else ''}a number from {self.least} to {self.most}"
            raise ValueError(f"{value!r} is not {scope}. Correct it, or leave the key out.")
        return str(int(value))


@dataclass(frozen=True)
class Word:
    """The form of one of a few words."""

    choices: tuple[str, ...]

    def __call__(self, value: str) -> str:
        if value not in self.choices:
            raise ValueError(f"{value!r} is none of {', '.join(self.choices)}. Write one of these, or leave the key out.")
        return value


def flag(value: str) -> str:
    """The form of what is true or false."""
    if value.lower() not in ("true", "false"):
        raise ValueError(f"{value!r} is neither true nor false. Write one of these, or leave the key out.")
    return value.lower()


def is_on(row: dict, column: str, key: str) -> bool:
    """Whether a setting is true, as OVN reads it."""
    return (row.get(column) or {}).get(key, "").lower() == "true"


def number_of(row: dict, column: str, key: str) -> int | None:
    """A setting that is a number, if it is one."""
    text = (row.get(column) or {}).get(key, "").strip()
    return int(text) if INTEGER.fullmatch(text) else None
