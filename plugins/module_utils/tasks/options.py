# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that tasks of networks share, in the form of argument_spec."""

from __future__ import annotations

TEXT = {"type": "str"}
TEXTS = {"type": "list", "elements": "str"}
FLAG = {"type": "bool"}
NUMBER = {"type": "int"}
ACTIONS = ["allow", "reject", "drop"]


def _default(direction: str) -> dict:
    """What is done with packets of a direction that no ACL says anything about."""
    option = f"security_acls_default_{direction}"
    return {f"{option}_action": {"type": "str", "choices": ACTIONS}, f"{option}_logged": FLAG}


SECURITY = {"security_acls": TEXTS, **_default("ingress"), **_default("egress")}
