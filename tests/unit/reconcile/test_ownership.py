# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose rows are whose: marks, scopes that are cleared of the rest, adoption, guards."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import Conflict, InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Merge
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Guard, Ref, Scope, Want, row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.engine import reconcile

MARK = {"site": "a"}
SCOPES = [Scope(table, tuple(MARK.items())) for table in (nb.LOGICAL_SWITCH, nb.LOGICAL_SWITCH_PORT, nb.ADDRESS_SET)]


def switch(name: str, **rest):
    return row(nb.LOGICAL_SWITCH, (name,), {"external_ids": Merge(MARK)}, **rest)


def port(name: str, parent: str, **rest):
    return row(nb.LOGICAL_SWITCH_PORT, (name,), {"external_ids": Merge(MARK)}, parent=Ref(nb.LOGICAL_SWITCH, (parent,)), **rest)


@pytest.fixture
def site(database):
    """Two marked switches with a port each, and rows of others beside them."""
    database.apply(switch("sw0"), switch("sw1"), port("p0", "sw0"), port("p1", "sw1"))
    database.task(nb.LOGICAL_SWITCH, name="theirs", external_ids={"site": "b"})
    database.task(nb.LOGICAL_SWITCH_PORT, name="unmarked", switch="sw0")
    return database


def names(database, table: str) -> set[str]:
    return {each["name"] for each in database.rows(table)}


def test_marked_rows_that_are_not_wanted_go_and_no_others(site):
    planned = site.apply(switch("sw0"), scopes=SCOPES, check=True)
    assert sorted(entry["before_header"] for entry in planned["diff"]) == [
        "Logical_Switch sw1", "Logical_Switch_Port p0", "Logical_Switch_Port p1",
    ]
    done = site.apply(switch("sw0"), scopes=SCOPES)
    assert done["diff"] == planned["diff"]
    assert names(site, "Logical_Switch") == {"sw0", "theirs"}
    assert names(site, "Logical_Switch_Port") == {"unmarked"}
    assert not site.apply(switch("sw0"), scopes=SCOPES)["changed"]


def test_a_marked_port_goes_wherever_it_hangs(site):
    uuid = site.row("Logical_Switch_Port", name="unmarked")["_uuid"]
    site.write(op.update("Logical_Switch_Port", [op.by_uuid(uuid)], {"external_ids": ["map", [["site", "a"]]]}))
    site.apply(switch("sw0"), switch("sw1"), port("p0", "sw0"), port("p1", "sw1"), scopes=SCOPES)
    assert names(site, "Logical_Switch_Port") == {"p0", "p1"}


def test_without_a_scope_nothing_goes_unasked(site):
    before = site.dump()
    assert not site.apply(switch("sw0"))["changed"]
    assert site.dump() == before


