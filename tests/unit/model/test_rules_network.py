# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of the switches', routers' and addresses' tables: what OVN would ignore is refused, what it takes is not."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

from ...support.judged import faults

PORT = {"name": "p0", "type": "", "options": {}, "addresses": frozenset(), "parent_name": None, "tag_request": None, "peer": None}
CHECK = {"protocol": "tcp", "address": "10.0.0.11", "src_ip": "10.0.0.2", "port": 80, "options": {}}
QOS = {"action": {}, "bandwidth": {}}
ROUTE = {
    "ip_prefix": "0.0.0.0/0", "nexthop": "198.18.1.1", "output_port": None, "bfd": None, "options": {}, "selection_fields": frozenset(),
}
NAT = {
    "type": "snat",
    "external_ip": "198.18.1.100",
    "logical_ip": "10.0.0.0/24",
    "external_port_range": "",
    "external_mac": None,
    "logical_port": None,
    "allowed_ext_ips": None,
    "exempted_ext_ips": None,
    "match": "",
    "priority": 0,
    "options": {},
}
FLOATING = {"type": "dnat_and_snat", "logical_ip": "10.0.0.11"}
POLICY = {"action": "allow", "nexthops": frozenset(), "output_port": None, "bfd_sessions": frozenset(), "jump_chain": None}
BFD = {"min_tx": None, "min_rx": None, "detect_mult": None}
V4, V6 = {"cidr": "10.0.0.0/24"}, {"cidr": "fd42::/64"}
LEASE = {"server_id": "10.0.0.1", "server_mac": "00:16:3e:00:00:01", "lease_time": "3600"}
ANSWER = {"server_id": "00:16:3e:00:00:01"}


