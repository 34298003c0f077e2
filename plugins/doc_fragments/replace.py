# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twin of REPLACE in module_utils/arguments.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  replace:
    description:
      - Whether options that are maps replace what the row holds.
      - By default they are merged. Keys that are given are set, keys whose value is null are removed, all others stay.
      - With V(true) all keys that are not given are removed, but for this collection's own (C(overlay_*)).
      - A map option that is not given at all is left alone in either case.
    type: bool
    default: false
"""
