# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The VLAN of a port, which a task asks for and ovn-northd writes into another column: it comes, changes, and goes again."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

from ...support.northd import Northd

PORT = {"name": "wire", "switch": "sw0", "type": "localnet", "options": {"network_name": "physnet"}}


@pytest.fixture
def switch(database, tmp_path_factory, schema_root):
    northd = Northd(database.server, tmp_path_factory.mktemp("s"), schema_root)
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    yield database
    northd.stop()


def tag(database) -> int | None:
    database.nbctl("--wait=sb", "sync")
    return database.row("Logical_Switch_Port", name="wire")["tag"]


def port(**options) -> dict:
    return {"switches": [{"name": "sw0", "ports": [{**{name: PORT[name] for name in ("name", "type", "options")}, **options}]}]}


@pytest.mark.parametrize("state", ["merged", "replaced"])
def test_what_ovn_copied_is_no_difference(switch, state):
    assert switch.topology(port(tag_request=5), state=state)["changed"]
    assert tag(switch) == 5
    assert not switch.topology(port(tag_request=5), state=state)["changed"]
    assert switch.topology(port(tag_request="7"), state=state)["changed"]
    assert tag(switch) == 7
    assert not switch.topology(port(tag_request=7), state=state)["changed"]


def test_a_vlan_that_is_not_wanted_any_more_leaves_the_wire(switch, four_steps):
    switch.task(nb.LOGICAL_SWITCH_PORT, **PORT, tag_request=5)
    assert tag(switch) == 5
    four_steps(lambda check: switch.topology(port(), state="replaced", check=check))
    assert tag(switch) is None


def test_a_tag_that_nobody_asked_ovn_for_is_exported_and_kept(switch, four_steps):
    switch.nbctl("lsp-add", "sw0", "wire", "--", "lsp-set-type", "wire", "localnet", "--", "set", "logical_switch_port", "wire", "tag=5")
    exported = switch.export()
    assert exported["switches"][0]["ports"][0]["tag"] == 5
    assert not switch.topology(exported)["changed"]
    four_steps(lambda check: switch.task(nb.LOGICAL_SWITCH_PORT, **PORT, tag=9, check=check))
    assert tag(switch) == 9


def test_an_export_names_the_request_and_not_its_copy(switch):
    switch.task(nb.LOGICAL_SWITCH_PORT, **PORT, tag_request=5)
    assert tag(switch) == 5
    exported = switch.export()["switches"][0]["ports"][0]
    assert (exported["tag_request"], "tag" in exported) == (5, False)


def test_a_tag_beside_another_request_is_refused(switch):
    with pytest.raises(InvalidInput, match=r"^tag: 6 is not 5, the tag_request, which OVN copies\. Give one of the two\."):
        switch.task(nb.LOGICAL_SWITCH_PORT, **PORT, tag_request=5, tag=6)
