# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Databases that others filled (ovn-nbctl, LXD, a Neutron): their export changes nothing; adopting marks them only."""

from __future__ import annotations

import subprocess
import uuid

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.summary import NOTHING

from ...oracle.cases import RECORDINGS, Case
from ...support.recorded import insertions

STATES = ("merged", "replaced", "overridden")
UNCHANGED = {"changed": False, "plan": NOTHING, "diff": [], "commands": []}

COMMANDS = """
ls-add sw0
ls-add sw1 -- set Logical_Switch sw1 other_config:subnet=10.1.0.0/24 other_config:exclude_ips="10.1.0.1..10.1.0.9"
lsp-add sw0 p1
lsp-set-addresses p1 "00:16:3E:00:00:01 10.0.0.2 fd42::2" unknown
lsp-set-port-security p1 "00:16:3e:00:00:01 10.0.0.2/24"
lsp-set-enabled p1 disabled
lsp-set-options p1 requested-chassis=host1 qos_max_rate=1000
lsp-add sw0 child p1 7
lsp-add sw0 net0
lsp-set-type net0 localnet
lsp-set-addresses net0 unknown
lsp-set-options net0 network_name=physnet
lsp-add sw1 d1 -- lsp-set-addresses d1 dynamic
lsp-add sw1 d2 -- lsp-set-addresses d2 "00:16:3e:00:00:02 dynamic"
lr-add r0
lr-add r1
set Logical_Router r0 options:chassis=host1 options:snat-ct-zone=7
lrp-add r0 lrp0 00:16:3E:00:01:01 10.0.0.1/24 FD42::1/64
lrp-add r0 lrp1 00:16:3e:00:01:02 198.18.0.1/24 -- lrp-set-gateway-chassis lrp1 host1 20 -- lrp-set-gateway-chassis lrp1 host2
lrp-set-enabled lrp0 enabled
lrp-set-options lrp0 gateway_mtu=1442
lsp-add sw0 sw0-r0 -- lsp-set-type sw0-r0 router -- lsp-set-addresses sw0-r0 router -- lsp-set-options sw0-r0 router-port=lrp0
lrp-add r0 peer0 00:16:3e:00:01:03 10.8.0.1/30 peer=peer1
lrp-add r1 peer1 00:16:3e:00:01:04 10.8.0.2/30 peer=peer0
lr-route-add r0 0.0.0.0/0 198.18.0.254
lr-route-add r0 10.9.0.0/24 198.18.0.253 lrp1
--ecmp lr-route-add r0 10.10.0.0/16 198.18.0.2
--ecmp lr-route-add r0 10.10.0.0/16 198.18.0.3
--ecmp-symmetric-reply lr-route-add r0 10.11.0.0/16 198.18.0.3
--policy=src-ip lr-route-add r0 10.12.0.0/16 198.18.0.4
--policy=dst-ip lr-route-add r0 10.12.0.0/16 198.18.0.4
--route-table=t1 lr-route-add r0 10.13.0.0/16 198.18.0.4
--bfd lr-route-add r0 10.14.0.0/16 198.18.0.5 lrp1
lr-route-add r0 10.15.0.0/16 discard
lr-route-add r0 10.16.0.7 198.18.0.4
lr-route-add r0 FD42:16::/64 fd42::9
lr-policy-add r0 10 "ip4.src == 10.0.0.0/8" allow
lr-policy-add r0 11 "ip4.src == 10.1.0.0/16" drop
lr-policy-add r0 12 "ip4.src == 10.2.0.0/16" reroute 198.18.0.6
lr-policy-add r0 13 "ip4.src == 10.3.0.0/16" reroute 198.18.0.6,198.18.0.7 pkt_mark=100
--bfd lr-policy-add r0 14 "ip4.src == 10.4.0.0/16" reroute 198.18.0.8
lr-nat-add r0 snat 198.18.0.9 10.0.0.0/24
lr-nat-add r0 dnat 198.18.0.10 10.0.0.2
lr-nat-add r0 dnat_and_snat 198.18.0.11 10.0.0.3
lr-nat-add r0 dnat_and_snat 198.18.0.12 10.0.0.4 p1 00:16:3E:00:00:09
--stateless lr-nat-add r0 dnat_and_snat 198.18.0.13 10.0.0.5
--portrange lr-nat-add r0 snat 198.18.0.14 10.0.1.0/24 1024-2048
--portrange lr-nat-add r0 dnat 198.18.0.14 10.0.0.6 3000-4000
lr-nat-add r0 snat fd42:1::9 fd42::/64
acl-add sw0 to-lport 1000 ip4 drop
--log --severity=info --name=web --meter=m0 acl-add sw0 from-lport 1001 "tcp.dst == 80" allow-related
--label=1234 acl-add sw0 from-lport 1002 "tcp.dst == 81" allow-related
--apply-after-lb acl-add sw0 from-lport 1003 ip6 reject
acl-add sw0 to-lport 1004 "ip4 &&  tcp" allow-stateless
pg-add pg0 p1
--type=port-group acl-add pg0 to-lport 1005 "outport == @pg0" allow
pg-add pg1
qos-add sw0 from-lport 10 ip4 dscp=10
qos-add sw0 to-lport 11 ip4 rate=1000 burst=2000
qos-add sw0 to-lport 12 ip6 rate=1000 dscp=11
meter-add m0 drop 100 kbps 10
--fair meter-add m1 drop 5 pktps
lb-add lb0 198.18.0.80:80 10.0.0.2:80,10.0.0.3:80
lb-add lb1 198.18.0.81 10.0.0.2,10.0.0.3
--reject lb-add lb2 [fd42::80]:80 [fd42::2]:80 udp
--event lb-add lb3 198.18.0.82:53 "" udp
--add-route lb-add lb4 198.18.0.83:53 10.0.0.2:53 udp
ls-lb-add sw0 lb0 -- ls-lb-add sw0 lb1
lr-lb-add r0 lb0
dhcp-options-create 10.0.0.0/24 key=value
dhcp-options-create 10.0.0.0/24
create DHCP_Options 'cidr="fd42::/64"' 'options:server_id="00:16:3E:00:00:01"'
mirror-add mir0 gre 1 from-lport 10.0.0.99
mirror-add mir1 local 0 both sink0
lsp-attach-mirror p1 mir0
ha-chassis-group-add g0
ha-chassis-group-add-chassis g0 host1 30
ha-chassis-group-add-chassis g0 host2 0
set-ssl /etc/key.pem /etc/cert.pem /etc/ca.pem
set-connection ptcp:6641:127.0.0.1 pssl:6642
set Connection ptcp\\:6641\\:127.0.0.1 inactivity_probe=60000
static-mac-binding-add lrp0 10.0.0.77 00:16:3E:00:00:77
copp-add c0 arp m0
copp-add c0 icmp4-error m1
ls-copp-add c0 sw0
lr-copp-add c0 r0
fwd-group-add fg0 sw0 10.0.0.200 00:16:3E:00:00:88 p1 child
--liveness fwd-group-add fg1 sw0 10.0.0.201 00:16:3e:00:00:89 p1
create Address_Set name=as0 addresses="10.0.0.2 10.0.0.3"
create DNS records:"a.ovn"="10.0.0.2" external_ids:who=me
create Chassis_Template_Var chassis=host1 variables:a=b
create Load_Balancer_Group name=lbg0
create BFD logical_port=lrp0 dst_ip=10.0.0.99 min_tx=100
ls-add ""
--add-duplicate ls-add sw1
--id=@p create Logical_Switch_Port name=odd -- add Logical_Switch sw0 ports @p
--id=@a create ACL direction=to-lport priority=1000 match=ip4 action=drop -- add Logical_Switch sw0 acls @a
set NB_Global . name=here options:use_logical_dp_groups=true ipsec=true
"""

