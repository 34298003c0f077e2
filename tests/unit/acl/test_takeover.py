# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes of the rules of LXD and Incus when their ACLs are taken over."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.acl_groups import acl_rows
from ansible_collections.overlay.ovn.plugins.module_utils.network.acl_takeover import superseded

from .worlds import make_world

DROP = {"direction": "to-lport", "priority": 500, "match": "(outport == @lxd_acl1) && (tcp)"}


def theirs(group: str, **marks) -> list[dict]:
    rules = [{**DROP, "match": match} for match in (DROP["match"], "(inport == @lxd_acl1) && (udp)")]
    failsafe = {**DROP, "priority": 0, "match": "(inport == @lxd_acl1 || outport == @lxd_acl1)"}
    marks = {"lxd_port_group": group, **marks}
    return [{**rule, "_uuid": str(number), "external_ids": marks} for number, rule in enumerate([*rules, failsafe])]


@pytest.fixture
def rows():
    world = make_world(acls=[{"name": "web", "base_name": "lxd_acl1", "ingress": [{"action": "drop", "protocol": "tcp"}]}])
    return acl_rows(world.acls["web"], world)


def test_what_is_no_rule_of_ours_goes_by_its_uuid(rows):
    gone = superseded(rows, theirs("lxd_acl1"))
    assert [(row.ref.fixed, row.state, str(row.ref.scope)) for row in gone] == [
        (number, "absent", "Port_Group lxd_acl1") for number in ("1", "2")]


@pytest.mark.parametrize(("group", "marks"), [("lxd_acl2", {}), ("lxd_net1", {}), ("lxd_acl1", {"overlay_owner": "ansible"})])
def test_rules_of_others_and_rules_that_we_have_already_stay(rows, group, marks):
    assert superseded(rows, theirs(group, **marks)) == []


def test_an_acl_that_goes_takes_nothing_of_theirs_by_hand(rows):
    for row in rows:
        row.state = "absent"
    assert superseded(rows, theirs("lxd_acl1")) == []
