# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""No entry goes while another one rests on it, of whatever kinds they are."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.network.kinds import KINDS
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.steps import four_steps
from .conftest import UPLINK, network, nic

HEARD, ALSO = "198.18.2.10", "198.18.2.11"
SITE = {
    "uplinks": [UPLINK],
    "networks": [network("net1", 1, security_acls=["net"]), network("net2", 2)],
    "network_address_sets": [{"name": "partners", "addresses": ["198.18.64.0/24"]}],
    "network_acls": [
        {"name": "net"}, {"name": "other"},
        {"name": "web", "ingress": [{"action": "allow", "source": "$partners,other"}, {"action": "drop", "source": "@net1/net2"}]},
    ],
    "network_peers": [{"network": "net1", "target_network": "net2"}],
    "network_nics": [
        nic("c1", 11, security_acls=["web"], ipv4_address_external=HEARD), nic("c1", 12, name="eth1", nested="eth0", vlan=5),
        nic("c3", 13, ipv4_address_external=ALSO),
    ],
    "network_forwards": [{"network": "net1", "listen_address": HEARD}],
    "network_load_balancers": [{"network": "net1", "listen_address": ALSO}],
}
# Who needs what: the entry that shall go, and who is in the way.
CASES = {
    ("networks", "uplinks"): ({"name": "UPLINK"}, "uplink UPLINK is in use by network net1, network net2."),
    ("networks", "network_acls"): ({"name": "net"}, "ACL net is in use by network net1."),
    ("network_acls", "network_acls"): ({"name": "other"}, "ACL other is in use by a rule of ACL web."),
    ("network_acls", "network_address_sets"): ({"name": "partners"}, "address set partners is in use by a rule of ACL web."),
    ("network_acls", "network_peers"): ({"network": "net2", "target_network": "net1"}, "peer net1 net2 is in use by a rule of ACL web."),
    ("network_forwards", "networks"): ({"name": "net1"}, f"forward {HEARD} of network net1"),
    ("network_load_balancers", "networks"): ({"name": "net1"}, f"load balancer {ALSO} of network net1"),
    ("network_peers", "networks"): ({"name": "net2"}, "network net2 is in use by the peering of net1 and net2."),
    ("network_nics", "networks"): ({"name": "net1"}, "NIC c1 eth0 of network net1"),
    ("network_nics", "network_acls"): ({"name": "web"}, "ACL web is in use by NIC c1 eth0 of network net1."),
    ("network_nics", "network_nics"): ({"network": "net1", "instance": "c1"}, "NIC net1 c1 eth0 is in use by NIC c1 eth1 of network net1."),
    ("network_nics", "network_forwards"): (
        {"network": "net1", "listen_address": HEARD}, f"forward net1 {HEARD} is in use by NIC c1 eth0 of network net1."),
    ("network_nics", "network_load_balancers"): (
        {"network": "net1", "listen_address": ALSO}, f"load balancer net1 {ALSO} is in use by NIC c3 eth0 of network net1."),
}


def test_each_kind_that_another_one_needs_is_kept_for_it(site):
    assert CASES.keys() == {(kind.plural, needed) for kind in KINDS.values() for needed in (*kind.speaks_of, *kind.draws_on)}
    site.apply(SITE)
    before = site.rows()
    for (_user, kind), (entry, words) in CASES.items():
        with pytest.raises(InvalidInput) as caught:
            site.apply({kind: [{**entry, "state": "absent"}]})
        assert words.rstrip(".") in str(caught.value).replace(", or say force: true to remove it too", ""), (kind, entry)
    for rest in ({**SITE, "network_forwards": []}, {**SITE, "network_address_sets": []}):
        with pytest.raises(InvalidInput, match="is in use by|is no address of network net1"):
            site.apply(rest, purge=True)
    assert site.rows() == before
    leaving = {kind: [{**entry, "state": "absent"} for entry in entries] for kind, entries in SITE.items()}
    site.apply(leaving)
    assert not any(site.rows().values())


def test_a_balancer_takes_the_place_of_a_forward_that_a_nic_rests_on(site):
    site.apply({**SITE, "network_load_balancers": [], "network_nics": SITE["network_nics"][:1]})
    at = {"network": "net1", "listen_address": HEARD}
    four_steps(site.apply, document={"network_forwards": [{**at, "state": "absent"}], "network_load_balancers": [at]})
    assert site.info()["findings"] == [] and site.info()["drift"] == []


def test_an_address_that_was_chosen_is_kept_for_the_nic_that_rests_on_it(site):
    chosen = {"network": "net2", "listen_address": "0.0.0.0"}
    site.apply({"uplinks": [UPLINK], "networks": SITE["networks"][1:], "network_forwards": [chosen]})
    (forward,) = site.info()["document"]["network_forwards"]
    address = forward["volatile_listen_address"]
    site.apply({"network_nics": [nic("c9", 9, "net2", ipv4_address_external=address)]})
    with pytest.raises(InvalidInput, match="forward net2 0.0.0.0 is in use by NIC c9 eth0 of network net2"):
        site.apply({"network_forwards": [{**chosen, "state": "absent"}]})


def test_what_went_in_spite_of_that_is_a_finding_and_the_rest_is_told(site):
    """Somebody deleted the forward, or a release before this one did."""
    site.apply(SITE)
    gone = [uuid for uuid, row in site.rows("Load_Balancer")["Load_Balancer"].items() if HEARD in row["name"]]
    site.write([op.delete("Load_Balancer", [op.by_uuid(uuid)]) for uuid in gone])
    info = site.info()
    assert [each for each in info["findings"] if "NIC net1 c1 eth0" in each and f"{HEARD} is no address of network net1" in each]
    assert {each["name"] for each in info["networks"]} == {"net1", "net2"} and len(info["nics"]) == 3
    assert site.apply({"network_nics": [nic("c9", 9, "net2")]})["changed"]
