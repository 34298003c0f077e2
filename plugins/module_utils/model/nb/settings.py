# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules about settings that are keys of a map: OVN takes a value it cannot read for the default, and says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

INTEGER = re.compile(r"-?\d{1,18}")

Rule = Callable[[dict], "tuple[str, str] | None"]


def is_on(row: dict, column: str, key: str) -> bool:
    """Whether a setting is true, as OVN reads it."""
    return (row.get(column) or {}).get(key, "").lower() == "true"


def flags(column: str, *keys: str) -> Rule:
    """These keys are true or false."""

    def rule(row: dict) -> tuple[str, str] | None:
        for key, value in _given(row, column, keys):
            if value.lower() not in ("true", "false"):
                return column, f"key {key!r}: {value!r} is neither true nor false. Write one of these, or leave the key out."
        return None

    return rule


def numbers(column: str, least: int, most: int, *keys: str) -> Rule:
    """These keys are numbers in a range."""

    def rule(row: dict) -> tuple[str, str] | None:
        for key, value in _given(row, column, keys):
            if not INTEGER.fullmatch(value) or not least <= int(value) <= most:
                return column, f"key {key!r}: {value!r} is not a number from {least} to {most}. Correct it, or leave the key out."
        return None

    return rule


def words(column: str, key: str, *choices: str) -> Rule:
    """This key is one of a few words."""

    def rule(row: dict) -> tuple[str, str] | None:
        for name, value in _given(row, column, (key,)):
            if value not in choices:
                return column, f"key {name!r}: {value!r} is none of {', '.join(choices)}. Write one of these, or leave the key out."
        return None

    return rule


def texts(column: str, check: Callable[[str], str], *keys: str) -> Rule:
    """These keys have a form that a check knows."""

    def rule(row: dict) -> tuple[str, str] | None:
        for key, value in _given(row, column, keys):
            try:
                check(value)
            except ValueError as exc:
                return column, f"key {key!r}: {exc}"
        return None

    return rule


def _given(row: dict, column: str, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    held = row.get(column)
    return [(key, held[key]) for key in keys if key in held] if held else []
