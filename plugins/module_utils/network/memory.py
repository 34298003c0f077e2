# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the database remembers: each entry of a document of networks, as it was given, in the marks of its main row."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..model.rows import OWNER_MARK
from ..sendable import unsendable

KIND_MARK = "overlay_kind"
CONFIG_MARK = "overlay_config"
# The types of Ansible's argument specifications.
TYPES = {"str": str, "bool": bool, "int": int, "float": (int, float), "dict": dict, "list": list}


@dataclass(frozen=True)
class Remembered:
    """One entry as a row of the database remembers it, with all that stands in the row's external_ids. C(options) are None where
    they cannot be read."""

    kind: str
    options: dict | None
    table: str
    uuid: str
    marks: dict[str, str]

    @property
    def text(self) -> str:
        return self.marks[CONFIG_MARK]

    @property
    def owner(self) -> str | None:
        return self.marks.get(OWNER_MARK)


def remembered(kind: str, options: dict) -> dict[str, str]:
    """The marks that make a row remember an entry; C(kind) is the entry's list in the document."""
    return {KIND_MARK: kind, CONFIG_MARK: text(options)}


def text(options: dict) -> str:
    """An entry's options as text, the same for the same options; what is not given is left out."""
    return json.dumps(given(options), sort_keys=True, separators=(",", ":"))


def given(value):
    """An entry without the options that were not given."""
    if isinstance(value, dict):
        return {key: given(item) for key, item in value.items() if item is not None}
    return [given(item) for item in value] if isinstance(value, (list, tuple)) else value


def recalled(marks: dict[str, str], shape: dict) -> dict | None:
    """The options that a row remembers; None when it remembers none that can be read, or none of a form that they can have.

    C(shape) is the argument specification that they once went through. Somebody may have written the row by hand since.
    """
    written = marks.get(CONFIG_MARK, "")
    try:
        options = json.loads(written)
    except (ValueError, RecursionError):
        return None
    if not isinstance(options, dict) or not has_form(options, shape):
        return None
    # JSON can say what no database takes.
    return None if "\\u" in written and unsendable(options, "") else options


def has_form(options: dict, shape: dict) -> bool:
    """Whether options are what an argument specification lets through. What it does not know may be of a newer release."""
    if any(spec.get("required") and options.get(name) is None for name, spec in shape.items()):
        return False
    return all(_is_of(shape[name], value) for name, value in options.items() if name in shape and value is not None)


def _is_of(spec: dict, value) -> bool:
    kind = spec.get("type", "str")
    if not isinstance(value, TYPES[kind]) or isinstance(value, bool) != (kind == "bool"):
        return False
    if kind == "list":
        each = {"type": spec.get("elements", "str"), "options": spec.get("options"), "choices": spec.get("choices")}
        return all(_is_of(each, item) for item in value)
    if kind == "dict" and spec.get("options"):
        return has_form(value, spec["options"])
    return not spec.get("choices") or value in spec["choices"]
