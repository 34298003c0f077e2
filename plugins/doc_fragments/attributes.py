# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module supports, for the table of attributes in its documentation."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can predict what a run would change, without changing it.
    support: full
    details:
      - Check mode runs the same code up to the write, so its result and its diff are those of the real run.
  diff_mode:
    description: Returns what changes, row by row, when diff mode is on.
    support: full
    details:
      - Whether it is on or not, the result has a summary, C(plan).
  idempotent:
    description: Run again with the same options, it changes nothing.
    support: full
  platform:
    description: The systems that the module can run on.
    platforms: posix
    support: full
"""

    # Not the name of another fragment: Ansible would take that one.
    NORTHBOUND_GROUP = r"""
options: {}
attributes:
  action:
    description: Has an action plugin, which runs the task in Ansible's own process on the controller where it can.
    support: full
    details:
      - That is so when the task's connection is local, and saves the start of a module. The items of a loop then share
        one connection to the database.
      - With another connection, another user through C(become), C(async), or a library that the controller lacks, the task
        runs as a module. The result is the same.
  async:
    description: Supports the C(async) keyword.
    support: full
  action_group:
    description: Use C(group/overlay.ovn.northbound) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - overlay.ovn.northbound
"""

    OPEN_VSWITCH_GROUP = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/overlay.ovn.open_vswitch) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - overlay.ovn.open_vswitch
"""

    # In place of the first: these modules only read.
    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Can predict what a run would change, without changing it.
    support: full
    details:
      - The module reads only.
  diff_mode:
    description: Returns what changes, row by row, when diff mode is on.
    support: N/A
    details:
      - The module changes nothing.
  idempotent:
    description: Run again with the same options, it changes nothing.
    support: full
  platform:
    description: The systems that the module can run on.
    platforms: posix
    support: full
"""
