# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys of maps, and OVN's daemons: what these write themselves stays where a map is replaced, and they read every key that is declared."""

from __future__ import annotations

import importlib
import re

import pytest
import yaml

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.nb.settings import Keys

from ...support.northd import Northd
from ...support.settings import LEASES, SAMPLES, samples_of
from ..model.test_declarations import MODULES

# What only ovn-ic, ovn-controller-vtep and ovn-nbctl read, or a text that northd puts together; and what older releases read.
ELSEWHERE = re.compile(r"ic-route-.*|interconn-tr|(ic|nbctl)_probe_interval|vtep-.*|(dnat|lb)_force_snat_ip")
OLDER = {"centralize_routing", "use_logical_dp_groups", "use_parallel_build"}
SETTINGS = {"use_logical_dp_groups": "true"}


@pytest.fixture
def northd(database, tmp_path_factory, schema_root):
    northd = Northd(database.server, tmp_path_factory.mktemp("s"), schema_root)
    database.nbctl("--wait=sb", "sync")
    yield northd
    northd.stop()


@pytest.mark.parametrize("replace", [
    lambda database: database.task(nb.NB_GLOBAL, options=SETTINGS, replace=True),
    lambda database: database.topology({"nb_global": {"options": SETTINGS}}, state="replaced"),
], ids=["module", "topology"])
def test_what_northd_wrote_stays_when_the_rest_is_replaced(database, northd, replace):
    database.nbctl("set", "NB_Global", ".", "options:theirs=1")
    written = {key: value for key, value in database.row("NB_Global")["options"].items() if key != "theirs"}
    assert written
    replace(database)
    assert database.row("NB_Global")["options"] == {**written, **SETTINGS}
    database.nbctl("--wait=sb", "sync")
    assert not replace(database)["changed"]


def keyed():
    """The maps of all tables whose keys are declared, each family of DHCP for itself."""
    for table in nb.TABLES.values():
        for column, option in table.keyed.items():
            yield table, column, option.keys


def read_by(programs: bytes, keys: Keys) -> set[str]:
    """The keys that stand in programs, where one may be the end of another text."""
    return {key for key in keys.forms if key.encode() + b"\0" in programs}


def test_the_newest_daemons_read_every_key(schema_root, database):
    if "Network_Function" not in database.server.session().schema.tables:
        pytest.skip("there is a newer release")
    files = [schema_root / "usr" / "bin" / name for name in ("ovn-northd", "ovn-controller")]
    if not all(file.is_file() for file in files):
        pytest.skip("the daemons lie elsewhere")
    programs = b"\0".join(file.read_bytes() for file in [*files, *schema_root.rglob("libovn*.so*")])
    unread = {(str(table), column, key) for table, column, keys in keyed() for key in keys.forms.keys() - read_by(programs, keys)}
    assert {each for each in unread if not ELSEWHERE.fullmatch(each[2]) and each[2] not in OLDER} == set()


@pytest.mark.parametrize("name", sorted(name for name, table in MODULES.items() if table.keyed))
def test_every_key_that_the_documentation_names_is_declared(name):
    module = importlib.import_module(f"ansible_collections.overlay.ovn.plugins.modules.{name}")
    described = yaml.safe_load(module.DOCUMENTATION)["options"]
    for column, option in MODULES[name].keyed.items():
        told = re.findall(r"V\(([a-zA-Z][\w-]{2,})\)", str(described[option.name]["description"]))
        given = LEASES[6] | LEASES[4] if name == "dhcp_options" else SAMPLES.get((str(MODULES[name]), column), {})
        samples = samples_of(option.keys.forms, given)
        values = {word for each in samples.values() for sample in each for word in sample.split(",")}
        choices = {choice for each in MODULES[name].options for choice in each.choices}
        assert set(told) - option.keys.forms.keys() - values - choices <= {"null"}, column
