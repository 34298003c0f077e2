# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twin of STATE in module_utils/arguments.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  state:
    description:
      - With V(present) the row is made if it is missing, and changed where it differs.
      - With V(absent) the row is removed, together with the rows that live only in it.
    type: str
    choices:
      - present
      - absent
    default: present
"""
