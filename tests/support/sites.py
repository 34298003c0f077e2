# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Topologies for tests: rows of every kind of identity, references between them, and rows that only live in others."""

from __future__ import annotations

# Of a set of DHCP options, what OVN needs beside the time.
SERVER = {"server_id": "10.0.0.1", "server_mac": "00:16:3e:00:ff:fe"}


def site(name: str = "", ports: int = 3, rules: int = 3, lease: int = 3600) -> dict:
    """One of each: names that are unique in the schema and names that are not, keys within a parent, keys in a mark."""
    switch, router, group, dhcp = f"sw{name}", f"r{name}", f"pg{name}", f"d{name}"
    return {
        "switches": [{
            "name": switch,
            "load_balancer": [f"lb{name}"],
            "ports": [port(f"{switch}-p{number}", number, dhcpv4_options=dhcp) for number in range(ports)],
            "acls": [{"direction": "from-lport", "priority": 1, "match": "ip6", "action": "drop"}],
        }],
        "routers": [{
            "name": router,
            "ports": [{"name": f"{router}-p0", "mac": "00:16:3e:00:00:01", "networks": ["10.0.0.1/16"]}],
            "nat": [{"type": "snat", "external_ip": "198.18.0.1", "logical_ip": "10.0.0.0/16"}],
            "static_routes": [{"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.255.254"}],
        }],
        "load_balancers": [{"name": f"lb{name}", "vips": {"10.0.9.9:80": "10.0.0.2:80"}, "protocol": "tcp"}],
        "port_groups": [{
            "name": group,
            "ports": [f"{switch}-p{number}" for number in range(ports)],
            "acls": [rule(f"outport == @{group} && tcp.dst == {number}", number) for number in range(1, rules + 1)],
        }],
        "dhcp_options": [{"name": dhcp, "cidr": "10.0.0.0/16", "options": {**SERVER, "lease_time": str(lease)}}],
        "dns": [{"name": f"dns{name}", "records": {"www": "10.0.0.2"}}],
        "address_sets": [{"name": f"as{name}", "addresses": ["10.0.0.2", "10.0.0.3"]}],
    }


def port(name: str, number: int, **options) -> dict:
    address = f"00:16:3e:00:{number // 256:02x}:{number % 256:02x} 10.0.{number // 250}.{number % 250 + 2}"
    return {"name": name, "addresses": [address], **options}


def rule(match: str, priority: int, **options) -> dict:
    return {"direction": "to-lport", "priority": priority, "match": match, "action": "allow-related", **options}