@pytest.mark.parametrize("table, base, change, option, words", [
    (nb.LOGICAL_SWITCH_PORT, PORT, {"type": "router"}, "options", "needs router-port"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"type": "localnet"}, "options", "needs network_name"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"type": "localnet", "options": {"network_name": ""}}, "options", "needs network_name"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"type": "l2gateway", "options": {"network_name": "x"}}, "options", "needs l2gateway-chassis"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"type": "vtep"}, "options", "needs vtep-physical-switch and vtep-logical-switch"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"type": "virtual"}, "options", "needs virtual-ip and virtual-parents"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"peer": "p1"}, "peer", "type switch only"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"addresses": frozenset({"router"})}, "addresses", "type router only"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"addresses": frozenset({"dynamic", "00:16:3e:00:00:01 dynamic"})}, "addresses", "only one"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"parent_name": "vm"}, "tag_request", "must be given with parent_name"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"options": {"virtual-ip": "x"}}, "options", "'x' is not an IP address"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"options": {"activation-strategy": "rarp,arp"}}, "options", "'arp' is not one of"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"options": {"ethtype": "q-in-q"}}, "options", "802.1ad"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"options": {"pkt_clone_type": "all"}}, "options", "mc_unknown"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"options": {"qos_max_rate": "1M"}}, "options", "'1M'"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"options": {"ct-zone-limit": "-1"}}, "options", "'-1'"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"options": {"requested-tnl-key": "32768"}}, "options", "32767"),
    (nb.LOGICAL_SWITCH_PORT, PORT, {"options": {"mcast_flood": "yes"}}, "options", "neither true nor false"),
    (nb.LOGICAL_SWITCH_PORT_HEALTH_CHECK, CHECK, {"port": 0}, "port", "asks a port"),
    (nb.LOGICAL_SWITCH_PORT_HEALTH_CHECK, CHECK, {"src_ip": "fd42::2"}, "src_ip", "another family"),
    (nb.LOGICAL_SWITCH_PORT_HEALTH_CHECK, CHECK, {"options": {"interval": "5s"}}, "options", "'5s'"),
    (nb.QOS, QOS, {}, "action", "would do nothing"),
    (nb.QOS, QOS, {"bandwidth": {"burst": 1}, "action": {"dscp": 1}}, "bandwidth", "burst needs rate"),
    (nb.QOS, QOS, {"action": {"dscp": 64}}, "action", "0 to 63"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"subnet": "10.0.0.0"}}, "other_config", "no addresses to give out"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"subnet": "fd42::/64"}}, "other_config", "not an IPv4 network"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"exclude_ips": "10.0.0.1,10.0.0.2"}}, "other_config", "10.0.0.100..10.0.0.199"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"ipv6_prefix": "fd42"}}, "other_config", "not an IPv6 prefix"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"mcast_eth_src": "x"}}, "other_config", "Ethernet address"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"mcast_ip4_src": "fd42::1"}}, "other_config", "not an IPv4 address"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"mcast_ip6_src": "10.0.0.1"}}, "other_config", "not an IPv6 address"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"dynamic-routing-redistribute": "static"}}, "other_config", "fdb, ip"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"fdb_age_threshold": "1d"}}, "other_config", "'1d'"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"mcast_table_size": "0"}}, "other_config", "32766"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"mcast_idle_timeout": "1"}}, "other_config", "15"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"mcast_query_interval": "0"}}, "other_config", "3600"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"mcast_query_max_response": "11"}}, "other_config", "10"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"dynamic-routing-vni": "16777216"}}, "other_config", "16777215"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"requested-tnl-key": "0"}}, "other_config", "16777215"),
    (nb.LOGICAL_SWITCH, {}, {"other_config": {"mcast_snoop": "1"}}, "other_config", "neither true nor false"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"dnat_force_snat_ip": "10.0.0.1 10.0.0.2"}}, "options", "two addresses of one family"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"dnat_force_snat_ip": "router_ip"}}, "options", "not an IP address"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"lb_force_snat_ip": "router"}}, "options", "not an IP address"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"mac_binding_age_threshold": "10.0.0.0/8=300"}}, "options", "CIDR:SECONDS"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"dynamic-routing-redistribute": "static, nat"}}, "options", "without blanks"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"dynamic-routing-v4-prefix-nexthop": "x"}}, "options", "not an IP address"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"dynamic-routing-v6-prefix-nexthop": "10.0.0.1"}}, "options", "not an IPv6 address"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"snat-ct-zone": "65536"}}, "options", "65535"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"ct-zone-limit": "x"}}, "options", "'x'"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"dynamic-routing-vrf-id": "0"}}, "options", "4294967295"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"requested-tnl-key": "0"}}, "options", "16777215"),
    (nb.LOGICAL_ROUTER, {}, {"options": {"always_learn_from_arp_request": "off"}}, "options", "neither true nor false"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"ipv6_ra_configs": {"address_mode": "dhcpv6"}}, "ipv6_ra_configs", "dhcpv6_stateful"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"ipv6_ra_configs": {"router_preference": "high"}}, "ipv6_ra_configs", "HIGH"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"ipv6_ra_configs": {"rdnss": "10.0.0.1"}}, "ipv6_ra_configs", "not an IPv6 address"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"ipv6_ra_configs": {"mtu": "jumbo"}}, "ipv6_ra_configs", "'jumbo'"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"ipv6_ra_configs": {"send_periodic": "on"}}, "ipv6_ra_configs", "neither true nor false"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"options": {"redirect-type": "bridge"}}, "options", "bridged"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"options": {"routing-protocols": "bgp"}}, "options", "BGP, BFD"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"options": {"dynamic-routing-redistribute": "all"}}, "options", "connected-as-host"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"options": {"gateway_mtu": "1500 bytes"}}, "options", "65535"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"options": {"requested-tnl-key": "0"}}, "options", "32767"),
    (nb.LOGICAL_ROUTER_PORT, {}, {"options": {"prefix_delegation": "yes"}}, "options", "neither true nor false"),
    (nb.STATIC_ROUTE, ROUTE, {"nexthop": ""}, "nexthop", "unless output_port"),
    (nb.STATIC_ROUTE, ROUTE, {"nexthop": "discard", "output_port": "rp0"}, "output_port", "nexthop is discard"),
    (nb.STATIC_ROUTE, ROUTE, {"nexthop": "discard", "bfd": "uuid"}, "bfd", "nexthop is discard"),
    (nb.STATIC_ROUTE, ROUTE, {"options": {"ecmp_symmetric_reply": "1"}}, "options", "neither true nor false"),
    (nb.NAT, NAT, {"external_ip": "fd42::1"}, "logical_ip", "another family"),
    (nb.NAT, NAT, {"type": "dnat"}, "logical_ip", "only snat"),
    (nb.NAT, NAT, {"external_mac": "00:16:3e:00:00:01", "logical_port": "p0"}, "external_mac", "dnat_and_snat only"),
    (nb.NAT, {**NAT, **FLOATING}, {"external_mac": "00:16:3e:00:00:01"}, "logical_port", "must be given with external_mac"),
    (nb.NAT, NAT, {"allowed_ext_ips": "one", "exempted_ext_ips": "other"}, "exempted_ext_ips", "OVN would ignore the rule"),
    (nb.NAT, NAT, {"priority": 5}, "priority", "no meaning without match"),
    (nb.NAT, NAT, {"options": {"stateless": "true"}}, "options", "dnat_and_snat only"),
    (nb.NAT, NAT, {"options": {"add_route": "true"}}, "options", "dnat and dnat_and_snat only"),
    (nb.NAT, {**NAT, **FLOATING}, {"options": {"stateless": "true"}, "external_port_range": "1-9"}, "external_port_range", "stateless"),
    (nb.NAT, NAT, {"options": {"stateless": "no"}}, "options", "neither true nor false"),
    (nb.ROUTER_POLICY, POLICY, {"action": "reroute"}, "nexthops", "must be given"),
    (nb.ROUTER_POLICY, POLICY, {"action": "jump"}, "jump_chain", "must be given"),
    (nb.ROUTER_POLICY, POLICY, {"nexthops": frozenset({"10.0.0.1"})}, "nexthops", "an empty list"),
    (nb.ROUTER_POLICY, POLICY, {"output_port": "uuid"}, "output_port", "an empty string"),
    (nb.ROUTER_POLICY, POLICY, {"bfd_sessions": frozenset({"uuid"})}, "bfd_sessions", "action reroute only"),
    (nb.ROUTER_POLICY, POLICY, {"jump_chain": "c"}, "jump_chain", "action jump only"),
    (nb.ROUTER_POLICY, POLICY, {"action": "reroute", "nexthops": frozenset({"10.0.0.1", "fd42::1"})}, "nexthops", "two families"),
    (nb.ROUTER_POLICY, POLICY, {"action": "reroute", "nexthops": frozenset({"10.0.0.1", "10.0.0.2"}), "output_port": "uuid"},
     "output_port", "one address"),
    (nb.ROUTER_POLICY, POLICY, {"options": {"pkt_mark": "red"}}, "options", "'red'"),
    (nb.BFD, BFD, {"min_tx": 0}, "min_tx", "from 1"),
    (nb.BFD, BFD, {"min_rx": -1}, "min_rx", "from 0"),
    (nb.BFD, BFD, {"detect_mult": 256}, "detect_mult", "255"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "server_id": "00:16:3e:00:00:01"}}, "options", "not an IP address"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "server_mac": "10.0.0.1"}}, "options", "Ethernet address"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "lease_time": "1h"}}, "options", "'1h'"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "mtu": "67"}}, "options", "68"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "T1": "1h"}}, "options", "'1h'"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "tcp_ttl": "256"}}, "options", "255"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "ip_forward_enable": "true"}}, "options", "0, 1"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "router_discovery": "2"}}, "options", "0, 1"),
    (nb.DHCP_OPTIONS, V4, {"options": {**LEASE, "ethernet_encap": "no"}}, "options", "0, 1"),
    (nb.DHCP_OPTIONS, V6, {"options": {"server_id": "fd42::1"}}, "options", "Ethernet address"),
    (nb.DHCP_OPTIONS, V6, {"options": {**ANSWER, "dhcpv6_stateless": "1"}}, "options", "neither true nor false"),
    (nb.DNS, {}, {"records": {"c1.ovn": "c2.ovn"}}, "records", "only names under arpa"),
    (nb.DNS, {}, {"records": {"1.0.0.10.in-addr.arpa": " "}}, "records", "must not be empty"),
    (nb.DNS, {}, {"options": {"ovn-owned": "yes"}}, "options", "neither true nor false"),
])
def test_what_ovn_would_ignore_is_refused_with_the_option_and_the_rule(table, base, change, option, words):
    found = faults(table, {**base, **change})
    assert [name for name, _message in found] == [option]
    assert words in found[0][1] and found[0][1].endswith(".")


