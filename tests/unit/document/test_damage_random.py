# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever somebody writes into rows by hand, and whatever is asked then: a task ends with a result or with one clear error."""

from __future__ import annotations

import json
import random
import uuid
from contextlib import suppress
from functools import partial

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, NotReached, OvnError, Refused
from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import TABLES
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.gateways import read_gateways

from ...support.long import rounds
from .conftest import WHOLE, network, nic
from .test_users import SITE

NAMELESS = {"network": "net3", "instance": "c5", "ipv4_address": "none", "ipv6_address": "none"}
DOCUMENTS = (WHOLE, SITE, {**WHOLE, "networks": [*WHOLE["networks"][:1], network("net2", 2, base_name="other", flavor="incus", chassis=["c1"])]},
             {**SITE, "networks": [*SITE["networks"], {"name": "net3"}], "network_nics": [nic("c1", 11), NAMELESS]})
WORDS = (None, True, 0, -1, 5, 2.5, "", "x", "none", "garbage", "::", "0.0.0.0", "10.10.1.999/24", "fe80::1%x/64", "a\nb", "\ud800", "\0", "é" * 300,
         [], [5], [[]], ["x"], {}, {"x": 1}, {"name": 1}, [{"name": "x"}], [{}], "@net9/net1", ["@net1/net9"], "198.18.1.100", "10.10.1.11", ["net1"])
ROOTS = [table.name for table in TABLES.values() if not table.parents and not table.is_only_row]
GARBAGE = (("Logical_Router_Port", "networks"), ("Logical_Router_Port", "mac"), ("NAT", "external_ip"), ("NAT", "logical_ip"), ("DHCP_Options", "cidr"),
           ("Logical_Switch_Port", "dynamic_addresses"), ("Logical_Switch_Port", "addresses"), ("Logical_Router_Static_Route", "ip_prefix"),
           ("ACL", "match"), ("Load_Balancer", "protocol"), ("HA_Chassis", "chassis_name"), ("Logical_Switch", "name"), ("Port_Group", "name"))


class Vandal:
    """Somebody with ovn-nbctl and little care."""

    def __init__(self, site, chance: random.Random):
        self.site = site
        self.chance = chance

    def act(self) -> None:
        act = self.chance.choice((self.rewrite, self.rewrite, self.rewrite, self.delete, self.unmark, self.scribble, self.copy))
        try:
            act({table: list(rows.values()) for table, rows in self.site.rows().items() if rows})
        except (OvnError, IndexError, UnicodeEncodeError):
            return  # the server would not have it, or there is no such row

    def rewrite(self, rows: dict) -> None:
        """Another memory for an entry."""
        table, row = self.chance.choice([(table, row) for table, some in rows.items() for row in some if "overlay_config" in row.get("external_ids", {})])
        options = json.loads(row["external_ids"]["overlay_config"])
        options = self._mutated(options) if isinstance(options, dict) and self.chance.random() < 0.8 else self.chance.choice(WORDS)
        self._mark(table, row, {**row["external_ids"], "overlay_config": json.dumps(options)})

    def _mutated(self, options: dict) -> dict:
        for _each in range(self.chance.randint(1, 2)):
            name = self.chance.choice([*options, "ipv4_address", "network", "security_acls", "ports", "ingress"])
            if isinstance(options.get(name), dict) and self.chance.random() < 0.5:
                options = {**options, name: self._mutated(options[name] or {"x": 1})}
            elif isinstance(options.get(name), list) and options[name] and self.chance.random() < 0.6:
                options = {**options, name: [self._mutated(options[name][0]) if isinstance(options[name][0], dict) else self.chance.choice(WORDS)]}
            else:
                options = {key: value for key, value in options.items() if key != name}
                options |= {name: self.chance.choice(WORDS)} if self.chance.random() < 0.8 else {}
        return options

    def delete(self, rows: dict) -> None:
        table = self.chance.choice([table for table in rows if table in ROOTS])
        self.site.write([op.delete(table, [op.by_uuid(self.chance.choice(rows[table])["_uuid"])])])

    def unmark(self, rows: dict) -> None:
        table = self.chance.choice([table for table in rows if "external_ids" in rows[table][0]])
        row = self.chance.choice(rows[table])
        keys = [key for key in row["external_ids"] if self.chance.random() < 0.5]
        others = self.chance.choice([{}, {"lxd_switch": "x"}, {"overlay_kind": "networks"}, {"overlay_nic": "x"}])
        self._mark(table, row, {key: row["external_ids"][key] for key in keys} | others)

    def scribble(self, rows: dict) -> None:
        table, column = self.chance.choice(GARBAGE)
        row = self.chance.choice(rows.get(table, []))
        word = self.chance.choice([word for word in WORDS if isinstance(word, str)])
        self.site.write([op.update(table, [op.by_uuid(row["_uuid"])], {column: word})])

    def copy(self, rows: dict) -> None:
        """A second row that says it is the first."""
        table = self.chance.choice([table for table in rows if table in ROOTS and "external_ids" in rows[table][0]])
        row = self.chance.choice(rows[table])
        name = {"name": f"copy-{uuid.UUID(int=self.chance.getrandbits(128))}"} if "name" in row else {}
        marks = ["map", [list(each) for each in row["external_ids"].items()]]
        self.site.write([op.insert(table, str(uuid.UUID(int=self.chance.getrandbits(128))), {**name, "external_ids": marks})])

    def _mark(self, table: str, row: dict, marks: dict) -> None:
        self.site.write([op.update(table, [op.by_uuid(row["_uuid"])], {"external_ids": ["map", [list(each) for each in marks.items()]]})])


def asked(chance: random.Random) -> tuple[dict, dict]:
    """A part of a document, and what is to become of it."""
    whole = chance.choice(DOCUMENTS)
    document = {kind: [entry for entry in entries if chance.random() < 0.6] for kind, entries in whole.items() if chance.random() < 0.6}
    if chance.random() < 0.3:
        document = {kind: [{**entry, "state": chance.choice(["present", "absent"])} for entry in entries] for kind, entries in document.items()}
    options = chance.choice([{}, {}, {}, {"state": "absent"}, {"state": "absent", "force": True}, {"purge": True, "allow_empty": True}, {"adopt": True}])
    return document, options


def finds(act, story: list) -> None:
    """It has a result."""
    try:
        act()
    except Exception as exc:
        raise AssertionError(f"{type(exc).__name__}: {exc}, after {story}") from exc


def unless_refused(act) -> None:
    """One clear error is a result too; but there are no other writers."""
    with suppress(InvalidInput, NotReached, Refused):
        act()


def test_a_database_that_somebody_wrote_in_never_ends_in_a_traceback(site):
    for seed in range(rounds(12, 800)):
        chance, story = random.Random(seed), [f"seed {seed}"]
        site.write([op.delete("Logical_Router", [])])
        site.write([op.delete(table, []) for table in ROOTS if table in site.server.session().schema.tables])
        site.apply(chance.choice(DOCUMENTS))
        vandal = Vandal(site, chance)
        for _step in range(4):
            for _act in range(chance.randint(1, 3)):
                vandal.act()
            finds(site.info, story)
            finds(partial(read_gateways, site.server.session(), frozenset()), story)
            document, options = asked(chance)
            story.append((document, options))
            check = chance.random() < 0.3
            task = partial(site.apply, document, check, wait_timeout=0, **options)
            finds(partial(unless_refused, task), story)
