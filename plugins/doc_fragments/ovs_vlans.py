# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The VLANs of a port of Open vSwitch, be it one interface or a bond (ovs-vswitchd.conf.db(5), Port)."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  tag:
    description:
      - The VLAN of an access port.
    type: int
  trunks:
    description:
      - The VLANs of a trunk port. All, when it has none.
    type: list
    elements: int
  vlan_mode:
    description:
      - How the port treats VLAN tags. It follows from O(tag) and O(trunks) when it is not given.
    type: str
    choices:
      - access
      - dot1q-tunnel
      - native-tagged
      - native-untagged
      - trunk
"""
