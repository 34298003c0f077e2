# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What OVN takes and nobody means is a warning that names it, and an error where the task is strict."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

from ...support.tasks import as_action

PORTS = {"router": "r0", "type": "dnat", "external_ip": "203.0.113.60", "logical_ip": "10.0.0.20", "external_port_range": "22-23"}
WARNING = "external_port_range: with type dnat OVN forwards every port of external_ip"


@pytest.fixture
def router(database):
    database.task(nb.LOGICAL_ROUTER, name="r0")
    return database


@pytest.mark.parametrize("kind", ["dnat", "dnat_and_snat"])
def test_a_range_of_ports_does_not_choose_what_is_forwarded(router, kind):
    result = router.task(nb.NAT, **{**PORTS, "type": kind})
    assert "OVN forwards every port" in result["warnings"][0] and result["changed"]
    assert "warnings" not in router.task(nb.NAT, **{**PORTS, "type": kind})


def test_the_warning_is_that_of_check_mode_too(router):
    assert router.task(nb.NAT, check=True, **PORTS)["warnings"] == router.task(nb.NAT, **PORTS)["warnings"]


def test_a_strict_task_changes_nothing(router):
    with pytest.raises(InvalidInput, match=f"^{WARNING}.*Nothing was changed."):
        router.task(nb.NAT, **PORTS, strict=True)
    assert not router.count("NAT")


def test_a_topology_says_where_the_doubtful_entry_stands(router):
    rule = {name: value for name, value in PORTS.items() if name != "router"}
    (warning,) = router.topology({"routers": [{"name": "r0", "nat": [rule]}]})["warnings"]
    assert warning.startswith(f"topology.routers[0].nat[0].{WARNING}")


def test_ansible_shows_the_warning(router):
    assert as_action("nat", {"nb_connection": [router.server.endpoint], **PORTS})["warnings"][0].startswith(WARNING)