@pytest.mark.parametrize("table, row", [
    (nb.LOGICAL_SWITCH_PORT, PORT),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "type": "router", "options": {"router-port": "r"}, "addresses": frozenset({"router"})}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "type": "switch"}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "type": "switch", "peer": "p1"}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "type": "external"}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "tag_request": 0}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "tag_request": 0, "parent_name": "vm"}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "options": {"mcast_flood": "True", "whatever": "goes", "requested-chassis": ""}}),
    (nb.LOGICAL_SWITCH_PORT_HEALTH_CHECK, CHECK),
    (nb.LOGICAL_SWITCH_PORT_HEALTH_CHECK, {**CHECK, "protocol": "icmp", "port": 0}),
    (nb.QOS, {**QOS, "action": {"dscp": 0}}),
    (nb.QOS, {**QOS, "bandwidth": {"rate": 1}}),
    (nb.LOGICAL_SWITCH, {"other_config": {"subnet": "10.0.0.7/24", "exclude_ips": "10.0.0.1 10.0.0.3..10.0.0.9 10.0.0.20"}}),
    (nb.LOGICAL_SWITCH, {"other_config": {"subnet": "10.0.0.0/255.255.255.0", "ipv6_prefix": "fd42::/64", "mcast_snoop": "true"}}),
    (nb.LOGICAL_ROUTER, {"options": {"lb_force_snat_ip": "router_ip", "dnat_force_snat_ip": "10.0.0.1 fd42::1"}}),
    (nb.LOGICAL_ROUTER, {"options": {"mac_binding_age_threshold": "10.0.0.0/8:300;fe80::/10:600;1200", "snat-ct-zone": "0"}}),
    (nb.LOGICAL_ROUTER, {"options": {"dynamic-routing-redistribute": "connected-as-host,nat,lb"}}),
    (nb.LOGICAL_ROUTER_PORT, {"ipv6_ra_configs": {"address_mode": "slaac", "mtu": "0"}, "options": {"gateway_mtu": "1442"}}),
    (nb.STATIC_ROUTE, ROUTE),
    (nb.STATIC_ROUTE, {**ROUTE, "nexthop": "fd42::1"}),
    (nb.STATIC_ROUTE, {**ROUTE, "nexthop": "", "output_port": "rp0"}),
    (nb.STATIC_ROUTE, {**ROUTE, "nexthop": "discard"}),
    (nb.NAT, NAT),
    (nb.NAT, {**NAT, "match": "ip4.dst == 10.1.0.0/16", "priority": 5, "external_port_range": "1024-65535"}),
    (nb.NAT, {**NAT, **FLOATING}),
    (nb.NAT, {**NAT, **FLOATING, "logical_ip": "10.0.0.11/32"}),
    (nb.NAT, {**NAT, **FLOATING, "logical_port": "p0"}),
    (nb.NAT, {**NAT, **FLOATING, "external_mac": "00:16:3e:00:00:01", "logical_port": "p0", "options": {"stateless": "true"}}),
    (nb.ROUTER_POLICY, POLICY),
    (nb.ROUTER_POLICY, {**POLICY, "action": "reroute", "nexthops": frozenset({"10.0.0.1"}), "output_port": "uuid"}),
    (nb.ROUTER_POLICY, {**POLICY, "action": "reroute", "nexthops": frozenset({"10.0.0.1", "10.0.0.2"})}),
    (nb.ROUTER_POLICY, {**POLICY, "action": "jump", "jump_chain": "c"}),
    (nb.BFD, BFD),
    (nb.BFD, {"min_tx": 1, "min_rx": 0, "detect_mult": 255}),
    (nb.DHCP_OPTIONS, {**V4, "options": LEASE}),
    (nb.DHCP_OPTIONS, {**V6, "options": ANSWER}),
    (nb.DHCP_OPTIONS, {**V4, "options": {}}),
    (nb.DHCP_OPTIONS, {**V4, "options": {**LEASE, "mtu": "1442", "router": "{10.0.0.1, 10.0.0.2}"}}),
    (nb.DHCP_OPTIONS, {**V6, "options": {"server_id": "00:16:3e:00:00:01", "dhcpv6_stateless": "true", "mtu": "1"}}),
    (nb.DNS, {"records": {"c1.ovn": "10.0.0.11, fd42::11,", "1.0.0.10.IN-ADDR.ARPA": "c1.ovn"}}),
])
def test_what_ovn_takes_is_not_refused(table, row):
    assert faults(table, row) == []


def test_a_gateway_chassis_is_called_as_ovn_nbctl_calls_it():
    assert nb.GATEWAY_CHASSIS.derived(("r0-uplink",), ("host1",)) == {"name": "r0-uplink-host1"}
