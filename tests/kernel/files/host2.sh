#!/bin/sh
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# The other ends of the wires, in a namespace that is the data centre: uplink1 and uplink4 are switches for the bonds, uplink2
# and uplink3 are VLANs. Arguments: the instances of this host.
set -eu
ip netns add outside
for wire in 2 3 4 5 6 7; do ip link set "eth$wire" netns outside; done
outside() { ip -n outside "$@"; }
outside link set lo up
outside link add uplink1 type bridge
outside link add link eth4 name uplink2 type vlan id 100
outside link add link eth5 name uplink3 type vlan id 200
outside link add uplink4 type bridge
for wire in 2 3; do outside link set "eth$wire" master uplink1; done
for wire in 6 7; do outside link set "eth$wire" master uplink4; done
for wire in 2 3 4 5 6 7; do outside link set "eth$wire" up; done
outside address add 198.18.5.1/24 dev eth5
for number in 1 2 3 4; do
    outside address add "198.18.$number.1/24" dev "uplink$number"
    outside address add "fd42:18:$number::1/64" dev "uplink$number" nodad
    outside link set "uplink$number" up
done
# net3 hides behind its router, but for what is published.
for network in 1 2 4; do
    outside route add "10.10.$network.0/24" via "198.18.$network.100"
    outside route add "fd42:10:$network::/64" via "fd42:18:$network::100"
done
outside route add 198.18.13.0/24 via 198.18.3.100
for instance; do systemctl start --no-block "instance@$instance"; done
