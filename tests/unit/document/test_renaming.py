# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network gets another name, and nothing else changes but what says so."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.northd import Northd
from ...support.steps import four_steps
from .conftest import WHOLE, network, nic
from .test_users import SITE

NEW = {**network("beta", 1, security_acls=["net"], chassis=["c1"]), "renamed_from": "net1"}


def bare(rows: dict) -> dict:
    """Rows without what remembers entries."""
    return {table: {uuid: {**row, "external_ids": {key: value for key, value in row.get("external_ids", {}).items()
                                                   if not key.startswith(("overlay_config", "overlay_uses_"))}}
                    for uuid, row in found.items()} for table, found in rows.items()}


@pytest.fixture
def renamed(site):
    site.apply({**SITE, "networks": [{**SITE["networks"][0], "chassis": ["c1"]}, SITE["networks"][1]]})
    return site


def test_rows_stay_and_everything_follows(renamed):
    before = bare(renamed.rows())
    four_steps(renamed.apply, document={"networks": [NEW]})
    assert bare(renamed.rows()) == before
    info = renamed.info()
    assert info["findings"] == [] and info["drift"] == [] and "net1" not in str(info["document"]).replace("overlay-net1", "")
    assert {each["name"]: each["base_name"] for each in info["networks"]} == {"beta": "overlay-net1", "net2": "overlay-net2"}
    assert not any("net1" in key for rows in renamed.rows().values() for row in rows.values()
                   for key in row.get("external_ids", {}) if key.startswith("overlay_uses_"))
    assert not renamed.apply(info["document"])["changed"]


def test_what_comes_with_it_in_one_task_bears_the_new_name(renamed):
    more = {"networks": [NEW], "network_nics": [nic("c9", 99) | {"network": "beta"}]}
    four_steps(renamed.apply, document=more)
    assert renamed.row("Logical_Switch_Port", "overlay-net1-instance-c9-eth0")
    with pytest.raises(InvalidInput, match="there is no network net1"):
        renamed.apply({"network_nics": [nic("c8", 98)]})
    with pytest.raises(InvalidInput, match="network beta is in use by"):
        renamed.apply({"networks": [{"name": "beta", "state": "absent"}]})
    renamed.apply({kind: [] for kind in WHOLE}, purge=True, allow_empty=True)
    assert not any(renamed.rows().values())


@pytest.mark.parametrize(("entries", "words"), [
    ([{**NEW, "renamed_from": "nte1"}], "there is no network nte1 that could become beta"),
    ([{**NEW, "name": "net2"}], "there is a network net1, and a network net2 too"),
    ([{**NEW, "name": "net1"}], "the same task says what shall become of network net1"),
    ([NEW, {"name": "net1", "state": "absent"}], "the same task says what shall become of network net1"),
    ([NEW, {**network("gamma", 7), "renamed_from": "net1"}], "network net1 becomes beta already"),
])
def test_what_cannot_be_renamed_is_refused_in_the_users_words(renamed, entries, words):
    before = renamed.rows()
    with pytest.raises(InvalidInput, match=rf"networks\[\d\].renamed_from.*{words}"):
        renamed.apply({"networks": entries})
    assert renamed.rows() == before


def test_a_name_that_is_taken_away_by_absent_takes_nothing_else(renamed):
    before = renamed.rows()
    renamed.apply({"networks": [{**NEW, "state": "absent"}]})
    assert renamed.rows() == before


@pytest.fixture
def southbound(renamed, tmp_path_factory, schema_root):
    northd = Northd(renamed.server, tmp_path_factory.mktemp("s"), schema_root)
    yield northd.southbound
    northd.stop()


def flows(southbound) -> dict[str, dict]:
    """All that ovn-controller makes flows of, by UUID; what is told of a row beside that is left out."""
    session = southbound.session()
    tables = ("Datapath_Binding", "Port_Binding", "Logical_Flow", "Logical_DP_Group", "Address_Set", "Port_Group", "Load_Balancer", "DNS")
    columns = [sorted({"_uuid", *session.schema[table].columns} - {"external_ids"}) for table in tables]
    found = session.read([op.select(table, [], some) for table, some in zip(tables, columns)])
    return {row["_uuid"]: row for rows in found for row in rows}


def test_no_chassis_gets_another_flow(renamed, southbound):
    """Not one row changes of which chassis make flows, so packets go on as they went."""
    site = {"wait": "sb", "wait_timeout": 30}
    renamed.apply({"network_nics": [nic("c9", 99)]}, **site)
    before = flows(southbound)
    assert renamed.apply({"networks": [NEW]}, **site)["changed"]
    assert before and flows(southbound) == before