def test_what_we_make_says_who_made_it(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0", owner="team-a")
    assert database.row("Logical_Switch")["external_ids"] == {"overlay_owner": "team-a"}
    assert not database.task(nb.LOGICAL_SWITCH, name="sw0", owner="team-b")["changed"]


def test_a_foreign_row_is_taken_over_only_when_that_is_asked(database):
    database.insert("Logical_Switch", name="lxd-net5-ls-int", external_ids=["map", [["lxd_switch", "1"]]])
    want = row(nb.LOGICAL_SWITCH, ("lxd-net5-ls-int",), {"external_ids": Merge({"note": "x"})})
    with pytest.raises(InvalidInput, match="belongs to another system .external_ids:lxd_switch"):
        database.apply(want)
    assert database.apply(want, adopt=True)["changed"]
    assert database.row("Logical_Switch")["external_ids"] == {"lxd_switch": "1", "note": "x", "overlay_owner": "tests"}


def test_a_guard_that_does_not_hold_writes_nothing(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    guard = Guard("Logical_Switch", (("name", "==", "sw0"),))  # nobody of that name, though there is one
    with pytest.raises(Conflict, match="other writers were first"):
        reconcile(database.server.session(), lambda _: Want([switch("sw1")], guards=[guard]), owner="tests")
    assert names(database, "Logical_Switch") == {"sw0"}


PLATFORMS = [
    # What nbctl makes of another system's, and a document that names what holds it.
    (["ls-add", "node1", "--", "lsp-add", "node1", "ns1_pod1", "--", "set", "Logical_Switch_Port", "ns1_pod1",
      "external_ids:namespace=ns1", "external_ids:pod=true"], {"switches": [{"name": "node1"}]}),
    (["ls-add", "ovn-default", "--", "set", "Logical_Switch", "ovn-default", "external_ids:vendor=kube-ovn", "--",
      "lsp-add", "ovn-default", "pod"], {"switches": [{"name": "ovn-default"}]}),
    (["lr-add", "incus-net5-lr", "--", "lr-route-add", "incus-net5-lr", "0.0.0.0/0", "198.18.1.1", "--",
      "lr-nat-add", "incus-net5-lr", "snat", "198.18.1.2", "10.0.0.0/24", "--", "lr-policy-add", "incus-net5-lr", "5", "ip4", "drop"],
     {"routers": [{"name": "incus-net5-lr"}]}),
    (["ls-add", "lxd-net5-ls-int", "--", "acl-add", "lxd-net5-ls-int", "to-lport", "5", "ip4", "drop"], {"switches": [{"name": "lxd-net5-ls-int"}]}),
    (["ls-add", "sw0", "--", "set", "Logical_Switch", "sw0", "external_ids:\"neutron:x\"=y", "--", "acl-add", "sw0", "to-lport", "5", "ip4", "drop"],
     {"switches": [{"name": "sw0"}]}),
    (["ls-add", "mine", "--", "lb-add", "svc", "10.96.0.1:443", "10.0.0.1:6443", "--", "ls-lb-add", "mine", "svc", "--",
      "set", "Load_Balancer", "svc", "external_ids:k8s-cluster-lb-tcp=yes"], {"load_balancers": [{"name": "svc"}]}),
]


@pytest.mark.parametrize("made, document", PLATFORMS, ids=["pod", "kube-ovn", "incus", "lxd", "neutron", "cluster balancer"])
@pytest.mark.parametrize("state", ["replaced", "overridden", "absent"])
def test_rows_of_another_system_stay_whatever_says_so(database, made, document, state):
    database.nbctl(*made)
    before = database.dump()
    try:
        database.topology(document, state=state)
    except InvalidInput as exc:
        assert "belongs to another system" in str(exc)
    assert database.dump() == before


@pytest.mark.parametrize("task", [
    lambda database: database.task(nb.STATIC_ROUTE, router="incus-net5-lr", ip_prefix="0.0.0.0/0", nexthop="198.18.1.1", state="absent"),
    lambda database: database.task(nb.STATIC_ROUTE, router="incus-net5-lr", ip_prefix="0.0.0.0/0", nexthop="198.18.1.1",
                                   options={"ecmp_symmetric_reply": "true"}),
    lambda database: database.task(nb.STATIC_ROUTE, router="incus-net5-lr", ip_prefix="10.9.0.0/16", nexthop="198.18.1.1"),
    lambda database: database.topology({"routers": [{"name": "incus-net5-lr", "static_routes": [
        {"ip_prefix": "10.9.0.0/16", "nexthop": "198.18.1.1"}]}]}),
], ids=["absent", "changed", "made", "merged"])
def test_what_hangs_at_a_row_of_another_system_is_its_own(database, task):
    database.nbctl("lr-add", "incus-net5-lr", "--", "lr-route-add", "incus-net5-lr", "0.0.0.0/0", "198.18.1.1")
    before = database.dump()
    with pytest.raises(InvalidInput, match="belongs to another system .it hangs at Logical_Router incus-net5-lr, its name is"):
        task(database)
    assert database.dump() == before


def test_what_is_taken_over_is_no_longer_another_systems(database):
    database.nbctl("lr-add", "incus-net5-lr")
    document = {"routers": [{"name": "incus-net5-lr", "static_routes": [{"ip_prefix": "10.9.0.0/16", "nexthop": "198.18.1.1"}]}]}
    assert database.topology(document, adopt=True)["changed"]
    assert database.topology({**document, "routers": [{"name": "incus-net5-lr"}]}, state="replaced")["changed"]
    assert not database.count("Logical_Router_Static_Route")
