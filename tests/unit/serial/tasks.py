# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of every kind on one small cloud, drawn by chance: few names and addresses, so that they meet."""

from __future__ import annotations

from random import Random

Task = tuple[str, dict]

UPLINK = {
    "name": "UP",
    "ipv4_gateway": "198.18.1.1/24",
    "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.109"],
    "ipv4_routes": ["198.18.2.0/24", "10.0.0.0/8"],
    "ipv6_gateway": "fd42:18:1::1/64",
    "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::109"],
    "ipv6_routes": ["fd42::/16"],
}
ALLOW = {"action": "allow"}
HOSTS = ("host1", "host2", "host3")


def network(number: int, **options) -> dict:
    base = {"name": f"n{number}", "network": "UP", "ipv4_address": f"10.{number}.0.1/24", "ipv6_address": f"fd42:{number}::1/64"}
    return {**base, "ipv4_nat": True, "ipv6_nat": True, "ipv6_dhcp_stateful": True, **options}


def nic(number: int, instance: str, host: int, **options) -> dict:
    addresses = {"ipv4_address": f"10.{number}.0.{host}", "ipv6_address": f"fd42:{number}::{host}"}
    return {"network": f"n{number}", "instance": instance, **addresses, **options}


SITE = {
    "uplinks": [UPLINK],
    "networks": [network(1, security_acls=["web"], chassis=["host1"]), network(2, chassis=["host1", "host2"]), network(3)],
    "network_address_sets": [{"name": "office", "addresses": ["198.18.64.0/24"]}],
    "network_acls": [
        {"name": "web", "ingress": [{**ALLOW, "source": ["$office", "@internal"]}], "egress": [ALLOW]},
        {"name": "db", "ingress": [{**ALLOW, "source": ["web"]}]},
    ],
    "network_peers": [{"network": "n1", "target_network": "n2"}],
    "network_nics": [nic(1, "i1", 11), nic(1, "i2", 12, security_acls=["db"], ipv4_routes=["10.20.0.0/24"]), nic(2, "i3", 11)],
    "network_forwards": [{"network": "n1", "listen_address": "198.18.2.1", "target_address": "10.1.0.11"}],
    "network_load_balancers": [
        {"network": "n2", "listen_address": "198.18.2.2", "backends": [{"name": "b", "target_address": "10.2.0.11"}],
         "ports": [{"protocol": "tcp", "listen_port": "80", "target_backend": ["b"]}]},
    ],
}


def draw(random: Random) -> Task:
    """One task."""
    kinds = random.choices([_networks, _both, _topology, _membership], [12, 3, 3, 2])
    return kinds[0](random)


def _networks(random: Random) -> Task:
    entry = random.choice(ENTRIES)(random)
    return "networks", {**entry, "force": random.random() < 0.2}


def _both(random: Random) -> Task:
    """Two kinds at once."""
    one, two = (random.choice(ENTRIES)(random) for dummy in range(2))
    return "networks", {**one, **{kind: entries for kind, entries in two.items() if kind not in one}}


def _absent(random: Random, chance: float, **identity) -> dict | None:
    return {**identity, "state": "absent"} if random.random() < chance else None


def _uplink(random: Random) -> dict:
    changes = [{"dns_nameservers": ["198.18.1.53"]}, {"ipv4_ovn_ranges": ["198.18.1.50-198.18.1.60"]}, {}]
    return {"uplinks": [{**UPLINK, **random.choice(changes)}]}


def _network(random: Random) -> dict:
    number = random.randint(1, 4)
    changes = [
        {}, {"security_acls": ["web"]}, {"security_acls": ["db"]}, {"dns_domain": "example.net"}, {"ipv4_nat": False}, {"network": "none"},
        {"ipv4_address": f"10.{number}.0.254/24"}, {"chassis": list(random.sample(HOSTS, 2))}, {"ipv4_address": "10.1.0.1/24"},
    ]
    options = random.choice(changes)
    if options.get("network") == "none":
        options = {**options, "ipv4_nat": None, "ipv6_nat": None}
    return {"networks": [_absent(random, 0.2, name=f"n{number}") or network(number, **options)]}


def _set(random: Random) -> dict:
    addresses = random.choice([["198.18.64.0/24"], ["198.18.65.0/24", "fd42:65::/64"]])
    return {"network_address_sets": [_absent(random, 0.3, name="office") or {"name": "office", "addresses": addresses}]}


