# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A document beside a database that cannot be reached: what is wrong with it is told all the same, and nothing that may be right."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, Unreachable

from .conftest import UPLINK, WHOLE, Site, network, nic

pytestmark = pytest.mark.any_release
FORWARD = {"network": "net1", "listen_address": "203.0.113.5", "target_address": "10.10.1.11"}
# Each names what may be in the database: an uplink, a network, an ACL, the network that it was.
ELSEWHERE = {
    "uplink": {"networks": [network()], "network_forwards": [FORWARD]},
    "network": {"network_nics": [nic("c1", 11, ipv4_address="10.99.1.11")]},
    "acl": {"uplinks": [UPLINK], "networks": [network(security_acls=["web"])], "network_forwards": [FORWARD]},
    "former name": {"uplinks": [UPLINK], "networks": [network(renamed_from="net0")], "network_forwards": [FORWARD]},
}


SITE = Site(SimpleNamespace(endpoint="unix:/nonexistent"))
NOWHERE = {"timeout": 1, "check": True}


def test_a_sound_document_is_told_that_there_is_no_database():
    with pytest.raises(Unreachable):
        SITE.apply(WHOLE, **NOWHERE)


def test_what_is_wrong_with_it_is_told():
    with pytest.raises(InvalidInput, match="203.0.113.5 lies in none of"):
        SITE.apply({**WHOLE, "network_forwards": [FORWARD]}, **NOWHERE)


@pytest.mark.parametrize("document", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_may_be_in_the_database_is_no_mistake(document):
    with pytest.raises(Unreachable):
        SITE.apply(document, **NOWHERE)
