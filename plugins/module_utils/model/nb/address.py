# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tells instances names: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import NAME_MARK, Option, Table
from .common import DATABASE, EXTERNAL_IDS
from .settings import flags, keys


def looked_up(name: str) -> str:
    """A name as ovn-controller looks for it."""
    return name.strip().lower()


def _answers_are_addresses(row: dict) -> tuple[str, str] | None:
    for name, value in sorted((row.get("records") or {}).items()):
        try:
            values.filled(name)
            values.dns_answer(name, value)
        except ValueError as exc:
            return "records", f"key {name!r}: {exc}"
    return None


DNS = Table(
    "DNS",
    DATABASE,
    plural="dns",
    key=(NAME_MARK,),
    options=(
        Option("records", "dict", entry=(looked_up, values.trimmed)),
        Option("options", "dict", since="24.03", keys=keys(flags("ovn-owned"))),
        EXTERNAL_IDS,
    ),
    rules=(_answers_are_addresses,),
)
