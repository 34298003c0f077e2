# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two tasks at once: what one of them takes away, or takes for itself, the other has taken into use since it was looked at."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import recollection

from ...support.crowd import crowd
from .conftest import UPLINK, network, nic

RULE = {"action": "allow", "protocol": "tcp"}
# What is there, and what may go.
SITE = {
    "uplinks": [UPLINK],
    "networks": [network("net1", 1), network("net2", 2), network("net3", 3)],
    "network_address_sets": [{"name": "partners", "addresses": ["198.18.64.0/24"]}],
    "network_acls": [{"name": "web", "ingress": [RULE]}, {"name": "db", "ingress": [RULE]}],
    "network_peers": [{"network": "net1", "target_network": "net2"}],
    "network_nics": [nic("c1", 11)],
}
REMOVALS = {
    "set": {"network_address_sets": [{"name": "partners"}]},
    "acl": {"network_acls": [{"name": "web"}]},
    "peer": {"network_peers": [{"network": "net1", "target_network": "net2"}]},
    "network": {"networks": [{"name": "net3"}]},
}


def naming(source: str) -> dict:
    return {"network_acls": [{"name": "db", "ingress": [{**RULE, "source": source}]}]}


USES = [
    ("set", naming("$partners"), "a rule of ACL db"),
    ("acl", naming("web"), "a rule of ACL db"),
    ("acl", {"networks": [network("net1", 1, security_acls=["web"])]}, "network net1"),
    ("acl", {"network_nics": [nic("c1", 11, security_acls=["web"])]}, "NIC c1 eth0"),
    ("acl", {"network_nics": [nic("c2", 12, security_acls=["web"])]}, "NIC c2 eth0"),
    ("peer", naming("@net1/net2"), "ACL db"),
    ("network", {"network_nics": [nic("c3", 11, "net3")]}, "NIC c3"),
    ("network", {"network_peers": [{"network": "net1", "target_network": "net3"}]}, "net1"),
    ("network", {"network_forwards": [{"network": "net3", "listen_address": "198.18.2.30"}]}, "198.18.2.30"),
    ("network", {"network_load_balancers": [{"network": "net3", "listen_address": "198.18.2.30"}]}, "198.18.2.30"),
]


@pytest.fixture
def meanwhile(monkeypatch):
    """Lets somebody do something after the next task has read and planned, and before it writes."""
    plain = recollection.compile_change

    def once(act) -> list:
        said = []

        def compiled(*arguments):
            found = plain(*arguments)
            monkeypatch.setattr(recollection, "compile_change", plain)
            said.append(act())
            return found

        monkeypatch.setattr(recollection, "compile_change", compiled)
        return said

    return once


@pytest.mark.parametrize(("gone", "use", "who"), USES)
def test_what_came_into_use_is_not_removed(site, meanwhile, gone, use, who):
    site.apply(SITE)
    used = meanwhile(lambda: site.apply(use))
    with pytest.raises(InvalidInput) as caught:
        site.apply(REMOVALS[gone], state="absent")
    assert "is in use by" in str(caught.value) and who in str(caught.value)
    assert used[0]["changed"] and site.info()["drift"] == []


@pytest.mark.parametrize(("gone", "use", "who"), USES)
def test_what_was_removed_does_not_come_into_use(site, meanwhile, gone, use, who):
    site.apply(SITE)
    removed = meanwhile(lambda: site.apply(REMOVALS[gone], state="absent"))
    with pytest.raises(InvalidInput) as caught:
        site.apply(use)
    assert "there is no" in str(caught.value)
    assert removed[0]["changed"] and site.info()["drift"] == []


def test_force_takes_what_came_meanwhile_too(site, meanwhile):
    site.apply(SITE)
    meanwhile(lambda: site.apply({"network_nics": [nic("c3", 11, "net3")]}))
    assert site.apply(REMOVALS["network"], state="absent", force=True)["changed"]
    assert "net3" not in str(site.info()["document"])


def many(prefix: str, first: int) -> list[dict]:
    """More NICs than are guarded one by one; of two such lists, one address is in both."""
    fixed = [nic(f"{prefix}{number}", number) for number in range(first, first + 60)]
    return [*fixed, nic(f"{prefix}200", 200)]


