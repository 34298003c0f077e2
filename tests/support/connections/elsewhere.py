# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host that is this machine without Ansible's knowing it: whatever runs there runs as a module."""

from __future__ import annotations

from ansible.plugins.connection import local

DOCUMENTATION = local.DOCUMENTATION


class Connection(local.Connection):
    """As local, under another name."""

    transport = "elsewhere"
