# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that no database server reads: it hangs up when it is sent one, without a word."""

from __future__ import annotations

import re

from .errors import Fault, InvalidInput

# What JSON can say and a database server cannot read: NUL, and halves of characters beyond 16 bits.
UNSENDABLE = re.compile("[\\0\\ud800-\\udfff]")


def refuse_unsendable(params: dict) -> None:
    """Whatever option a text is of. Raises InvalidInput with the paths of all that hold one."""
    text = repr(params)
    if "\\x00" in text or "\\ud" in text:
        faults = [Fault(where, "holds a NUL or half a character, which no OVN database takes. Write it without.")
                  for where in unsendable(params, "")]
        if faults:
            raise InvalidInput(faults)


def unsendable(value, path: str) -> list[str]:
    """The paths of the texts in a value that hold such a character; C(path) is its own."""
    if isinstance(value, str):
        return [path] if UNSENDABLE.search(value) else []
    if isinstance(value, dict):
        return [where for key, item in value.items()
                for where in unsendable(str(key), path) or unsendable(item, f"{path}.{key}" if path else str(key))]
    if isinstance(value, (list, tuple)):
        return [where for index, item in enumerate(value) for where in unsendable(item, f"{path}[{index}]")]
    return []
