# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two rows at one parent that claim the same: OVN goes by one of them, so the second is refused, as ovn-nbctl does."""

from __future__ import annotations

import re

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

FLOATING = {"type": "dnat_and_snat", "external_ip": "203.0.113.50", "logical_ip": "10.0.0.11"}
SNAT = {"type": "snat", "external_ip": "203.0.113.1", "logical_ip": "10.0.0.0/24"}


@pytest.fixture
def router(database):
    for name in ("r0", "r1"):
        database.task(nb.LOGICAL_ROUTER, name=name)
    database.task(nb.NAT, router="r0", **FLOATING)
    database.task(nb.NAT, router="r0", **SNAT)
    return database


@pytest.mark.parametrize("rule, option", [
    ({**FLOATING, "logical_ip": "10.0.0.12"}, "external_ip"),
    ({**SNAT, "external_ip": "203.0.113.2"}, "logical_ip"),
    ({**SNAT, "external_port_range": "1024-2000"}, "logical_ip"),
])
def test_a_second_translation_of_one_address_names_the_first(router, rule, option):
    before = router.dump("NAT")
    with pytest.raises(InvalidInput, match=f"^{option}: {rule[option]} is translated already, .* by NAT [0-9a-f-]+[.] Remove that first"):
        router.task(nb.NAT, router="r0", **rule)
    assert router.dump("NAT") == before


def test_two_of_one_document_are_rivals_too(router):
    twice = [FLOATING, {**FLOATING, "logical_ip": "10.0.0.12"}]
    with pytest.raises(InvalidInput, match=r"routers\[0\]\.nat\[1\]\.external_ip: 203.0.113.50 is translated already"):
        router.topology({"routers": [{"name": "r1", "nat": twice}]})


@pytest.mark.parametrize("rule", [
    {**FLOATING, "external_ip": "203.0.113.51"},
    {**FLOATING, "type": "dnat", "logical_ip": "10.0.0.13"},
    {**SNAT, "logical_ip": "10.0.0.0/25"},
])
def test_what_ovn_keeps_apart_is_made(router, four_steps, rule):
    four_steps(lambda **rest: router.task(nb.NAT, router="r0", **rest), **rule)


def test_another_router_translates_as_it_likes(router, four_steps):
    four_steps(lambda **rest: router.task(nb.NAT, router="r1", **rest), **{**FLOATING, "logical_ip": "10.0.0.99"})


def test_a_match_tells_two_translations_apart(router):
    if "match" not in router.server.session().schema["NAT"].columns:
        pytest.skip("match came with OVN 24.09")
    assert router.task(nb.NAT, router="r0", **{**SNAT, "external_ip": "203.0.113.2"}, match="ip4.dst == 10.9.0.0/16")["changed"]


def test_a_stateless_address_is_shared_with_nothing(router):
    with pytest.raises(InvalidInput, match="^external_ip: 203.0.113.50 is shared with NAT .*stateless"):
        router.task(nb.NAT, router="r0", **FLOATING, options={"stateless": True})
        router.task(nb.NAT, router="r0", **{**FLOATING, "type": "dnat", "logical_ip": "10.0.0.13"})


def test_an_address_moves_in_one_task(router):
    moved = [{**FLOATING, "state": "absent"}, {**FLOATING, "logical_ip": "10.0.0.12"}]
    assert router.topology({"routers": [{"name": "r0", "nat": moved}]})["changed"]
    assert router.row("NAT", type="dnat_and_snat")["logical_ip"] == "10.0.0.12"


def test_many_are_looked_for_in_one_pass(router):
    rules = [{"type": "dnat_and_snat", "external_ip": f"203.0.113.{50 + number}", "logical_ip": f"10.0.1.{number}"} for number in range(60)]
    with pytest.raises(InvalidInput) as caught:
        router.topology({"routers": [{"name": "r0", "nat": rules}]})
    assert re.search(r"nat\[0\]\.external_ip: 203\.0\.113\.50 is translated already", str(caught.value)) and len(caught.value.faults) == 1