SWITCH, SUBNET, PORT, ROUTER, ROUTER_PORT = (str(uuid.UUID(int=number + 2**120)) for number in range(5))


@pytest.mark.parametrize("state", STATES)
def test_a_database_filled_by_ovn_nbctl(database, state):
    database.nbctl("init")
    refused = [line for line in COMMANDS.strip().splitlines() if not _nbctl(database, line)]
    assert len(refused) < 3, refused
    assert_left_alone(database, state)


def _nbctl(database, line: str) -> bool:
    """An older ovn-nbctl may not know a command, or an older schema a column."""
    command = f"ovn-nbctl --db={database.server.endpoint} --timeout=10 -- {line}"
    return subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode == 0


def assert_left_alone(database, *states: str) -> None:
    before, export = database.dump(), database.export()
    for state in states:
        assert database.topology(export, state=state, allow_empty=True) == UNCHANGED, state
    assert database.dump() == before


def assert_adopted(database) -> None:
    """Only marks change, of every row that can bear one; then all of it is ours."""
    before, export = database.dump(), database.export()
    foretold, done = (database.topology(export, adopt=True, check=check) for check in (True, False))
    assert foretold == done
    for table, rows in database.dump().items():
        assert [_unmarked(row) for row in rows] == [_unmarked(row) for row in before[table]]
        assert all(row["external_ids"]["overlay_owner"] == "ansible" for row in rows if "external_ids" in row)
    for state in STATES:
        assert database.topology(export, state=state, adopt=True, allow_empty=True) == UNCHANGED


