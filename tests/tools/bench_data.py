# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written in a benchmark: as a document, as the lines a user of ovn-nbctl would write, as a database to begin with."""

from __future__ import annotations

import uuid

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session

ROUTERS, SWITCHES = 10, 20
PORTS_ON_A_SWITCH = 50


def document(ports: int = 1000, acls: int = 1000) -> dict:
    """10 routers with NAT and a default route, 20 switches with their DHCP options, ports and port groups with rules."""
    return {
        "routers": [_router(number) for number in range(ROUTERS)],
        "switches": [_switch(number, ports // SWITCHES) for number in range(SWITCHES)],
        "dhcp_options": [_dhcp(number) for number in range(SWITCHES)],
        "port_groups": [_port_group(number, ports // SWITCHES, acls // SWITCHES) for number in range(SWITCHES)],
    }


def _router(number: int) -> dict:
    ports = [{"name": f"r{number}-{switch}", "mac": f"00:16:3e:ff:{number:02x}:{switch:02x}", "networks": [f"10.{switch}.0.1/16"]}
             for switch in (2 * number, 2 * number + 1)]
    return {
        "name": f"r{number}",
        "ports": ports,
        "nat": [{"type": "snat", "external_ip": f"198.18.0.{number + 1}", "logical_ip": f"10.{2 * number}.0.0/16"}],
        "static_routes": [{"ip_prefix": "0.0.0.0/0", "nexthop": f"10.{2 * number}.255.254"}],
    }


def _switch(number: int, ports: int) -> dict:
    uplink = {"name": f"sw{number}-router", "type": "router", "addresses": ["router"],
              "options": {"router-port": f"r{number // 2}-{number}"}}
    return {"name": f"sw{number}", "ports": [uplink, *(_port(number, index) for index in range(1, ports))]}


def _port(switch: int, index: int) -> dict:
    address = f"00:16:3e:{switch:02x}:{index // 256:02x}:{index % 256:02x} 10.{switch}.{index // 250}.{index % 250 + 2}"
    return {
        "name": f"sw{switch}-p{index}",
        "addresses": [address],
        "port_security": [address],
        "dhcpv4_options": f"d{switch}",
        "external_ids": {"vm": f"vm-{switch}-{index}"},
    }


def _dhcp(number: int) -> dict:
    options = {"server_id": f"10.{number}.0.1", "server_mac": f"00:16:3e:ff:{number // 2:02x}:{number:02x}",
               "lease_time": "3600", "router": f"10.{number}.0.1"}
    return {"name": f"d{number}", "cidr": f"10.{number}.0.0/16", "options": options}


def _port_group(number: int, ports: int, acls: int) -> dict:
    rules = [{"direction": "to-lport", "priority": rule + 1, "action": "allow-related",
              "match": f"outport == @pg{number} && tcp.dst == {rule + 1}"} for rule in range(acls)]
    return {"name": f"pg{number}", "ports": [f"sw{number}-p{index}" for index in range(1, ports)], "acls": rules}


def nbctl_words(doc: dict) -> list[list[str]]:
    """The same rows by ovn-nbctl's own verbs, each command a list of words."""
    lines = [line for router in doc["routers"] for line in _router_words(router)]
    for dhcp in doc["dhcp_options"]:
        lines.append([f"--id=@{dhcp['name']}", "create", "DHCP_Options", f"cidr={dhcp['cidr']}",
                      *(f"options:{key}={_quoted(value)}" for key, value in dhcp["options"].items())])
    for switch in doc["switches"]:
        lines.append(["ls-add", switch["name"]])
        lines += [line for port in switch["ports"] for line in _port_words(switch["name"], port)]
    for group in doc["port_groups"]:
        lines.append(["pg-add", group["name"], *group["ports"]])
        lines += [["--type=port-group", "acl-add", group["name"], *_acl_words(acl)] for acl in group["acls"]]
    return lines


def _acl_words(acl: dict) -> list[str]:
    return [acl["direction"], str(acl["priority"]), acl["match"], acl["action"]]


def _router_words(router: dict) -> list[list[str]]:
    name = router["name"]
    lines = [["lr-add", name]]
    lines += [["lrp-add", name, port["name"], port["mac"], *port["networks"]] for port in router["ports"]]
    lines += [["lr-nat-add", name, nat["type"], nat["external_ip"], nat["logical_ip"]] for nat in router["nat"]]
    return lines + [["lr-route-add", name, route["ip_prefix"], route["nexthop"]] for route in router["static_routes"]]


def _port_words(switch: str, port: dict) -> list[list[str]]:
    name = port["name"]
    lines = [["lsp-add", switch, name], ["lsp-set-addresses", name, *port["addresses"]]]
    if "type" in port:
        options = [f"{key}={value}" for key, value in port["options"].items()]
        return [*lines, ["lsp-set-type", name, port["type"]], ["lsp-set-options", name, *options]]
    columns = [f"dhcpv4_options=@{port['dhcpv4_options']}", *(f"external_ids:{k}={v}" for k, v in port["external_ids"].items())]
    return [*lines, ["lsp-set-port-security", name, *port["port_security"]], ["set", "Logical_Switch_Port", name, *columns]]


def nbctl_creates(doc: dict) -> list[list[str]]:
    """The same rows by ovn-nbctl's create, which looks no name up: less to read for a user, less to do for the program."""
    lines = []
    for router in doc["routers"]:
        children = {"ports": "Logical_Router_Port", "nat": "NAT", "static_routes": "Logical_Router_Static_Route"}
        names = {column: [_create(lines, table, row) for row in router[column]] for column, table in children.items()}
        _create(lines, "Logical_Router", {"name": router["name"]}, names)
    dhcp = {each["name"]: _create(lines, "DHCP_Options", {"cidr": each["cidr"], "options": each["options"]})
            for each in doc["dhcp_options"]}
    ports = {}
    for switch in doc["switches"]:
        for port in switch["ports"]:
            reference = {"dhcpv4_options": [dhcp[port["dhcpv4_options"]]]} if "dhcpv4_options" in port else {}
            row = {key: value for key, value in port.items() if key != "dhcpv4_options"}
            ports[port["name"]] = _create(lines, "Logical_Switch_Port", row, reference)
        _create(lines, "Logical_Switch", {"name": switch["name"]}, {"ports": [ports[port["name"]] for port in switch["ports"]]})
    for group in doc["port_groups"]:
        hung = {"ports": [ports[name] for name in group["ports"]], "acls": [_create(lines, "ACL", acl) for acl in group["acls"]]}
        _create(lines, "Port_Group", {"name": group["name"]}, hung)
    return lines


def _create(lines: list[list[str]], table: str, row: dict, names: dict[str, list[str]] | None = None) -> str:
    name = f"@n{len(lines)}"
    words = [f"--id={name}", "create", table]
    for column, value in row.items():
        if isinstance(value, dict):
            words += [f"{column}:{key}={_quoted(item)}" for key, item in value.items()]
        else:
            words.append(f"{column}={','.join(map(_quoted, value)) if isinstance(value, list) else _quoted(value)}")
    lines.append(words + [f"{column}={','.join(some)}" for column, some in (names or {}).items()])
    return name


def _quoted(value) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'


def one_command(lines: list[list[str]]) -> list[str]:
    return [word for line in lines for word in ("--", *line)]


def fill(session: Session, ports: int, on_a_switch: int = PORTS_ON_A_SWITCH) -> None:
    """A database in use: per switch a port group with rules, an address set and a translation, some ports with addresses."""
    for first in range(0, ports, 5000):
        last = min(ports, first + 5000)
        steps = [step for start in range(first, last, on_a_switch) for step in _in_use(start, min(start + on_a_switch, last))]
        session.commit(steps)
    if on_a_switch > 5000:  # the parts of one large switch
        _unite(session)


def _in_use(start: int, end: int) -> list[dict]:
    steps, held = [], []
    for number in range(start, end):
        address = f"00:17:00:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x} 10.{number >> 16 & 255}.0.1"
        columns = {"name": f"used{number}", "addresses": address, "port_security": address,
                   "external_ids": ["map", [["vm", f"vm{number}"], ["zone", "a"]]]}
        steps.append(_insert("Logical_Switch_Port", held, columns))
    ports, acls, nat = ["set", held], [], []
    for rule in range(1, 6):
        match = f"outport == @used{start} && tcp.dst == {rule}"
        steps.append(_insert("ACL", acls, {"direction": "to-lport", "priority": rule, "match": match, "action": "allow-related"}))
    steps.append(_insert("NAT", nat, {"type": "snat", "external_ip": "198.19.0.1", "logical_ip": "10.0.0.0/8"}))
    addresses = ["set", [f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}" for number in range(start, end)]]
    return [
        *steps,
        _insert("Logical_Switch", [], {"name": f"used{start}", "ports": ports}),
        _insert("Logical_Router", [], {"name": f"used{start}", "nat": ["set", nat]}),
        _insert("Port_Group", [], {"name": f"used{start}", "ports": ports, "acls": ["set", acls]}),
        _insert("Address_Set", [], {"name": f"used{start}", "addresses": addresses}),
    ]


def _unite(session: Session) -> None:
    """Put all ports on one switch."""
    rows = session.read([op.select("Logical_Switch", [], ["_uuid", "name", "ports"])])[0]
    rows.sort(key=lambda row: row["name"] != "used0")
    keeper, *others = [row["_uuid"] for row in rows]
    ports = ["set", [["uuid", each] for row in rows for each in row["ports"]]]
    session.commit([op.update("Logical_Switch", [op.by_uuid(keeper)], {"ports": ports}),
                    *(op.delete("Logical_Switch", [op.by_uuid(other)]) for other in others)])


def _insert(table: str, held: list, columns: dict) -> dict:
    name = str(uuid.uuid4())
    held.append(["uuid", name])
    return op.insert(table, name, columns)


def inserts(session: Session, tables: tuple[str, ...], known: set[str]) -> list[dict]:
    """What a database holds beyond the rows C(known), as the shortest transaction that makes it."""
    steps = []
    for table in tables:
        schema = session.schema[table]
        for row in session.read([op.select(table, [], ["_uuid", *schema.columns])])[0]:
            columns = {name: schema[name].wire(value) for name, value in row.items()
                       if name != "_uuid" and value != schema[name].default}
            if row["_uuid"] not in known:
                steps.append(op.insert(table, row["_uuid"], columns))
    return steps
