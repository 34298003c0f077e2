#!/bin/sh
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# A bond of two wires, of which one is at work; a bridge that filters VLANs, with uses of its own; two wires for a bond of
# Open vSwitch. Arguments: the instances of this host.
set -eu
ip link add bond0 type bond mode active-backup miimon 100
for wire in eth2 eth3; do ip link set "$wire" down master bond0; done
ip link add br0 type bridge vlan_filtering 1
ip link set eth5 master br0
bridge vlan add dev eth5 vid 200-201
bridge vlan add dev br0 vid 201 self
ip address add 198.18.5.2/24 dev br0
for link in bond0 br0 eth5 eth6 eth7; do ip link set "$link" up; done
for instance; do systemctl start --no-block "instance@$instance"; done