def _unmarked(row: dict) -> dict:
    if "external_ids" not in row:
        return row
    return {**row, "external_ids": {key: value for key, value in row["external_ids"].items() if key != "overlay_owner"}}


def test_what_ovn_nbctl_made_is_adopted(database):
    for line in COMMANDS.strip().splitlines():
        _nbctl(database, line)
    assert_adopted(database)


CASES = sorted(RECORDINGS.glob("*/*.json"))


@pytest.mark.once
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_database_filled_by_lxd(database, path):
    schema = database.server.session().schema
    for phase in Case(path).document["phases"].values():
        database.write(*(op.delete(table, []) for table in nb.TABLES if table in schema.tables))
        database.write(*insertions(schema, phase["northbound"]))
        assert_left_alone(database, *STATES)
        assert_adopted(database)


@pytest.fixture
def neutron(database):
    """What networking-ovn writes for a network with a subnet, a port, a router and a security group."""
    revision = {"neutron:revision_number": "3"}
    group = "pg_" + SWITCH.replace("-", "_")
    dhcp = database.insert(
        "DHCP_Options",
        cidr="10.0.0.0/24",
        options=_map({"router": "10.0.0.1", "lease_time": "43200"}),
        external_ids=_map({"subnet_id": SUBNET, **revision}),
    )
    own = database.insert(
        "DHCP_Options", cidr="10.0.0.0/24", options=_map({"mtu": "1400"}), external_ids=_map({"subnet_id": SUBNET, "port_id": PORT})
    )
    rows = [
        (
            "Logical_Switch_Port",
            "p",
            {
                "name": PORT,
                "addresses": _set("FA:16:3e:00:00:01 10.0.0.5"),
                "type": "",
                "enabled": True,
                "port_security": _set("fa:16:3e:00:00:01 10.0.0.5"),
                "up": _set(False),
                "dhcpv4_options": ["uuid", own],
                "options": _map({"requested-chassis": ""}),
                "external_ids": _map(
                    {"neutron:port_name": "", "neutron:cidrs": "10.0.0.5/24", "neutron:device_id": "x", **revision}
                ),
            },
        ),
        (
            "Logical_Switch_Port",
            "q",
            {
                "name": f"provnet-{SUBNET}",
                "type": "localnet",
                "addresses": _set("unknown"),
                "tag": _set(7),
                "options": _map({"network_name": "physnet1", "mcast_flood": "false"}),
            },
        ),
        (
            "Logical_Switch_Port",
            "s",
            {
                "name": ROUTER_PORT,
                "type": "router",
                "addresses": _set("router"),
                "dhcpv4_options": ["uuid", dhcp],
                "options": _map({"router-port": f"lrp-{ROUTER_PORT}"}),
                "external_ids": _map(revision),
            },
        ),
        (
            "Logical_Switch",
            "n",
            {
                "name": f"neutron-{SWITCH}",
                "ports": ["set", [["named-uuid", each] for each in "pqs"]],
                "other_config": _map({"mcast_snoop": "false", "vlan-passthru": "false"}),
                "external_ids": _map({"neutron:network_name": "net", "neutron:mtu": "1442", **revision}),
            },
        ),
        ("Gateway_Chassis", "g", {"name": f"lrp-{ROUTER_PORT}_host-1", "chassis_name": "host-1", "priority": 1}),
        (
            "Logical_Router_Port",
            "l",
            {
                "name": f"lrp-{ROUTER_PORT}",
                "mac": "fa:16:3e:00:00:02",
                "networks": _set("10.0.0.1/24"),
                "gateway_chassis": ["named-uuid", "g"],
                "options": _map({"gateway_mtu": "1442"}),
                "external_ids": _map({"neutron:router_name": ROUTER, **revision}),
            },
        ),
        (
            "Logical_Router_Static_Route",
            "t",
            {"ip_prefix": "0.0.0.0/0", "nexthop": "198.18.0.254", "external_ids": _map({"neutron:is_ext_gw": "true"})},
        ),
        ("NAT", "x", {"type": "snat", "external_ip": "198.18.0.9", "logical_ip": "10.0.0.0/24"}),
        (
            "NAT",
            "y",
            {
                "type": "dnat_and_snat",
                "external_ip": "198.18.0.10",
                "logical_ip": "10.0.0.5",
                "logical_port": PORT,
                "external_mac": "FA:16:3E:00:00:09",
                "external_ids": _map({"neutron:fip_id": SUBNET, **revision}),
            },
        ),
        (
            "Logical_Router",
            "r",
            {
                "name": f"neutron-{ROUTER}",
                "enabled": True,
                "ports": ["named-uuid", "l"],
                "static_routes": ["named-uuid", "t"],
                "nat": ["set", [["named-uuid", "x"], ["named-uuid", "y"]]],
                "options": _map({"always_learn_from_arp_request": "false"}),
                "external_ids": _map(revision),
            },
        ),
        *(
            (
                "ACL",
                f"a{number}",
                {
                    "direction": direction,
                    "priority": priority,
                    "match": match,
                    "action": action,
                    "severity": "info",
                    "external_ids": _map({"neutron:security_group_rule_id": str(uuid.UUID(int=number))}),
                },
            )
            for number, (direction, priority, match, action) in enumerate(
                [
                    ("to-lport", 1001, "outport == @neutron_pg_drop && ip", "drop"),
                    ("from-lport", 1001, "inport == @neutron_pg_drop && ip", "drop"),
                    ("from-lport", 1002, f"inport == @{group} && ip4", "allow-related"),
                    ("to-lport", 1002, f"outport == @{group} && ip4 && ip4.src == 0.0.0.0/0 && tcp", "allow-related"),
                    ("to-lport", 1002, f"outport == @{group} && ip4 && ip4.src == 0.0.0.0/0 && tcp", "allow-related"),
                ]
            )
        ),
        (
            "Port_Group",
            "d",
            {
                "name": "neutron_pg_drop",
                "ports": ["named-uuid", "p"],
                "acls": ["set", [["named-uuid", "a0"], ["named-uuid", "a1"]]],
            },
        ),
        (
            "Port_Group",
            "e",
            {
                "name": group,
                "ports": ["named-uuid", "p"],
                "acls": ["set", [["named-uuid", f"a{n}"] for n in (2, 3, 4)]],
                "external_ids": _map({"neutron:security_group_id": SWITCH, **revision}),
            },
        ),
        ("DNS", "z", {"records": _map({"vm.example.org": "10.0.0.5"}), "external_ids": _map({"ls_name": f"neutron-{SWITCH}"})}),
    ]
    database.write(*({"op": "insert", "table": table, "uuid-name": f"row_{name}", "row": _named(row)} for table, name, row in rows))
    return database


