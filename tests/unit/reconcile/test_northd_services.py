# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is accepted, OVN reads, of the tables that test_northd_judges leaves out: rules, limits, services and what watches them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import count, product

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.nb.health import CHECK_KEYS
from ansible_collections.overlay.ovn.plugins.module_utils.model.nb.meter import PROTOCOLS
from ansible_collections.overlay.ovn.plugins.module_utils.model.table import Table

from ...support.northd import Northd, tracer
from ...support.settings import samples_of
from .test_northd_judges import assert_content

MAC = "00:16:3e:00:00:07"
MATCHES = ["ip4.src == 10.0.0.1/255.0.0.255 && tcp.dst == {80, 443}", "ip4\n&& tcp", "ip6.dst == fd42::/64", 'inport == "p1"', "ip4.src == $set1"]
CHECKED = {key: value[0] for key, value in samples_of(CHECK_KEYS.forms, {}).items()}
TABLES = {table.plural: table for table in nb.TABLES.values() if table.plural}
# Those that are in documents of test_northd_judges, and those that northd does not read.
ELSEWHERE = {
    "NB_Global", "Logical_Switch", "Logical_Switch_Port", "Logical_Router", "Logical_Router_Port", "DHCP_Options", "Logical_Router_Policy",
    "Address_Set", "Connection", "SSL",
}


def choices(table: Table, name: str) -> tuple[str, ...]:
    return next(option.choices for option in table.options if option.name == name)


def keyed(table: Table, name: str) -> Iterator[dict]:
    """A map for each value of each key."""
    forms = next(option.keys for option in table.options if option.name == name).forms
    return ({key: value} for key, values in samples_of(forms, {}).items() for value in values)


def acls(number) -> Iterator[dict]:
    for direction, action, severity in product(*(choices(nb.ACL, name) for name in ("direction", "action", "severity"))):
        yield {"direction": direction, "priority": number(), "match": "ip4 && tcp", "action": action, "log": True, "severity": severity,
               "name": "a rule", "meter": "m-pktps"}
    for match in MATCHES:
        yield {"direction": "from-lport", "priority": number(), "match": match, "action": "drop"}
    for key, value in (("apply-after-lb", "true"), ("persist-established", "true")):
        yield {"direction": "from-lport", "priority": number(), "match": "tcp", "action": "allow-related", "options": {key: value}}
    yield {"direction": "to-lport", "priority": number(), "match": "tcp", "action": "allow-related", "label": 7, "log": True,
           "options": {"log-related": "true"}}
    yield {"direction": "to-lport", "priority": number(), "match": "udp", "action": "allow-related", "tier": 1,
           "sample_new": {"metadata": 7, "collectors": [1]}, "sample_est": {"metadata": 8, "collectors": [1]}}
    for fallback in choices(nb.NETWORK_FUNCTION_GROUP, "fallback"):
        yield {"direction": "to-lport", "priority": number(), "match": "sctp", "action": "allow-related", "network_function_group": f"nfg-{fallback}"}


def qos(number) -> Iterator[dict]:
    for action in keyed(nb.QOS, "action"):
        yield {"direction": "to-lport", "priority": number(), "match": "ip4", "action": action}
    for bandwidth in keyed(nb.QOS, "bandwidth"):
        yield {"direction": "from-lport", "priority": number(), "match": "ip4", "bandwidth": {"rate": "1000", **bandwidth}}
    for match in MATCHES:
        yield {"direction": "to-lport", "priority": number(), "match": match, "action": {"dscp": 46}}


def balancers() -> Iterator[dict]:
    mapped = {"10.0.0.2": "p1:10.0.0.250", "10.0.0.3": "p2:10.0.0.250"}
    for index, protocol in enumerate(choices(nb.LOAD_BALANCER, "protocol")):
        vip = f"10.7.0.{index}:80"
        checks = [{"vip": vip, "options": CHECKED}] if protocol != "sctp" else []
        yield {"name": f"lb{index}", "vips": {vip: "10.0.0.2:80,10.0.0.3:80"}, "protocol": protocol, "ip_port_mappings": mapped, "health_check": checks}
    for field in choices(nb.LOAD_BALANCER, "selection_fields"):
        yield {"name": f"lb-{field}", "vips": {"10.7.0.9:80": "10.0.0.2:80"}, "protocol": "tcp", "selection_fields": [field]}


