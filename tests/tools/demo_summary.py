# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show what the demo built: chassis, networks, instances, and who reaches whom. Fails when somebody does not."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

LAB = os.environ.get("LAB_NAME", "ovnlab")
INVENTORY = Path(__file__).parents[2] / "molecule" / "inventory"
OUTSIDE = {"outside v4": "198.18.1.1", "outside v6": "fd42:18:1::1"}


def run(host: str, script: str, netns: str | None = None) -> str:
    """Output of a shell script in a host of the lab, or in an instance there; empty when it fails."""
    inside = ["ip", "netns", "exec", netns] if netns else []
    command = ["podman", "exec", "-i", f"{LAB}-{host}", *inside, "sh", "-s"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def rows(host: str, tool: str, table: str, columns: list[str]) -> list[dict[str, str]]:
    """Rows of an OVN table as dicts of text."""
    text = run(host, f"{tool} --format=csv --data=bare --no-headings --columns={','.join(columns)} list {table}")
    return [dict(zip(columns, row)) for row in csv.reader(text.splitlines())]


def show(title: str, head: list[str], body: list[list[str]]) -> None:
    widths = [max(len(str(line[i])) for line in [head, *body]) for i in range(len(head))]
    print(f"\n{title}")
    for line in [head, *body]:
        print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(line, widths)).rstrip())


def inventory() -> dict[str, Any]:
    done = subprocess.run(
        ["ansible-inventory", "--inventory", str(INVENTORY), "--list"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def addresses(instance: dict[str, Any]) -> dict[str, str]:
    """Global addresses of an instance's first NIC, by family."""
    nic = instance["nics"][0]
    text = run(instance["host"], f"ip -json -netns {nic['netns']} address show dev {nic['name']} scope global")
    links = json.loads(text) if text else []
    found = [entry for link in links for entry in link.get("addr_info", []) if "local" in entry]
    return {entry["family"]: entry["local"] for entry in found if not entry.get("tentative")}


def wait_for_addresses(instances: list[dict[str, Any]], seconds: int = 60) -> dict[str, dict[str, str]]:
    until = time.monotonic() + seconds
    while True:
        known = {instance["name"]: addresses(instance) for instance in instances}
        if all(len(found) == 2 for found in known.values()) or time.monotonic() > until:
            return known
        time.sleep(1)


def pings(instance: dict[str, Any], targets: dict[str, str]) -> dict[str, str]:
    """Ping all targets at once from an instance; the round trip time, or "no answer"."""
    script = "".join(
        f"(t=$(ping -n -q -c 3 -i 0.2 -W 3 {address} | sed -n 's:.*= [^/]*/\\([^/]*\\)/.*:\\1 ms:p');"
        f' echo "{name}=${{t:-no answer}}") &\n'
        for name, address in targets.items()
    )
    answer = run(instance["host"], script + "wait\n", instance["nics"][0]["netns"])
    return dict(line.split("=", 1) for line in answer.splitlines())


def matrix(instances: list[dict[str, Any]], known: dict[str, dict[str, str]]) -> bool:
    """Print who reaches whom inside each network, and the outside host; true when all do."""
    complete = True
    networks = dict.fromkeys(instance["nics"][0]["network"] for instance in instances)
    for network in networks:
        members = [instance for instance in instances if instance["nics"][0]["network"] == network]
        for family, label in (("inet", "IPv4"), ("inet6", "IPv6")):
            outside = OUTSIDE["outside v4" if family == "inet" else "outside v6"]
            targets = {m["name"]: known[m["name"]].get(family, "") for m in members}
            body = []
            for member in members:
                wanted = {name: address for name, address in targets.items() if name != member["name"] and address}
                answers = pings(member, {**wanted, "outside": outside})
                cells = ["-" if name == member["name"] else answers.get(name, "no answer") for name in [*targets, "outside"]]
                complete = complete and "no answer" not in cells
                body.append([member["name"], *cells])
            show(f"Pings in {network}, {label} (from the left to the top)", ["", *targets, "outside"], body)
    return complete


def main() -> int:
    data = inventory()
    hostvars = data["_meta"]["hostvars"]
    central = data["ovn_central"]["hosts"][0]
    variables = hostvars[central]
    instances = variables["ovn_instances"]

    encaps = {row["chassis_name"]: row for row in rows(central, "ovn-sbctl", "encap", ["chassis_name", "type", "ip"])}
    chassis = sorted(rows(central, "ovn-sbctl", "chassis", ["name", "hostname"]), key=lambda row: row["name"])
    show(
        "Chassis",
        ["name", "host", "tunnel"],
        [[c["name"], c["hostname"], "{type} {ip}".format_map(encaps.get(c["name"], {"type": "none", "ip": ""}))] for c in chassis],
    )

    bindings = rows(central, "ovn-sbctl", "port_binding", ["logical_port", "type", "chassis"])
    names = {row["_uuid"]: row["name"] for row in rows(central, "ovn-sbctl", "chassis", ["_uuid", "name"])}
    ports = {row["name"]: row["networks"] for row in rows(central, "ovn-nbctl", "logical_router_port", ["name", "networks"])}
    gateways = {row["logical_port"]: names.get(row["chassis"], "none") for row in bindings if row["type"] == "chassisredirect"}
    body = []
    for network in variables["ovn_networks"]:
        base = network.get("base_name") or f"overlay-{network['name']}"
        body.append([
            network["name"],
            ports.get(f"{base}-lr-lrp-int", "missing"),
            ports.get(f"{base}-lr-lrp-ext", "missing"),
            gateways.get(f"cr-{base}-lr-lrp-ext", "none"),
        ])  # fmt: skip
    show("Networks", ["name", "inside", "on the uplink", "gateway is on"], body)

    known = wait_for_addresses(instances)
    show(
        "Instances",
        ["name", "host", "network", "IPv4", "IPv6"],
        [
            [i["name"], i["host"], i["nics"][0]["network"], *(known[i["name"]].get(f, "none") for f in ("inet", "inet6"))]
            for i in instances
        ],
    )
    complete = matrix(instances, known) and all(len(found) == 2 for found in known.values())

    first = instances[0]
    print(
        f"\nLook around:\n"
        f"  podman exec {LAB}-{central} ovn-nbctl show\n"
        f"  podman exec {LAB}-{first['host']} ip netns exec {first['nics'][0]['netns']} ping -c 3 {instances[1]['name']}.ovn\n"
        f"  podman exec -it {LAB}-{first['host']} bash"
    )
    if not complete:
        print("\nNot everything answers: see 'none', 'missing' and 'no answer' above.", file=sys.stderr)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
