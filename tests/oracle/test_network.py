# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network described with LXD's keys must end in the rows that LXD writes, or its users cannot move to us."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import TABLES
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network import ARGUMENTS, run_network

from .cases import UPLINK, cases
from .deviations import level
from .normalise import normalise, recorded

PLAIN = {"10-fixed", "10-fixed-nat", "11-ipv4only", "12-ipv6only", "13-nonat4", "13-nonat46", "14-dhcp6stateful", "14-nodhcp4", "15-dnsdomain", "16-mtu"}
LXD = [case for case in cases("lxd") if case.path.stem in PLAIN]
DEFAULTS = {name: spec.get("default") for name, spec in ARGUMENTS.items()}
# Each daemon has a default domain of its own.
DAEMON = {"dns_domain": "lxd"}


def parameters(case, server) -> dict:
    given = {"uplinks": [UPLINK], "chassis": ["peer-lxdtx"], "nb_connection": [server.endpoint], "timeout": 10}
    return {**DEFAULTS, **DAEMON, **given, **case.network()}


def rows(server) -> dict[str, list[dict]]:
    session = server.session()
    tables = [name for name in TABLES if name != "NB_Global" and name in session.schema.tables]
    columns = {name: ["_uuid", *session.schema[name].columns] for name in tables}
    return dict(zip(tables, session.read([op.select(name, [], columns[name]) for name in tables])))


def our_names(network: dict) -> dict[str, str]:
    base = network["base_name"]
    return {base: "lxd-NET1", base.replace("-", "_"): "lxd_NET1", network["hwaddr"]: "MAC1"}


@pytest.mark.parametrize("case", LXD, ids=lambda case: case.path.stem)
def test_a_network_has_the_rows_that_lxd_writes(case, northbound):
    network = run_network(parameters(case, northbound), False)["network"]
    ours = level(normalise(rows(northbound), our_names(network)))
    assert ours == level(recorded(case.northbound("setup")))


@pytest.mark.parametrize("case", LXD, ids=lambda case: case.path.stem)
def test_a_deleted_network_leaves_nothing_behind(case, northbound):
    given = parameters(case, northbound)
    run_network(given, False)
    assert run_network({**given, "state": "absent"}, False)["changed"]
    assert not any(rows(northbound).values())
    assert case.northbound("after-delete") == {}


def test_every_recording_is_looked_at():
    assert len(LXD) >= 10
