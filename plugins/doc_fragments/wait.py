# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twin of WAIT in module_utils/arguments.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - How far the change must have come before the task ends.
      - V(none) is the northbound database, V(sb) the southbound database, V(hv) every chassis.
      - A task that changes nothing waits for the changes that earlier tasks waited for.
      - Needs the Python libraries C(ovs) and C(ovsdbapp) unless it is V(none). In check mode nothing is waited for.
    type: str
    choices:
      - none
      - sb
      - hv
    default: none
  wait_timeout:
    description:
      - Seconds to wait. When they have passed the task fails; what it wrote stays.
    type: int
    default: 60
  sb_connection:
    description:
      - Where the southbound database listens. Used to name the chassis that lag when O(wait=hv) fails; and in networks with
        C(ipv4_l3only) or C(ipv6_l3only) to let routers forget the NICs that addresses were at before they moved.
      - If not given, the environment variable E(OVN_SB_DB) is used; there, separate endpoints by commas.
    type: list
    elements: str
"""
