#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: nic
short_description: Attach an instance of this host to OVN
version_added: 0.1.0
description:
  - Gives an instance its NIC. What stands for it on the host is a port of the integration bridge, where ovn-controller binds
    it as the logical port O(iface_id).
  - For a container that is a pair of links. One end stays on the host, the other is the instance's interface in its network
    namespace, with its final name, address and MTU.
  - For a virtual machine it is a TAP that outlives the machine, and that its emulator opens by name.
  - The host's end is kept silent. IPv6 and IPv4 forwarding are off there, its MTU is at least that of the integration bridge, and
    its queue is as long as the bridge's.
  - Other ports with the same C(iface-id) on this host, left by an earlier life of the instance, are removed. With O(state=absent) only
    those go that were made for the NIC; one of somebody else's stays, with a warning.
  - A TAP that a virtual machine has open is not made anew, neither with other settings nor under another name.
  - An instance that was started anew has a new namespace. Run again, the module makes the pair anew.
  - O(state=absent) is about this host only. The logical port stays, so it can be attached on another host meanwhile.
  - The logical port itself is made by M(overlay.ovn.network_nic), whose results are what this module needs.
  - Many NICs are better given to M(overlay.ovn.nics) in one task.
requirements:
  - ovsdbapp (Python library), to wait for what was written
  - pyroute2 (Python library), 0.7.2 or newer
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.state
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
options:
  iface_id:
    description:
      - The logical port's name.
    type: str
    required: true
  type:
    description:
      - What the instance gets.
      - With V(veth), the end of a pair of links in its network namespace O(netns).
      - With V(tap), a TAP called O(name), for a virtual machine.
      - With V(nested), nothing. The instance makes a VLAN interface for itself inside another of its NICs. What an earlier run made
        on the host is removed.
      - With V(representor), nothing either. The interface of a card in switchdev mode that stands for a virtual function becomes the
        port, and the function is given to the instance by other means. It was not tried on a real card.
    type: str
    choices: [veth, tap, nested, representor]
    default: veth
  name:
    description:
      - The name of the end on the host. By default C(ovn) and twelve digits that follow from O(iface_id).
      - With O(type=representor), the interface that stands for the function, unless O(parent) and O(vf) say which.
    type: str
  netns:
    description:
      - The network namespace of a container. A name as in C(ip netns), the path of a file, the number of a process, or a container.
      - A container of podman, Docker, containerd or CRI-O is named by its id, of which twelve digits are enough, and one of LXC, LXD,
        Incus or systemd-nspawn by its name there. It is found by its control group, no daemon is asked.
      - It is needed with O(state=present) and O(type=veth).
    type: str
  guest_name:
    description:
      - The name of the interface inside the namespace.
    type: str
    default: eth0
  hwaddr:
    description:
      - The Ethernet address of the interface inside the namespace. It should be the logical port's.
      - A virtual machine is given its address by its emulator, the TAP has another one.
    type: str
  mtu:
    description:
      - The MTU of the interface inside the instance.
      - The end on the host gets at least this, and at least that of the integration bridge.
      - A virtual machine learns it from its emulator, see RV(host_mtu).
    type: int
  multi_queue:
    description:
      - Whether a TAP has several queues. The emulator must open it with the same, qemu with C(queues=N) above 1.
      - It cannot be changed while a machine has the TAP open.
    type: bool
    default: false
  user:
    description:
      - The user, by name or number, who may open the TAP beside root. By default what the TAP has.
      - A TAP whose owner changes is made anew, which is refused while a machine has it open.
    type: str
  group:
    description:
      - The group, by name or number, whose members may open the TAP. By default what the TAP has.
    type: str
  parent:
    description:
      - With O(type=representor), the card whose virtual function O(vf) the instance uses.
    type: str
  vf:
    description:
      - With O(type=representor), the number of the virtual function.
    type: int
  integration_bridge:
    description:
      - The integration bridge. It must exist.
    type: str
    default: br-int
  wait:
    description:
      - Whether to wait until ovn-controller has the NIC's flows in place, as C(ovn-installed) of its interface tells.
      - A logical port that asks for another chassis does not come up here.
    type: bool
    default: false
  wait_timeout:
    description:
      - How many seconds O(wait=true) waits before the task fails.
    type: int
    default: 60
seealso:
  - module: overlay.ovn.nics
  - module: overlay.ovn.network_nic
  - module: overlay.ovn.chassis
"""

EXAMPLES = r"""
- name: The NIC's logical port
  overlay.ovn.network_nic:
    network: net1
    instance: c1
    name: eth0
  delegate_to: central1
  register: port

- name: Its end on this host, the host of c1
  overlay.ovn.nic:
    iface_id: "{{ port.lsp }}"
    netns: c1
    guest_name: eth0
    hwaddr: "{{ port.hwaddr }}"
    mtu: "{{ port.mtu }}"

- name: The TAP of a virtual machine, to be opened by qemu as its user
  overlay.ovn.nic:
    iface_id: overlay-net1-instance-vm1-eth0
    type: tap
    name: tap-vm1
    user: libvirt-qemu
    mtu: 1442

- name: Take the NIC away
  overlay.ovn.nic:
    iface_id: "{{ port.lsp }}"
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines, those of C(ovs-vsctl) and C(ip) among them. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Bridge 7d0c 'fail_mode=\"secure\"'"]
diff:
  description: What changes, row by row and link by link. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Bridge br-ex", "after_header": "Bridge br-ex", "before": {}, "after": {"name": "br-ex"}}]
plan:
  description:
    - How many rows and links the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {Bridge: {add: 1}}
    names: {add: ["Bridge br-ex"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Bridge br-ex)."
host_mtu:
  description:
    - The MTU that a virtual machine shall be told, qemu's C(host_mtu) of the device. It is O(mtu), not the MTU of the TAP.
  returned: success
  type: int
  sample: 1442
iface_id:
  description: The logical port's name.
  returned: success
  type: str
  sample: overlay-net1-instance-c1-eth0
name:
  description: The name of the end on the host.
  returned: success
  type: str
  sample: ovn0b1c2d3e4f5a
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.nics import NIC_ARGUMENTS, run_nic
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(NIC_ARGUMENTS, run_nic)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