def switch(number) -> dict:
    checks = [{"protocol": protocol, "address": "10.0.0.2", "src_ip": "10.0.0.250", "options": CHECKED, **({} if protocol == "icmp" else {"port": 80})}
              for protocol in choices(nb.LOGICAL_SWITCH_PORT_HEALTH_CHECK, "protocol")]
    ports = [{"name": "p1", "addresses": ["00:16:3e:00:01:01 10.0.0.2"], "health_checks": checks}]
    ports += [{"name": f"p{index}", "addresses": [f"00:16:3e:00:01:0{index} 10.0.0.{index + 1}"]} for index in (2, 3, 4, 5)]
    forwarding = [{"name": "f1", "vip": "10.0.0.9", "vmac": MAC, "child_port": ["p1", "p2"], "liveness": True}]
    return {"name": "sw", "ports": ports, "acls": list(acls(number)), "qos_rules": list(qos(number)), "forwarding_groups": forwarding,
            "dns_records": ["d1", "d2"], "copp": "c1"}


def router() -> dict:
    up = {"name": "up", "mac": "00:16:3e:00:00:01", "networks": ["10.0.0.254/24", "fd42::254/64"], "dhcp_relay": "relay",
          "gateway_chassis": [{"chassis_name": "ch1", "priority": 20}]}
    out = {"name": "out", "mac": "00:16:3e:00:00:02", "networks": ["198.18.1.1/24"], "ha_chassis_group": "g"}
    routes = [{"ip_prefix": f"10.2{index}.0.0/16", "nexthop": hop, "selection_fields": [field]}
              for index, field in enumerate(choices(nb.STATIC_ROUTE, "selection_fields")) for hop in ("10.0.0.7", "10.0.0.8")]
    routes += [{"ip_prefix": "0.0.0.0/0", "nexthop": "198.18.1.9", "bfd": {"logical_port": "out", "dst_ip": "198.18.1.9"}}]
    translations = [{"type": "dnat_and_snat", "external_ip": "198.18.1.3", "logical_ip": "10.0.0.2", "external_mac": MAC, "logical_port": "p1",
                     "gateway_port": "out"}]
    translations += [{"type": "snat", "external_ip": "198.18.1.1", "logical_ip": f"10.0.{index + 10}.0/24", "match": match, "priority": index + 1,
                      "gateway_port": "out"} for index, match in enumerate(MATCHES) if "inport" not in match and "ip6" not in match]
    return {"name": "lr", "ports": [up, out], "static_routes": routes, "nat": translations, "copp": "c1"}


def mirrors() -> Iterator[dict]:
    for kind, way in product(choices(nb.MIRROR, "type"), choices(nb.MIRROR, "filter")):
        sink = {"lport": "p3", "local": "tap"}.get(kind, "198.18.0.9")
        rules = [{"priority": 1, "match": "ip4", "action": "mirror"}, {"priority": 2, "match": "tcp", "action": "skip"}] if kind == "lport" else []
        yield {"name": f"m-{kind}-{way}", "type": kind, "filter": way, "sink": sink, "index": 1, "mirror_rules": rules}


