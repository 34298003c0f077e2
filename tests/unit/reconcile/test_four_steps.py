# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every table: check, do, check, do; then absent, the same way; and nothing of it stays. The rows come from the declarations."""

from __future__ import annotations

import re

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.table import Parent, Table

from ...conftest import CHECKOUT
from ...support.samples import Sample, example, samples

MAC = "00:16:3e:00:00:01"
# Each table at each place where its rows can hang; those that live by a reference have no place, and tests of their own.
PLACES = [(table, parent) for table in nb.TABLES.values() if table.plural or table.parents for parent in table.parents or (None,)]
DESCRIBED = [(table, option) for table in nb.TABLES.values() for option in table.options if option.inline]


def has_module(table: Table) -> bool:
    return any(re.search(rf"TASK = table_task\((nb\.)?{name}\)", path.read_text()) for path in MODULES for name in names_of(table))


def names_of(table: Table) -> list[str]:
    return [name for name, value in vars(nb).items() if value is table]


def place_id(place: tuple[Table, Parent | None]) -> str:
    table, parent = place
    return f"{table}-of-{parent.table}" if parent and len(table.parents) > 1 else str(table)


SAMPLES: dict[tuple, Sample] = {}
MODULES = sorted((CHECKOUT / "plugins" / "modules").glob("*.py"))
WAYS = [(way, *place) for place in PLACES for way in ("module", "topology") if way == "topology" or has_module(place[0])]


@pytest.fixture(params=WAYS, ids=lambda way: f"{place_id(way[1:])}-{way[0]}")
def subject(request, database) -> Subject:
    way, table, parent = request.param
    return Subject(database, way, sample_of(database, table, parent), parent)


def sample_of(database, table: Table, parent: Parent | None, share: float = 1) -> Sample:
    schema = database.server.session().schema
    if table.name not in schema.tables:
        pytest.skip(f"{table} came with OVN {table.since}")
    known = (schema.version, table, parent, share)
    if known not in SAMPLES:
        SAMPLES[known] = example(samples(schema, table, parent, share))
    return SAMPLES[known]


class Subject:
    """One row as its module or a topology manages it."""

    def __init__(self, database, way: str, sample: Sample, parent: Parent | None):
        self.database = database
        self.way = way
        self.sample = sample
        self.parent = parent
        self.table = sample.table
        if sample.site:
            database.topology(sample.site)

    def run(self, check: bool = False, **options) -> dict:
        return getattr(self, f"_by_{self.way}")(check, options)

    def _by_module(self, check: bool, options: dict) -> dict:
        place = {self.parent.option: self.sample.parent.name} if self.parent and self.parent.option else {}
        return self.database.task(self.table, check, **place, **options)

    def _by_topology(self, check: bool, options: dict) -> dict:
        node, table, inner = self.sample.parent, self.table, options
        while node is not None:
            column = next(each.column for each in table.parents if each.table == node.table.name)
            inner = {**node_key(node), column: [inner] if table.key else inner}
            node, table = node.parent, node.table
        return self.database.topology({table.plural: [inner] if table.key else inner}, check)

    @property
    def options(self) -> dict:
        return self.sample.options if self.way == "module" else self.sample.entry

    def uuids(self) -> list[str]:
        return [row["_uuid"] for row in self.database.rows(self.table.name)]


def node_key(node) -> dict:
    return {name: node.entry[name] for name in node.entry if name == "name" or name in node.table.key}


def test_a_row_is_made_and_removed_as_check_mode_says(subject, four_steps):
    before, count = subject.database.dump(), len(subject.uuids())
    four_steps(subject.run, **subject.options)
    assert len(subject.uuids()) > count or subject.table.is_only_row
    if subject.table.is_only_row:
        return
    four_steps(subject.run, **{**subject.options, "state": "absent"})
    assert subject.database.dump() == before


def test_a_row_is_removed_by_its_key_alone(subject, four_steps):
    if subject.table.is_only_row:
        pytest.skip("this row is never removed")
    before = subject.database.dump()
    subject.run(**subject.options)
    four_steps(subject.run, **{**subject.sample.key, "state": "absent"})
    assert subject.database.dump() == before


def test_a_row_that_is_changed_keeps_its_uuid(subject, four_steps):
    if not subject.sample.change:
        pytest.skip("no option of this table can change")
    subject.run(**subject.options)
    uuids = subject.uuids()
    done = four_steps(subject.run, **{**subject.sample.key, **subject.sample.change})
    columns = {option.target for option in subject.table.options if option.name in subject.sample.change}
    assert [set(entry["after"]) for entry in done["diff"]] == [columns]
    assert subject.uuids() == uuids


@pytest.mark.parametrize("described", DESCRIBED, ids=lambda pair: f"{pair[0]}-{pair[1].name}")
def test_a_row_that_lives_by_a_reference_goes_with_it(database, four_steps, described):
    table, option = described
    parent = table.parents[0] if table.parents else None
    full, plain = (sample_of(database, table, parent, share) for share in (1, 0))
    if option.name not in full.options:
        pytest.skip(f"{table} has {option.name} since OVN {option.since}")
    subject = Subject(database, "module", full, parent)
    if plain.site:
        database.topology(plain.site)
    rest = {**plain.options, **full.key}
    subject.run(**rest)
    uuids, before = subject.uuids(), database.dump()
    four_steps(subject.run, **rest, **{option.name: full.options[option.name]})
    assert database.count(option.refers) == len(before[option.refers]) + 1
    four_steps(subject.run, **rest, **{option.name: {}})
    assert subject.uuids() == uuids and database.dump() == before


def test_every_table_has_tests_here():
    described = {nb.TABLES[option.refers] for _table, option in DESCRIBED}
    assert set(nb.TABLES.values()) == {table for _way, table, _parent in WAYS} | described


@pytest.fixture
def site(database):
    """What the rows of the tests hang at and refer to."""
    for table, options in {nb.LOGICAL_SWITCH: {"name": "sw0"}, nb.LOGICAL_SWITCH_PORT: {"name": "p0", "switch": "sw0"}}.items():
        database.task(table, **options)
    return database


def test_a_chassis_group_and_its_chassis(database, four_steps):
    chassis = [{"chassis_name": "host1", "priority": 20}, {"chassis_name": "host2", "priority": 0}]
    four_steps(database.group, name="g1", ha_chassis=chassis)
    four_steps(database.group, name="g1", ha_chassis=[{"chassis_name": "host1", "priority": 30}])
    assert {row["chassis_name"]: row["priority"] for row in database.rows("HA_Chassis")} == {"host1": 30, "host2": 0}
    four_steps(database.group, name="g1", ha_chassis=[{"chassis_name": "host2", "state": "absent"}])
    four_steps(database.group, name="g1", ha_chassis=[{"chassis_name": "host3", "priority": 1}], exact=True)
    assert [row["chassis_name"] for row in database.rows("HA_Chassis")] == ["host3"]
    four_steps(database.group, name="g1", state="absent")
    assert database.count("HA_Chassis") == database.count("HA_Chassis_Group") == 0


def test_a_parent_takes_its_children_along_and_the_diff_names_each(site, four_steps):
    site.task(nb.ACL, switch="sw0", direction="to-lport", priority=0, match="ip", action="drop", name="x")
    done = four_steps(lambda **rest: site.task(nb.LOGICAL_SWITCH, **rest), name="sw0", state="absent")
    tables = sorted(entry["before_header"].split()[0] for entry in done["diff"])
    assert tables == ["ACL", "Logical_Switch", "Logical_Switch_Port"]
    assert site.count("Logical_Switch_Port") == site.count("ACL") == 0