def _acl(random: Random) -> dict:
    name = random.choice(["web", "db"])
    sources = [["$office"], ["@internal"], ["db"], ["web"], ["@n1/n2"], ["198.18.66.0/24"]]
    rules = [{**ALLOW, "source": random.choice(sources)}, {"action": "drop", "protocol": "tcp", "destination_port": ["22"]}]
    return {"network_acls": [_absent(random, 0.2, name=name) or {"name": name, "ingress": random.sample(rules, random.randint(1, 2))}]}


def _nic(random: Random) -> dict:
    number, instance = random.randint(1, 3), random.choice(["i1", "i2", "i3", "I1"])
    changes = [
        {}, {}, {"security_acls": ["db"]}, {"security_acls": ["web"]}, {"ipv4_routes": ["10.20.0.0/24"]}, {"enabled": False},
        {"ipv4_routes_external": ["198.18.2.8/30"]}, {"hwaddr": "00:16:3e:00:00:01"}, {"requested_chassis": "host2"},
        {"ipv4_address_external": "198.18.2.1"}, {"name": "eth1"}, {"limits_max": "10Mbit"},
    ]
    entry = nic(number, instance, random.choice([11, 12, 13]), **random.choice(changes))
    return {"network_nics": [_absent(random, 0.25, network=f"n{number}", instance=instance) or entry]}


def _forward(random: Random) -> dict:
    number = random.randint(1, 3)
    address = random.choice(["198.18.2.1", "198.18.2.3", f"10.{number}.0.12", "0.0.0.0"])
    target = random.choice([{"target_address": f"10.{number}.0.11"}, {}])
    identity = {"network": f"n{number}", "listen_address": address}
    return {"network_forwards": [_absent(random, 0.3, **identity) or {**identity, **target}]}


def _balancer(random: Random) -> dict:
    number = random.randint(1, 3)
    identity = {"network": f"n{number}", "listen_address": random.choice(["198.18.2.1", "198.18.2.2"])}
    backends = [{"name": "b", "target_address": f"10.{number}.0.{random.choice([11, 12])}"}]
    port = {"protocol": random.choice(["tcp", "udp"]), "listen_port": "80", "target_backend": ["b"]}
    probe = {"healthcheck": True} if port["protocol"] == "tcp" and random.random() < 0.5 else {}
    return {"network_load_balancers": [_absent(random, 0.3, **identity) or {**identity, "backends": backends, "ports": [port], **probe}]}


def _peer(random: Random) -> dict:
    one, two = random.sample((1, 2, 3), 2)
    identity = {"network": f"n{one}", "target_network": f"n{two}"}
    return {"network_peers": [_absent(random, 0.4, **identity) or identity]}


def _topology(random: Random) -> Task:
    """Somebody who writes to rows of networks beside the document, and to his own."""
    number = random.randint(1, 3)
    port = f"overlay-n{number}-instance-{random.choice(['i1', 'i2', 'i3'])}-eth0"
    documents = [
        {"switches": [{"name": f"overlay-n{number}-ls-int", "other_config": {"mcast_snoop": random.choice(["true", "false"])}}]},
        {"port_groups": [{"name": "mine", "ports": [port]}]},
        {"port_groups": [{"name": "mine"}, {"name": "yours", "ports": [port]}]},
        {"routers": [{"name": f"overlay-n{number}-lr", "static_routes": [{"ip_prefix": "10.99.0.0/24", "nexthop": f"10.{number}.0.11"}]}]},
        {"switches": [{"name": "mine", "other_config": {"a": random.choice("12"), "b": random.choice("12")}}]},
        {"switches": [{"name": "mine", "other_config": {"a": random.choice("12")}}, {"name": "yours", "other_config": {"a": random.choice("12")}}]},
        {"switches": [{"name": random.choice(["mine", "yours"]), "state": "absent"}]},
    ]
    state = random.choice(["merged", "merged", "merged", "overridden"])
    document = random.choice(documents)
    if state == "overridden":
        document = {kind: [each for each in rows if "state" not in each] for kind, rows in document.items()}
    return "topology", {"topology": document, "state": state, "owner": "guest", "allow_empty": True}


def _membership(random: Random) -> Task:
    options = {"state": random.choice(["evacuated", "present", "absent"]), "name": random.choice(HOSTS)}
    if options["state"] == "present":
        options["networks"] = [f"n{random.randint(1, 3)}"]
    return "membership", {**options, "force": random.random() < 0.5 and options["state"] != "present"}


ENTRIES = [_uplink, _network, _network, _set, _acl, _acl, _nic, _nic, _nic, _forward, _balancer, _peer]
