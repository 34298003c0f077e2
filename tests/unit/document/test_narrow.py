# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that reads what its entries touch does what it would do had it read everything; and it reads no more than that."""

from __future__ import annotations

from random import Random

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import OvnError
from ansible_collections.overlay.ovn.plugins.module_utils.network.memory import CONFIG_MARK
from ansible_collections.overlay.ovn.plugins.module_utils.network.uses import MARKED, USES_MARK
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import recollection

from ...support.long import rounds
from ..serial.tasks import ENTRIES, SITE, network, nic
from .conftest import WHOLE
from .conftest import nic as plain_nic

CASES = rounds(60, 2000)
PARTS = 2


@pytest.fixture
def marked(site):
    """A database in which users can be found by their marks, as they can after the first task."""
    site.apply(SITE)
    assert MARKED in _settings(site).items()
    return site


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """How much is read of what the database remembers: all of it, or what is needed."""
    seen: list[str] = []
    whole, load = recollection.read_whole, recollection.Recollection.load
    monkeypatch.setattr(recollection, "read_whole", lambda *arguments: seen.append("all") or whole(*arguments))
    monkeypatch.setattr(recollection.Recollection, "load", lambda memory, needs: seen.append("some") or load(memory, needs))
    return seen


def _settings(site) -> dict[str, str]:
    (row,) = site.rows("NB_Global")["NB_Global"].values()
    return row["external_ids"]


def _draw(random: Random) -> dict:
    """Entries of some kinds, of which some go."""
    document: dict = {}
    for dummy in range(random.choice([1, 1, 2, 3])):
        document.update(random.choice(ENTRIES)(random))
    others = [
        {"networks": [{**network(5), "ipv4_address": None, "ipv6_address": None}]},
        {"networks": [network(random.randint(1, 4), base_name=f"overlay-n{random.randint(1, 4)}")]},
        {"networks": [network(1), network(2, security_acls=["db"]), network(3)]},
        {"network_nics": [nic(random.randint(1, 3), "i9", 19, nested="eth7", vlan=7, name="eth8"), nic(1, "i9", 18, name="eth7")]},
        {"network_nics": [{"network": "n1", "instance": "i2", "name": "eth0", "instance_id": random.choice(["i1", "other"])}]},
        {"network_nics": [{"network": "n1", "instance": f"a{number}"} for number in range(3)]},
        {"network_acls": [{"name": "db", "base_name": "overlay_acl_web"}]},
        {"networks": [{"name": "nn", "renamed_from": "n3", "network": "UP"}]},
        {"networks": [network(3, ipv4_nat_address="198.18.2.9")]},
    ]
    return {**document, **(random.choice(others) if random.random() < 0.3 else {})}


def _answer(site, document: dict, options: dict) -> tuple:
    try:
        result = site.apply(document, check=True, **options)
    except OvnError as exc:
        return tuple(sorted(str(exc).splitlines()))
    return result["changed"], _sorted(result["diff"]), sorted(map(str, result["commands"])), result["networks"], result["network_nics"]


def _sorted(rows) -> list[str]:
    return sorted(map(str, rows if isinstance(rows, list) else [rows]))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_narrow_read_plans_what_a_whole_one_does(marked, monkeypatch, part):
    lots = Random(part)
    for number in range(part, CASES, PARTS):
        random = Random(number)
        document = _draw(random)
        options = {"force": random.random() < 0.2, "purge": random.random() < 0.03, "owner": random.choice(["ansible", "ansible", "guest"]),
                   "state": "absent" if random.random() < 0.1 else "present"}
        if options["state"] == "absent":
            document = {kind: [{key: value for key, value in each.items() if key != "state"} for each in entries] for kind, entries in document.items()}
        found = _answer(marked, document, options)
        with monkeypatch.context() as patched:
            patched.setattr(recollection.Recollection, "is_marked", False)
            assert found == _answer(marked, document, options), (number, document, options)
        if lots.random() < 0.6:
            try:
                marked.apply(document, **options)
            except OvnError:
                pass


def test_what_a_task_does_not_touch_is_not_read(marked, reads, monkeypatch):
    seen: list[dict] = []
    remembered = recollection._remembered
    monkeypatch.setattr(recollection, "_remembered", lambda kind, table, row: seen.append(row) or remembered(kind, table, row))
    assert marked.apply({"network_nics": [nic(1, "i7", 17)]})["changed"]
    assert "all" not in reads and "some" in reads
    texts = [row["external_ids"][CONFIG_MARK] for row in seen]
    assert any('"instance":"i1"' in text for text in texts) and not any('"instance":"i3"' in text for text in texts)


def test_rows_of_an_older_release_are_all_read_until_they_are_marked(site, reads):
    site.apply(WHOLE)
    marks = [[key for key in row["external_ids"] if key.startswith(USES_MARK)] for row in site.rows("Logical_Switch_Port")["Logical_Switch_Port"].values()]
    assert any(marks)
    taken = sorted({each for some in marks for each in some})
    site.write([op.mutate("Logical_Switch_Port", [], [["external_ids", "delete", ["set", taken]]]),
                op.mutate("NB_Global", [], [["external_ids", "delete", ["set", [MARKED[0]]]]])])
    reads.clear()
    site.apply({"network_nics": [plain_nic("c9", 19)]})
    assert reads[0] == "all" and MARKED not in _settings(site).items()
    site.apply(WHOLE)
    assert MARKED in _settings(site).items()
