# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The zones of a network, asked for at their name server, from outside and from inside."""

from __future__ import annotations

import pytest
from conftest import FAMILIES, OUTSIDE, OUTSIDE_ADDRESSES, ZONES, address, dig, pointer

FORWARD, *REVERSE = ZONES
KEY = f"-y hmac-sha256:web.example_secondary:{ZONES['web.example']['peers'][0]['key']}"
WRONG_KEY = "-y hmac-sha256:web.example_secondary:bm90IHRoZSBzZWNyZXQ="


@pytest.mark.parametrize("who", [OUTSIDE, "a1"])
@FAMILIES
def test_names_lead_to_addresses_and_back(who: str, version: int) -> None:
    for name in ("w1", "w3"):
        held = address(name, version)
        assert dig(who, f"{name}.web.example {'A' if version == 4 else 'AAAA'}") == [held]
        assert dig(who, f"-x {held}") == [f"{name}.web.example."]
    gateway = {4: "10.11.0.1", 6: "fd42:11::1"}[version]
    assert dig(who, f"-x {gateway}") == ["web.gw.web.example."]


def test_records_of_its_own_are_in_the_zone() -> None:
    assert dig(OUTSIDE, "www.web.example A") == ["w1.web.example.", "10.11.0.11"]
    assert dig(OUTSIDE, "web.example MX") == ["10 w2.web.example."]
    assert dig(OUTSIDE, "web.example TXT") == ['"the servers"']
    assert dig(OUTSIDE, "web.example NS") == ["ns.web.example."]
    assert dig(OUTSIDE, "web.example SOA")[0].startswith(r"ns.web.example. dns\.admin.web.example. ")


def test_names_of_other_networks_are_not_in_it() -> None:
    assert dig(OUTSIDE, "a1.web.example A") == []


def test_who_has_the_key_may_transfer_the_zone() -> None:
    for who in (OUTSIDE, "w3"):
        records = transfer(who, FORWARD, KEY)
        assert records[0] == records[-1] and "SOA" in records[0], "it begins and ends with the same record"
        assert any(record.endswith(f"AAAA {address('w3', 6)}") for record in records)


def test_who_has_no_key_or_another_one_may_not() -> None:
    for key in ("", WRONG_KEY):
        assert transfer(OUTSIDE, FORWARD, key) == []


@pytest.mark.parametrize("zone", REVERSE)
@FAMILIES
def test_who_has_the_address_may_transfer_the_zone(zone: str, version: int) -> None:
    assert any("PTR w1.web.example." in record for record in transfer(OUTSIDE, zone, version=version))
    assert transfer("w3", zone, version=version) == [], "its packets come from the router's address"


def transfer(who: str, zone: str, key: str = "", version: int = 4) -> list[str]:
    """The records that somebody is handed, as words with one blank between them."""
    answers = dig(who, f"{key} {zone} AXFR", server=OUTSIDE_ADDRESSES[version], short=False)
    return [" ".join(line.split()) for line in answers]


def test_an_address_that_nobody_has_leads_nowhere() -> None:
    assert pointer("10.11.0.30") == pointer("fd42:11::30") == []
