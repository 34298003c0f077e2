# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the modules about the life of a chassis do what they say, as modules and by the action plugin."""

from __future__ import annotations

import importlib

import pytest
import yaml

from ...support.tasks import MODULES
from ..membership.conftest import cluster  # noqa: F401  # pylint: disable=unused-import

PREFIX = "overlay.ovn."


@pytest.mark.parametrize("name", ["chassis_membership", "chassis_membership_info", "chassis_removal"])
def test_each_example_works_and_then_has_nothing_left_to_do(cluster, run, name):  # noqa: F811  # pylint: disable=redefined-outer-name
    cluster.register("host9")
    cluster.foreign_group("other", "host1", "host3")
    connection = {"nb_connection": [cluster.north.endpoint], "sb_connection": [cluster.south.endpoint]}
    for example in yaml.safe_load(importlib.import_module(f"{MODULES}.{name}").EXAMPLES):
        if PREFIX + name not in example:
            continue
        options = {**connection, **(example[PREFIX + name] or {})}
        check = example.get("check_mode", False)
        result = run(name, check, **options)
        assert not result.get("failed"), result
        assert result["changed"] is not name.endswith("_info"), result
        assert check or not run(name, **options)["changed"]


def test_a_mistake_is_one_message(cluster, run):  # noqa: F811  # pylint: disable=redefined-outer-name
    connection = {"nb_connection": [cluster.north.endpoint], "sb_connection": [cluster.south.endpoint]}
    result = run("chassis_membership", name="hots1", state="evacuated", **connection)
    assert result["failed"] and result["msg"].startswith("name: there is no chassis 'hots1' (known: host1, host2, host3).")
    away = {**connection, "sb_connection": ["unix:/nonexistent/sock"]}
    result = run("chassis_membership", name="host1", state="evacuated", **away)
    assert result["failed"] and "sb_connection" in result["msg"] and "OVN_SB_DB" in result["msg"]
