# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks by chance on one host, with others at work on it and kills at any instant: in the end the host is as it was."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
import traceback

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import OvnError
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import nic_link, uplink_bridge, uplink_pair

from ...support.long import rounds
from .conftest import Vswitchd, ip
from .test_nics import DEFAULTS
from .uplinks import linux_bridge, operators_bridge, quiet

pytestmark = pytest.mark.any_release
CARDS = ("eth1", "eth2")
UPLINKS = ("U1", "U2")
NICS = ("a", "b", "c")
# How long a task takes that is not killed: seconds.
TASK = 0.4
TASKS = 14


class Storm:
    """One host and what happens to it, drawn from one seed."""

    def __init__(self, host, root, spaces: list[str], seed: int):
        self.host, self.root, self.spaces = host, root, spaces
        self.chance = random.Random(seed)
        self.told: list[str] = []

    def uplink(self) -> tuple[str, dict]:
        wish = {"name": self.chance.choice(UPLINKS), "wait_timeout": 0, "datapath_type": "netdev"}
        if self.chance.random() < 0.3:
            return "uplink", {**wish, "state": "absent"}
        mtu = self.chance.choice([None, 1300, 1500, 9000])
        return "uplink", {**wish, "parent": self.chance.choice([*CARDS, "br0", "br-ex", "eth7"]), "mtu": mtu}

    def nics(self) -> tuple[str, dict]:
        some = self.chance.sample(NICS, self.chance.randint(1, len(NICS)))
        return "nics", {"nics": [self.nic(each) for each in some], "purge": self.chance.random() < 0.3}

    def nic(self, iface_id: str) -> dict:
        wish = {**DEFAULTS, "iface_id": iface_id, "name": self.chance.choice([None, None, "n0", "n1"])}
        if self.chance.random() < 0.2:
            return {**wish, "state": "absent"}
        if self.chance.random() < 0.2:
            return {**wish, "type": "tap"}
        return {**wish, "netns": self.chance.choice(self.spaces), "guest_name": self.chance.choice(["eth0", "eth1"]),
                "mtu": self.chance.choice([None, 1400])}

    def interfere(self) -> None:
        """What others do: to what was made for us, and to nothing else."""
        known = [*(nic_link(each) for each in NICS), *(end for name in UPLINKS for end in uplink_pair(name))]
        victim, bridge = self.chance.choice([*known, "n0", "n1"]), uplink_bridge(self.chance.choice(UPLINKS))
        marked = self.chance.choice(known)  # a link of another name, and without its mark, is nobody's
        acts = {
            f"delete the link {victim}": lambda: self.quietly("link", "delete", victim),
            f"set {victim} down": lambda: self.quietly("link", "set", victim, "down"),
            f"take the alias of {marked}": lambda: self.quietly("link", "set", marked, "alias", ""),
            f"remove the bridge {bridge}": lambda: self.host.run("bridge", name=bridge, state="absent"),
            f"remove the port {victim}": lambda: self.host.run("port", name=victim, state="absent"),
            "restart ovs-vswitchd": self.restart,
        }
        what = self.chance.choice(list(acts))
        self.told.append(what)
        acts[what]()

    @staticmethod
    def quietly(*words: str) -> None:
        subprocess.run(["ip", *words], check=False, capture_output=True)

    def restart(self) -> None:
        self.host.daemon.stop()
        self.host.daemon = Vswitchd(self.host.folder, self.root, self.host.server)

    def try_one(self) -> None:
        task, options = self.chance.choice([self.uplink, self.nics])()
        self.told.append(f"{task} {options}")
        planned = self.outcome(task, True, options)
        if self.chance.random() < 0.35:
            self.kill(task, options)
            return
        done = self.outcome(task, False, options)
        if isinstance(planned, dict) and isinstance(done, dict):
            assert done == planned, "the check run foresees the run"
            assert self.outcome(task, False, options)["changed"] is False, "the second run changes nothing"
        elif isinstance(planned, str):
            assert done == planned, "what a check run refuses is refused"

    def outcome(self, task: str, check: bool, options: dict) -> dict | str:
        try:
            result = self.host.run(task, check, **options)
        except OvnError as exc:
            self.told.append(f"  {'check' if check else 'run'}: {exc}")
            return str(exc)
        return {key: result[key] for key in ("changed", "diff", "commands")}

    def kill(self, task: str, options: dict) -> None:
        """At any instant of the task, its end among them."""
        delay = self.chance.uniform(0, TASK)
        self.told.append(f"  killed after {delay:.3f} s")
        child = os.fork()
        if child == 0:
            try:
                self.host.run(task, **options)
            except OvnError:
                pass
            except BaseException:  # pylint: disable=broad-except
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] in (0, signal.SIGKILL), "a task fails with one clear error"

    def look(self) -> dict:
        """All of a host that is not for us to change: links, cards, rows."""
        state = {name: (quiet(name), *self.settings(name)) for name in (*CARDS, "br0", "eth9")}
        names = {link["ifname"] for link in json.loads(ip("-json", "link"))}
        guests = {space: ip("-n", space, "-brief", "link") for space in self.spaces}
        columns = {"Bridge": ("name", "external_ids", "ports"), "Port": ("name", "external_ids", "tag"), "Interface": ("name", "type")}
        rows = {table: sorted(map(repr, self.host.rows(table, *some))) for table, some in columns.items()}
        return {"links": state, "names": names, "guests": guests, "rows": rows, "ids": self.host.external_ids}

    @staticmethod
    def settings(name: str) -> tuple:
        (link,) = json.loads(ip("-json", "link", "show", "dev", name))
        return link["mtu"], "UP" in link["flags"], link.get("ifalias")

    def clear(self) -> None:
        for name in UPLINKS:
            self.host.run("uplink", name=name, state="absent", wait_timeout=0)
        self.host.run("nics", nics=[{**DEFAULTS, "iface_id": each, "state": "absent"} for each in NICS])
        self.host.run("nics", nics=[], purge=True, allow_empty=True)


@pytest.mark.parametrize("seed", range(rounds(1, 40)))
def test_in_the_end_the_host_is_as_it_was(host, schema_root, namespaces, seed):
    for name, mtu in zip(CARDS, (1450, 9000)):
        host.card(name, up=name == "eth2")
        ip("link", "set", name, "mtu", str(mtu))
        ip("link", "set", f"{name}-wire", "mtu", "9000")
    linux_bridge()
    host.run("bridge", name="br-int", datapath_type="netdev")
    operators_bridge(host)
    host.note(ovn_bridge_mappings="FOREIGN:br-ex", whose="operator")
    storm = Storm(host, schema_root, [namespaces.add(), namespaces.add()], seed)
    before = storm.look()
    try:
        for _number in range(TASKS):
            if storm.chance.random() < 0.4:
                storm.interfere()
            storm.try_one()
        storm.clear()
        assert storm.look() == before
    except BaseException:
        print(f"seed {seed}:", *storm.told, sep="\n")
        raise
