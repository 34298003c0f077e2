# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs that come at the same moment, each from a process of its own."""

from __future__ import annotations

import pytest

from ...support.crowd import crowd
from .test_nic_updates import PLAIN

pytestmark = pytest.mark.any_release


@pytest.mark.parametrize("l2proxy", ["dnat_and_snat", "arp_proxy"])
def test_they_are_all_there(tasks, l2proxy):
    tasks.network(**PLAIN, l2proxy=l2proxy)

    def job(number: int):
        return lambda: tasks.nic(instance=f"c{number}", ipv4_address=f"10.10.1.{number}", ipv4_routes=[f"10.20.{number}.0/24"])["changed"]

    assert crowd([job(number) for number in range(10, 30)]) == [True] * 20
    assert len(tasks.rows("DNS")) == 20
    assert all(len(row["addresses"]) == 21 for row in tasks.rows("Address_Set") if row["name"].endswith("_ip4"))
    port = next(row for row in tasks.rows("Logical_Switch_Port") if row["name"] == "overlay-net1-ls-ext-lsp-router")
    assert len(port["options"].get("arp_proxy", "").split()) == (40 if l2proxy == "arp_proxy" else 0)
    assert not job(10)()


@pytest.mark.parametrize("claim", [
    {"ipv4_address": "10.10.1.50"},
    {"ipv4_address": "none", "ipv6_address": "none", "hwaddr": "00:16:3e:00:00:50"},
])
def test_what_all_of_them_want_goes_to_one(tasks, claim):
    tasks.network(**PLAIN)

    def job(number: int):
        return lambda: tasks.nic(instance=f"c{number}", **claim)["changed"]

    answers = crowd([job(number) for number in range(10)])
    assert answers.count(True) == 1
    assert all("is in use by NIC c" in str(answer) for answer in answers if answer is not True)
    assert len(tasks.rows("DNS")) == 1
