# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of tasks that remove what is not named, and the limits that they set."""

from __future__ import annotations

import re

from ..errors import Fault, InvalidInput
from ..model.rows import Limits

PURGE = {
    "max_deletes": {"type": "str"},
    "ignore": {"type": "list", "elements": "str"},
    "allow_empty": {"type": "bool", "default": False},
}


def read_limits(params: dict) -> Limits:
    return Limits(tuple(params["ignore"] or ()), _most(params["max_deletes"]))


def _most(text: str | None) -> str | None:
    if text is None or re.fullmatch(r"[0-9]{1,9}%?", text.strip()):
        return text and text.strip()
    raise InvalidInput([Fault("max_deletes", f"{text!r} is neither a number nor a share. Write for example 10, or 20%.")])