def document(number) -> dict:
    functions = [{"name": "nf", "id": 1, "inport": "p4", "outport": "p5", "health_check": {"name": "hc", "options": CHECKED}},
                 {"name": "nf2", "id": 2, "inport": "p2", "outport": "p3"}]
    groups = [{"name": f"nfg-{fallback}", "id": 1 + index, "mode": "inline", "fallback": fallback, "network_function": ["nf", "nf2"]}
              for index, fallback in enumerate(choices(nb.NETWORK_FUNCTION_GROUP, "fallback"))]
    return {
        "nb_global": {"options": {"svc_monitor_ip": "169.254.1.1", "svc_monitor_ip_dst": "169.254.1.2"}},
        "switches": [switch(number)],
        "routers": [router()],
        "address_sets": [{"name": "set1", "addresses": ["10.0.0.1"]}],
        "port_groups": [{"name": "group.1", "ports": ["p1"], "acls": list(acls(number))}],
        "meters": [{"name": f"m-{unit}", "unit": unit, "fair": True, "bands": [{"action": "drop", "rate": 10, "burst_size": 5}]}
                   for unit in choices(nb.METER, "unit")],
        "copps": [{"name": "c1", "meters": dict.fromkeys(PROTOCOLS, "m-pktps")}],
        "dns": [{"name": "d1", "records": {"a.lab": "10.0.0.2 fd42::2", "2.0.0.10.in-addr.arpa": "a.lab"}}]
        + [{"name": f"d{index + 2}", "records": {"b.lab": "10.0.0.3"}, "options": options} for index, options in enumerate(keyed(nb.DNS, "options"))],
        "load_balancers": list(balancers()),
        "load_balancer_groups": [{"name": "all", "load_balancer": ["lb0"]}],
        "ha_chassis_groups": [{"name": "g", "ha_chassis": [{"chassis_name": "ch1", "priority": 1}, {"chassis_name": "ch2", "priority": 2}]}],
        "bfd": [{"logical_port": "out", "dst_ip": "198.18.1.9", "min_tx": 1000, "min_rx": 0, "detect_mult": 255}],
        "static_mac_bindings": [{"logical_port": "up", "ip": ip, "mac": MAC, "override_dynamic_mac": True} for ip in ("10.0.0.8", "fd42::8")],
        "dhcp_relays": [{"name": "relay", "servers": "10.0.0.5"}],
        "mirrors": list(mirrors()),
        "chassis_template_vars": [{"chassis": "ch1", "variables": {"vip": "10.7.1.1", "ports": "80"}}],
        "sample_collectors": [{"id": 1, "name": "c", "probability": 65535, "set_id": 1}],
        "sampling_apps": [{"type": kind, "id": 10 + index} for index, kind in enumerate(choices(nb.SAMPLING_APP, "type"))],
        "network_functions": functions,
        "network_function_groups": groups,
    }


def known(schema, table: Table, entry: dict) -> dict | None:
    """An entry as far as this release has a place for it; nothing where it knows another choice only."""
    result = {}
    for name, value in entry.items():
        option = next((each for each in table.options if each.name == name), None)
        column = schema[table.name].columns.get((option.column or option.name) if option else name)
        if column and not option:
            result[name] = some_known(schema, nb.TABLES[column.key.ref_table], value)
        elif column and column.key.enum and not set(value if isinstance(value, (list, dict)) else [value]) <= set(column.key.enum):
            return None
        elif column or name == "name":
            result[name] = value
    return result


def some_known(schema, table: Table, entries: list[dict]) -> list[dict]:
    return [found for each in entries if (found := known(schema, table, each)) is not None]


def of_this_release(schema, whole: dict) -> dict:
    there = {kind: entries for kind, entries in whole.items() if TABLES[kind].name in schema.tables}
    found = {kind: some_known(schema, TABLES[kind], entries) if isinstance(entries, list) else entries for kind, entries in there.items()}
    (switch,) = found["switches"]
    switch["load_balancer"] = [each["name"] for each in found["load_balancers"]]
    switch["ports"][1]["mirror_rules"] = [each["name"] for each in found["mirrors"]]
    return found


@pytest.fixture
def northd(database, tmp_path_factory, schema_root):
    northd = Northd(database.server, tmp_path_factory.mktemp("s"), schema_root)
    yield northd
    northd.stop()


def test_no_table_is_left_out(database):
    database.topology(of_this_release(database.server.session().schema, document(count(1).__next__)))
    rows = {name for name, some in database.dump().items() if some}
    there = database.server.session().schema.tables.keys() & nb.TABLES.keys()
    assert there - ELSEWHERE <= rows, sorted(there - ELSEWHERE - rows)


def test_ovn_reads_every_rule_and_service_that_is_accepted(database, northd):
    database.topology(of_this_release(database.server.session().schema, document(count(1).__next__)), wait="sb", wait_timeout=60)
    assert northd.process.poll() is None
    assert_content(northd.log.read_text())
    if command := tracer():
        for name, port in (("sw", "p1"), ("lr", "up")):
            trace = [*command, f"--db={northd.southbound.endpoint}", name, f'inport == "{port}" && ip4.src == 10.0.0.1 && ip.ttl == 64']
            assert_content(subprocess.run(trace, capture_output=True, text=True, check=False).stderr)
