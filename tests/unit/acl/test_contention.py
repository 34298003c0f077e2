# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of an ACL that change while networks and NICs take it into use, each by a task of its own."""

from __future__ import annotations

import pytest

from ...support.crowd import crowd
from .conftest import ALLOW, INTERNAL, PLACES, network, nic

NETWORKS = [network(f"net{number}", number) for number in range(1, 9)]
NICS = [nic("c1", 11, f"net{number}") for number in range(5, 9)]
PORTS = {**PLACES, "protocol": "tcp"}


@pytest.mark.parametrize("dummy", range(3))
def test_every_network_ends_with_the_new_rules(site, dummy):
    site.document(networks=NETWORKS, network_acls=[{"name": "web", "ingress": [PLACES]}], network_nics=NICS)
    jobs = [lambda entry=entry: site.document(networks=[{**entry, "security_acls": ["web"]}]) for entry in NETWORKS[:4]]
    jobs += [lambda entry=entry: site.document(network_nics=[{**entry, "security_acls": ["web"]}]) for entry in NICS]
    results = crowd([*jobs, lambda: site.document(network_acls=[{"name": "web", "ingress": [PORTS, ALLOW]}])])
    assert [result["changed"] for result in results] == [True] * 9
    for number in range(1, 9):
        inside = INTERNAL.replace("net1", f"net{number}")
        assert site.group(f"overlay_acl_web_net{number}")["rules"] == {f"(outport == @overlay_acl_web) && ({inside}) && (tcp)"}
    ports = {f"overlay-net{number}-instance-c1-eth0" for number in range(5, 9)}
    assert site.group("overlay_acl_web")["ports"] == ports
