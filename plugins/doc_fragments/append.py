# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twin of APPEND in module_utils/arguments.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  append:
    description:
      - Whether the members given are added to those that are there.
      - By default the row holds exactly the members given, and others are taken out.
      - Tasks that add do not disturb each other, even at the same moment.
    type: bool
    default: false
"""
