# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Roles know every option of the module, or nobody who uses a role could set it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network import OPTIONS, UPLINK_OPTIONS
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.nic import OPTIONS as NIC_OPTIONS

ROLES = Path(__file__).parents[3] / "roles"
SAME = ("type", "elements", "choices", "default", "required")

yaml = pytest.importorskip("yaml")


def documented(role: str, variable: str) -> dict:
    spec = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text())["argument_specs"]
    return next(each["options"][variable]["options"] for each in spec.values() if variable in each["options"])


def plain(options: dict) -> dict:
    """What is said of each option beside its description; a default of none is none."""
    return {
        name: {**{key: each[key] for key in SAME if each.get(key) is not None},
               **({"options": plain(each["options"])} if "options" in each else {})}
        for name, each in options.items()
    }


@pytest.mark.parametrize("role", ["network", "common"])
def test_networks_have_the_modules_options(role):
    mine = {name: each for name, each in OPTIONS.items() if name != "chassis"}
    theirs = documented(role, "ovn_networks")
    assert theirs.pop("state")["choices"] == ["present", "absent"]
    assert plain(theirs) == plain(mine)


@pytest.mark.parametrize("role", ["network", "uplink", "common"])
def test_uplinks_have_the_modules_options(role):
    assert plain(documented(role, "ovn_uplinks")) == plain(UPLINK_OPTIONS)


def test_what_is_checked_first_knows_every_option_of_a_nic():
    mine = documented("instance_nic", "ovn_instances")
    assert plain(documented("common", "ovn_instances")) == plain(mine)
    nic = mine["nics"]["options"]
    missing = set(NIC_OPTIONS) - set(nic) - {"base_name", "instance", "instance_id", "requested_chassis"}
    assert not missing, "who uses the role could not set these"
