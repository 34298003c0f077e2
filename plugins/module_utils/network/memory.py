# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the database remembers: each entry of a document of networks, as it was given, in the marks of its main row."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..model.rows import OWNER_MARK

KIND_MARK = "overlay_kind"
CONFIG_MARK = "overlay_config"


@dataclass(frozen=True)
class Remembered:
    """One entry as a row of the database remembers it, with all that stands in the row's external_ids."""

    kind: str
    options: dict
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


def recalled(marks: dict[str, str]) -> dict | None:
    """The options that a row remembers; None when it remembers none that can be read."""
    try:
        options = json.loads(marks.get(CONFIG_MARK, ""))
    except ValueError:
        return None
    return options if isinstance(options, dict) else None