def test_an_address_that_somebody_took_is_not_given_twice(site, meanwhile):
    site.apply({**SITE, "network_nics": []})
    meanwhile(lambda: site.apply({"network_nics": [nic("early", 200)]}))
    with pytest.raises(InvalidInput, match="10.10.1.200 is in use by NIC early"):
        site.apply({"network_nics": many("a", 10)})
    assert len(site.info()["nics"]) == 1


def test_an_address_that_a_present_nic_took_is_not_given_twice(site, meanwhile):
    site.apply(SITE)
    meanwhile(lambda: site.apply({"network_nics": [nic("c1", 200)]}))
    with pytest.raises(InvalidInput, match="10.10.1.200 is in use by NIC c1"):
        site.apply({"network_nics": many("a", 20)})


def test_of_two_crowds_that_want_one_address_one_gets_it(site):
    site.apply({**SITE, "network_nics": []})
    answers = crowd([
        lambda: site.apply({"network_nics": many("a", 10)})["changed"],
        lambda: site.apply({"network_nics": many("b", 80)})["changed"],
    ])
    assert answers.count(True) == 1
    (refusal,) = (each for each in answers if each is not True)
    assert "10.10.1.200 is in use by NIC" in str(refusal)
    assert len(site.info()["nics"]) == 61


def test_two_crowds_in_one_network_both_come_in(site):
    site.apply({**SITE, "network_nics": []})
    answers = crowd([
        lambda: site.apply({"network_nics": many("a", 10)[:-1]})["changed"],
        lambda: site.apply({"network_nics": many("b", 80)[:-1]})["changed"],
    ])
    assert answers == [True, True] and len(site.info()["nics"]) == 120


def test_an_address_goes_from_one_nic_to_another_in_one_task(site):
    site.apply({**SITE, "network_nics": [nic("c1", 11), nic("c2", 12)]})
    assert site.apply({"network_nics": [nic("c1", 12), nic("c2", 11)]})["changed"]
    assert site.apply({"network_nics": [nic("c3", 12)], "networks": SITE["networks"], "uplinks": [UPLINK]}, purge=True)["changed"]
    assert [each["addresses"] for each in site.info()["nics"]] == [["10.10.1.12", "fd42:10:1::12"]]


def test_a_listen_address_goes_from_one_network_to_another_in_one_task(site):
    at = {"listen_address": "198.18.2.30"}
    site.apply({**SITE, "network_forwards": [{"network": "net1", "target_address": "10.10.1.11", **at}]})
    port = {"protocol": "tcp", "listen_port": "80", "target_backend": ["b"]}
    balancer = {"network": "net3", "backends": [{"name": "b", "target_address": "10.10.3.11"}], "ports": [port], **at}
    assert site.apply({**SITE, "network_load_balancers": [balancer]}, purge=True)["changed"]
    assert [row["name"] for row in site.rows("Load_Balancer")["Load_Balancer"].values()] == ["overlay-net3-lb-198.18.2.30-tcp"]


def test_what_moves_within_a_task_is_still_guarded(site, meanwhile):
    site.apply({**SITE, "network_nics": [nic("c1", 11)]})
    meanwhile(lambda: site.apply({"network_nics": [nic("c1", 13), nic("c9", 11)]}))
    with pytest.raises(InvalidInput, match="10.10.1.11 is in use by NIC c9"):
        site.apply({"network_nics": [nic("c1", 12), nic("c2", 11)]})


def test_an_entry_that_nobody_can_read_is_in_nobodys_way(site):
    """The set of a network's NICs is proven with it."""
    site.apply({**SITE, "network_nics": [nic("c1", 11), nic("c2", 12)]})
    port = site.row("Logical_Switch_Port", "overlay-net1-instance-c2-eth0")
    marks = ["map", sorted({**port["external_ids"], "overlay_config": "{"}.items())]
    site.write([op.update("Logical_Switch_Port", [["name", "==", port["name"]]], {"external_ids": marks})])
    assert site.apply({"network_nics": [nic("c3", 13)]})["changed"]