def _map(items: dict) -> list:
    return ["map", [list(item) for item in items.items()]]


def _set(*values) -> list:
    return ["set", list(values)]


def _named(value):
    if isinstance(value, dict):
        return {key: _named(item) for key, item in value.items()}
    if isinstance(value, list) and value[:1] == ["named-uuid"]:
        return ["named-uuid", f"row_{value[1]}"]
    return [_named(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("state", STATES)
def test_the_database_of_a_neutron(neutron, state):
    assert_left_alone(neutron, state)


def test_the_rows_of_a_neutron_are_adopted(neutron):
    assert_adopted(neutron)


@pytest.mark.parametrize("state", STATES)
def test_a_row_without_a_name_that_another_refers_to_is_found_for_both(database, state):
    session, route, router = (str(uuid.uuid4()) for dummy in range(3))
    database.write(
        op.insert("BFD", session, {"detect_mult": 1}),
        op.insert("Logical_Router_Static_Route", route, {"ip_prefix": "10.1.0.0/16", "nexthop": "", "bfd": ["uuid", session]}),
        op.insert("Logical_Router", router, {"name": "", "static_routes": ["uuid", route]}),
    )
    export = database.export()
    assert export["routers"][0]["static_routes"][0]["bfd"] == export["bfd"][0]["uuid"]
    assert database.topology(export, state=state, allow_empty=True) == UNCHANGED
