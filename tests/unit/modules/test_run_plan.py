# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What site.yml says at its end is what its tasks did."""

from __future__ import annotations

import json
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.summary import NOTHING, summary, with_entries
from ansible_collections.overlay.ovn.plugins.module_utils.run_plan import OF_HOST, SHARED, run_plan

from .test_role_network import ROLE, Site

yaml = pytest.importorskip("yaml")
ROOT = Path(next(iter(collection.__path__)))
LINK = {"changed": True, "plan": summary([("add", "link", "link c1")])}
SAME = {"changed": False, "plan": NOTHING}


def test_a_network_that_was_made_is_named_and_a_judgement_is_none():
    made = {"changed": True, "plan": with_entries(summary([("add", "Logical_Switch", "Logical_Switch x")]), [("add", "network", "network n")])}
    hosts = {"h1": {"__network_made": made, "__chassis_registered": SAME}, "h2": {"__network_made": made, "__uplink_wired": {"results": [LINK, SAME]}}}
    assert run_plan(hosts, ["h1", "h2", "gone"]) == [
        "Networks: 1 to add, 0 to change, 0 to destroy (add network n). Rows: 1 to add, 0 to change, 0 to destroy.",
        "h2: 1 to add, 0 to change, 0 to destroy (add link c1).",
        "Hosts without changes: 1.",
    ]
    assert run_plan({"h1": {"__network_made": {**made, "changed": False}}}, ["h1"]) == ["Networks: not looked at."]


def test_a_hundred_hosts_are_a_page():
    lines = run_plan({f"h{number}": {"__uplink_wired": {"results": [LINK]}} for number in range(100)}, [f"h{number}" for number in range(100)])
    assert len(lines) == 22 and lines[-1] == "... and 80 more hosts with changes."


@pytest.mark.parametrize("name", [*SHARED, *OF_HOST])
def test_the_roles_register_what_is_put_together(name):
    assert any(f"register: {name}\n" in path.read_text() for path in (ROOT / "roles").glob("*/tasks/*.yml"))


def test_the_end_of_site_yml_tells_it(northbound, tmp_path):
    site = Site(northbound, tmp_path)
    (last,) = yaml.safe_load((ROOT / "playbooks" / "site.yml").read_text())[-1]["tasks"]
    text = json.dumps(site.play([ROLE, last], "--check"))
    assert "Networks: " in text and "(add uplink UPLINK, network net1, " in text
    site.play([ROLE])
    assert "Networks: No changes." in site.play([ROLE, last])
