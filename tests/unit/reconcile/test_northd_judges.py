# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is accepted, OVN reads: every sample value of every option with a grammar is handed to a real ovn-northd, all in one database,
and what northd makes of it to ovn-trace, which reads matches and actions as ovn-controller does. A word of complaint is a failure."""

from __future__ import annotations

import re
import subprocess
from itertools import count

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.nb import dhcp
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.northd import Northd, tracer
from ...support.settings import LEASES, SAMPLES, samples_of

# What is complained about in every case: a chassis that there is not yet, and a word that OVN looks for only after the address.
USUAL = r"(?!.*(unix:|Unknown chassis|bad ip router_ip))"
COMPLAINT = re.compile(rf"\|(WARN|ERR|EMER)\|{USUAL}")
# What a key needs beside it to be read.
BESIDE = {
    "exclude_ips": {"subnet": "10.0.0.0/24"},
    "min_interval": {"max_interval": "1800"},
    "mac_only": {"subnet": "10.0.0.0/24"},
    "dynamic-routing-vni": {f"dynamic-routing-{kind}-ifname": kind for kind in ("bridge", "vxlan", "advertise")},
}
SENT = {"address_mode": "slaac", "send_periodic": "true", "max_interval": "600"}
# Ports of these types read a key.
TYPES = {
    "nat-addresses": "router", "arp_proxy": "router", "exclude-lb-vips-from-garp": "router", "exclude-router-ips-from-garp": "router",
    "enable_router_port_acl": "router", "virtual-ip": "virtual", "ethtype": "localnet", "localnet_learn_fdb": "localnet",
}
NEEDED = {
    "router": {"router-port": "none"}, "virtual": {"virtual-ip": "10.0.0.99", "virtual-parents": "p"}, "localnet": {"network_name": "phys"},
}
PLAIN = {4: {"server_id": "10.0.0.254", "server_mac": "00:16:3e:00:00:fe", "lease_time": "3600"}, 6: {"server_id": "00:16:3e:00:00:fe"}}
ADDRESSES = [
    "unknown", "dynamic", "dynamic 10.0.0.77", "00:16:3E:00:01:01", "00:16:3e:00:01:02 10.0.0.2", "00:16:3e:00:01:03 dynamic",
    "00:16:3e:00:01:04 10.0.0.4 fd42::4", "00:16:3e:00:01:05 fd42::5",
]
SECURITY = [
    "00:16:3e:00:02:01", "00:16:3e:00:02:02 10.0.0.2", "00:16:3e:00:02:03 10.0.0.0/24 fd42::/64", "00:16:3e:00:02:04,10.0.0.4",
]
PREFIXES = ["10.9.0.0/16", "10.9.0.7", "0.0.0.0/0", "10.9.0.8/32"]
MEMBERS = ["10.0.0.1", "10.0.0.0/8", "0.0.0.3/0.0.0.255"], ["fd42::1", "fd42::/64"], ["00:16:3e:00:00:01"]
VIPS = [
    {"10.7.0.1:80": "10.0.0.2:80,10.0.0.3:8080"}, {"10.7.0.2": "10.0.0.2"}, {"[FD42:7::1]:80": "[fd42::2]:80"}, {"fd42:7::2": "fd42::2"},
    {"10.7.0.3:80": ""},
]


def values(table, column: str):
    """Each key of a map with each of its samples, and what it needs beside it."""
    keys = table.keyed[column].keys.forms
    for key, samples in samples_of(keys, SAMPLES.get((str(table), column), {})).items():
        for value in samples:
            yield key, value, {**BESIDE.get(key, {}), key: value}


def known_leases(northd) -> list[tuple[dict, int]]:
    """Sets of DHCP options with each that this release knows: northd says so in its southbound database."""
    tables = {4: "DHCP_Options", 6: "DHCPv6_Options"}
    names = northd.southbound.session().read([op.select(table, [], ["name"]) for table in tables.values()])
    known = {version: {row["name"] for row in rows} | {"server_mac", "netmask", "dhcpv6_stateless"} for version, rows in zip(tables, names)}
    return [(each, version) for each, version in leases() if each["options"].keys() - PLAIN[version].keys() <= known[version]]


def document(known: list[tuple[dict, int]]) -> dict:
    number = count(1).__next__
    served = [f"vip{each}" for each in range(len(VIPS))]
    return {
        "switches": [*switches(number), {"name": "sw", "ports": list(ports(number, known)), "load_balancer": served}],
        "routers": [*routers(number), {"name": "lr", **around(), "ports": [router_port("up", ["10.0.0.254/24", "fd42::254/64"])]}],
        "dhcp_options": [each for each, _version in known],
        "load_balancers": list(balancers()),
        "address_sets": [{"name": f"set{index}", "addresses": each} for index, each in enumerate(MEMBERS)],
        "nb_global": settings(),
    }


def settings() -> dict:
    """One value of each key: there is one row. What changes how northd works stays as it is."""
    fixed = {"northd_internal_version", "max_tunid", "use_parallel_build", "vxlan_mode", "northd-backoff-interval-ms"}
    return {"options": {key: value for key, value, _all in values(nb.NB_GLOBAL, "options") if key not in fixed}}


def switches(number):
    for key, value, held in values(nb.LOGICAL_SWITCH, "other_config"):
        if key == "requested-tnl-key":
            held = {key: str(1000 + number())}
        yield {"name": f"sw-{key}-{number()}", "other_config": held}


def ports(number, known):
    yield {"name": "p"}
    for key, value, held in values(nb.LOGICAL_SWITCH_PORT, "options"):
        kind = TYPES.get(key, "")
        if key == "requested-tnl-key":
            held = {key: str(1000 + number())}
        yield {"name": f"sp-{key}-{number()}", "type": kind, "options": {**NEEDED.get(kind, {}), **held}}
    for address in ADDRESSES:
        yield {"name": f"a{number()}", "addresses": [address]}
    for security in SECURITY:
        yield {"name": f"a{number()}", "port_security": [security]}
    for index, (each, version) in enumerate(known):
        address = f"00:16:3e:01:{index // 256:02x}:{index % 256:02x} 10.0.1.{index % 200 + 1} fd42:1::{index + 1:x}"
        yield {"name": f"d{number()}", "addresses": [address], f"dhcpv{version}_options": each["name"]}


def leases():
    for version, cidr in ((4, "10.0.1.0/24"), (6, "fd42:1::/64")):
        known = {4: dhcp.IPV4, 6: dhcp.IPV6}[version].forms
        for key, samples in samples_of(known, LEASES[version]).items():
            for index, value in enumerate(samples):
                yield {"name": f"v{version}-{key}-{index}", "cidr": cidr, "options": {**PLAIN[version], key: value}}, version


def routers(number):
    for key, value, held in values(nb.LOGICAL_ROUTER, "options"):
        if key == "requested-tnl-key":
            held = {key: str(1000 + number())}
        yield {"name": f"lr-{key}-{number()}", "options": held, "ports": [router_port(f"rp{number()}", ["10.0.0.1/24"])]}
    for key, value, held in values(nb.LOGICAL_ROUTER_PORT, "options"):
        if key == "requested-tnl-key":
            held = {key: str(1000 + number())}
        name = f"rp-{key}-{number()}"
        yield {"name": f"lr{number()}", "ports": [{**router_port(name, ["10.0.0.1/24"]), "options": held}]}
    for key, value, held in values(nb.LOGICAL_ROUTER_PORT, "ipv6_ra_configs"):
        name = f"rp-{key}-{number()}"
        yield {"name": f"lr{number()}", "ports": [{**router_port(name, ["fd42::1/64"]), "ipv6_ra_configs": {**SENT, **held}}]}


def around() -> dict:
    """What hangs at one router: routes, translations and policies."""
    routes = [{"ip_prefix": prefix, "nexthop": "10.0.0.1"} for prefix in PREFIXES]
    routes += [{"ip_prefix": "fd42:9::/48", "nexthop": "FD42::1"}, {"ip_prefix": "10.10.0.0/16", "nexthop": "discard"}]
    routes += [{"ip_prefix": "10.11.0.0/16", "nexthop": "10.0.0.1", "policy": "src-ip", "route_table": "blue", "options": held}
               for _key, _value, held in list(values(nb.STATIC_ROUTE, "options"))[:1]]
    translations = [{"type": "snat", "external_ip": "203.0.113.1", "logical_ip": "10.0.0.0/24", "external_port_range": "1024-65535"},
                    {"type": "snat", "external_ip": "203.0.113.2", "logical_ip": "10.0.2.7/32"},
                    {"type": "snat", "external_ip": "fd42:f::1", "logical_ip": "fd42::/64"},
                    {"type": "dnat_and_snat", "external_ip": "203.0.113.3", "logical_ip": "10.0.0.9", "options": {"stateless": "true"}},
                    {"type": "dnat", "external_ip": "203.0.113.4", "logical_ip": "10.0.0.9", "options": {"add_route": "true"}}]
    policies = [{"priority": 10, "match": "ip4.src == 10.0.0.0/24\n", "action": "reroute", "nexthops": ["10.0.0.1"]},
                {"priority": 11, "match": "ip6", "action": "reroute", "nexthops": ["FD42::1"]},
                {"priority": 12, "match": "ip4", "action": "allow", "options": {"pkt_mark": "4294967295"}}]
    return {"static_routes": routes, "nat": translations, "policies": policies, "options": {"chassis": "c1"},
            "load_balancer": [f"vip{each}" for each in range(len(VIPS))]}


def router_port(name: str, networks: list[str]) -> dict:
    return {"name": name, "mac": "00:16:3E:00:00:FE", "networks": networks}


def balancers():
    for index, vips in enumerate(VIPS):
        yield {"name": f"vip{index}", "vips": vips, "protocol": "tcp"}
    for key, value, held in values(nb.LOAD_BALANCER, "options"):
        plain = {"name": f"lb-{key}-{value}", "vips": {"10.7.0.9:80": "10.0.0.2:80"}, "options": held}
        if key == "distributed":
            plain["ip_port_mappings"] = {"10.0.0.2": "p:10.0.0.250"}
        if key == "template" and value != "false":
            plain |= {"vips": {"^vip:80": "^backends"}, "options": {**held, "address-family": "ipv4"}}
        yield plain


@pytest.fixture
def northd(database, tmp_path_factory, schema_root):
    northd = Northd(database.server, tmp_path_factory.mktemp("s"), schema_root)
    yield northd
    northd.stop()


def test_ovn_reads_every_value_that_is_accepted(database, northd):
    database.topology(document(known_leases(northd)), wait="sb", wait_timeout=60)
    assert northd.process.poll() is None
    assert_content(northd.log.read_text())
    if command := tracer():
        trace = [*command, f"--db={northd.southbound.endpoint}", "sw", 'inport == "p"']
        told = subprocess.run(trace, capture_output=True, text=True, check=False).stderr
        assert_content(told)


def assert_content(log: str) -> None:
    """Nothing is complained about."""
    complaints = [line for line in log.splitlines() if COMPLAINT.search(line)]
    assert not complaints, "\n".join(complaints)
