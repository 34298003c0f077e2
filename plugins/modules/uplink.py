#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: uplink
short_description: Give a network card of this host to OVN as an uplink
version_added: 0.1.0
description:
  - Puts the parent, a network card, alone into a bridge and maps the uplink's name to that bridge, so that the external
    switches of OVN networks reach the wire. IPv6 is switched off on the parent, and the parent is brought up.
  - The parent must not have an address that others can reach. The host would lose it.
  - What the parent was like before is noted at its port, and with O(state=absent) it becomes so again.
  - With O(state=absent) the bridge goes only if this module made it, and only if it holds no ports of others. That is
    an error. A bridge of others loses only the parent's port.
requirements:
  - ovsdbapp (Python library), to wait for what was written
  - pyroute2 (Python library), 0.7.2 or newer
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch
  - overlay.ovn.state
  - overlay.ovn.open_vswitch
options:
  name:
    description:
      - The uplink's name, which is also the physical network's name in OVN.
    type: str
    required: true
  type:
    description:
      - The kind of uplink. With V(physical) a network card, a bond or a VLAN interface is given to OVN whole.
    type: str
    choices:
      - physical
    default: physical
  parent:
    description:
      - The host's interface. It is needed with O(state=present).
      - When it is another than before, the former one leaves the bridge.
    type: str
  bridge:
    description:
      - The bridge's name. By default C(ovn) and eight digits that follow from O(name).
      - A bridge that exists already is used as it is.
    type: str
  datapath_type:
    description:
      - The bridge's datapath, V(system) or V(netdev). It must be the same as that of the integration bridge.
    type: str
  mtu:
    description:
      - The parent's MTU. It is left as it is by default.
    type: int
seealso:
  - module: overlay.ovn.bridge_mapping
  - module: overlay.ovn.network
"""

EXAMPLES = r"""
- name: The second network card leads to the data centre's network
  overlay.ovn.uplink:
    name: UPLINK
    parent: eth1

- name: This host leads there no longer
  overlay.ovn.uplink:
    name: UPLINK
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines, those of C(ovs-vsctl) and C(ip) among them. Empty when nothing changes.
  returned: success
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Bridge 7d0c 'fail_mode=\"secure\"'"]
diff:
  description: What changes, row by row and link by link. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample: [{"before_header": "Bridge br-ex", "after_header": "Bridge br-ex", "before": {}, "after": {"name": "br-ex"}}]
bridge:
  description: The bridge's name.
  returned: success
  type: str
  sample: ovn1f0d3a52
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink import ARGUMENTS, RULES, run_uplink
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(ARGUMENTS, run_uplink, RULES)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
