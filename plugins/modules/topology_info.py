#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: topology_info
short_description: Export the OVN northbound database as a topology
version_added: 0.1.0
description:
  - Reads the rows of the northbound database and returns them as a document that M(overlay.ovn.topology) takes.
  - Applying the document to the same database changes nothing, whoever filled it. Applied to an empty one, it restores the rows.
  - Columns that OVN itself writes, such as a port's state, are left out.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes.info
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.northbound
options:
  owner:
    description:
      - Only the rows of this owner, and those that they hang at. All rows if not given.
      - Do not apply such a document with V(replaced), which would remove what it leaves out.
    type: str
  objects:
    description:
      - Only these objects, with all that hangs at them. The keys are those of a topology, each with a list of names or UUIDs.
      - A name that no row has is left out of the result.
    type: dict
seealso:
  - module: overlay.ovn.topology
"""

EXAMPLES = r"""
- name: Everything, as a backup
  overlay.ovn.topology_info:
  register: everything

- name: What the inventory's owner keeps
  overlay.ovn.topology_info:
    owner: ansible

- name: One switch and one router
  overlay.ovn.topology_info:
    objects:
      switches: [web]
      routers: [r1]

- name: Take over what was made by hand, and change nothing else
  overlay.ovn.topology:
    topology: "{{ everything.topology }}"
    adopt: true
"""

RETURN = r"""
topology:
  description: The rows, as O(overlay.ovn.topology#module:topology) takes them.
  returned: success
  type: dict
  sample:
    switches:
      - name: web
        ports:
          - {name: web1, addresses: ["00:16:3e:00:01:11 10.0.1.11"]}
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.topology import INFO_ARGUMENTS, run_topology_info

TASK = Task(INFO_ARGUMENTS, run_topology_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
