# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Zone files: what is in them, when their serial changes, what is refused."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, Refused
from ansible_collections.overlay.ovn.plugins.module_utils.network.reading import Reading
from ansible_collections.overlay.ovn.plugins.module_utils.network.zone import read_zone, zone_file
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.summary import NOTHING
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import network_zone

from ..listeners.conftest import NETWORKS, NICS, SITE, Tasks

ZONES = {
    "dns_zone_forward": ["lab.example"],
    "dns_zone_reverse_ipv4": "1.10.10.in-addr.arpa",
    "dns_zone_reverse_ipv6": "0.1.0.0.2.4.d.f.ip6.arpa",
}
NAMED = {**SITE, "networks": [{**NETWORKS[0], **ZONES}, {**NETWORKS[1], "dns_zone_forward": ["lab.example", "db.example"]}, NETWORKS[2]]}


@pytest.fixture
def zone(northbound, tmp_path):
    """Write a zone, and give the result and the lines of its file."""
    Tasks(northbound).networks(NAMED)

    def run(check: bool = False, **options) -> tuple[dict, list[str]]:
        path = tmp_path / "zone"
        given = {"name": "lab.example", "path": str(path), "dns_nameservers": ["ns.example.org"], **options}
        params = {**given, "nb_connection": [northbound.endpoint], "timeout": 10}
        checked = ArgumentSpecValidator(network_zone.ARGUMENTS).validate(params)
        assert not checked.error_messages
        result = network_zone.run_network_zone(checked.validated_parameters, check)
        return result, path.read_text().splitlines() if path.exists() else []

    run.tasks = Tasks(northbound)
    return run


def names(lines: list[str], kind: str) -> dict[str, str]:
    """The records of a type, by their names."""
    words = [line.split() for line in lines]
    return {each[0]: " ".join(each[4:]) for each in words if each[3:4] == [kind]}


def test_a_zone_begins_with_who_serves_it(zone):
    _result, lines = zone(dns_nameservers=["ns1.example.org", "NS2.example.org."], dns_contact="dns.admin@example.org")
    assert lines[1].startswith("lab.example. 3600 IN SOA ns1.example.org. dns\\.admin.example.org. 20")
    assert lines[1].endswith(" 120 60 86400 30")
    assert lines[2:4] == ["lab.example. 300 IN NS ns1.example.org.", "lab.example. 300 IN NS ns2.example.org."]


def test_instances_and_routers_have_names(zone):
    _result, lines = zone()
    assert names(lines, "A") == {
        "db.lab.example.": "10.10.2.11", "net1.gw.lab.example.": "10.10.1.1", "net2.gw.lab.example.": "10.10.2.1",
        "www1.lab.example.": "10.10.1.11", "www2.lab.example.": "10.10.1.12",
    }
    assert names(lines, "AAAA")["www1.lab.example."] == "fd42:10:1::11"


def test_a_network_may_be_in_several_zones(zone):
    assert set(names(zone(name="db.example")[1], "A")) == {"db.db.example.", "net2.gw.db.example."}


def test_addresses_lead_back_to_names(zone):
    _result, lines = zone(name="1.10.10.in-addr.arpa")
    assert names(lines, "PTR") == {
        "1.1.10.10.in-addr.arpa.": "net1.gw.lab.example.", "11.1.10.10.in-addr.arpa.": "www1.lab.example.",
        "12.1.10.10.in-addr.arpa.": "www2.lab.example.",
    }
    _result, lines = zone(name="0.1.0.0.2.4.d.f.ip6.arpa")
    assert "www1.lab.example." in names(lines, "PTR").values()
    assert all(name.endswith(".0.1.0.0.2.4.d.f.ip6.arpa.") for name in names(lines, "PTR"))


def test_translated_addresses_may_be_left_out(zone):
    assert set(names(zone(network_nat=False)[1], "A")) == {"db.lab.example.", "net2.gw.lab.example."}
    assert names(zone(network_nat=False, name="1.10.10.in-addr.arpa")[1], "PTR") == {}


def test_records_of_ones_own_are_added(zone):
    _result, lines = zone(records=[
        {"name": "@", "entries": [{"type": "MX", "value": "10 mail.example.org"}, {"type": "TXT", "value": 'v=spf1 "x" -all'}]},
        {"name": "www", "entries": [{"type": "CNAME", "value": "www1.lab.example", "ttl": 60}]},
        {"name": "*.apps", "entries": [{"type": "A", "value": "198.18.3.10"}, {"type": "AAAA", "value": "FD42::1"}]},
        {"name": "_sip._tcp", "entries": [{"type": "SRV", "value": "1 2 5060 sip.example.org."}]},
    ])
    assert 'lab.example. 300 IN TXT "v=spf1 \\"x\\" -all"' in lines
    assert "lab.example. 300 IN MX 10 mail.example.org." in lines
    assert "www.lab.example. 60 IN CNAME www1.lab.example." in lines
    assert "*.apps.lab.example. 300 IN AAAA fd42::1" in lines
    assert "_sip._tcp.lab.example. 300 IN SRV 1 2 5060 sip.example.org." in lines


def test_check_and_run_say_the_same_and_nothing_is_left_to_do(zone):
    planned, nothing = zone(check=True)
    done, _lines = zone()
    assert planned == done and done["changed"] and done["diff"] and not nothing
    for check in (True, False):
        assert zone(check)[0] == {"changed": False, "plan": NOTHING, "diff": [], "serial": done["serial"]}
    removed, nothing = zone(state="absent")
    assert removed["changed"] and removed["diff"][0]["after"] == "" and not nothing
    assert not zone(state="absent")[0]["changed"]


def test_the_serial_grows_with_what_the_zone_says_and_only_then(zone):
    first = zone()[0]["serial"]
    zone.tasks.networks({"networks": [{**NAMED["networks"][0], "bridge_mtu": 1400}], "uplinks": SITE["uplinks"]})
    assert not zone()[0]["changed"]
    zone.tasks.networks({"network_nics": [NICS[0]]}, state="absent")
    result, lines = zone()
    assert result["changed"] and result["serial"] == first + 1
    assert "www1.lab.example." not in names(lines, "A")


def text(before: str, day: str) -> str:
    return zone_file(read_zone(Reading({"name": "lab.example", "dns_nameservers": ["ns.example.org"]})), [], before, day)


def test_a_serial_follows_the_day_and_never_goes_back():
    first = text("", "20260105")
    assert " 2026010500 120 " in first
    assert text(first, "20260107") == first
    changed = first.replace("ns.example.org. host", "old.example.org. host")
    assert " 2026010501 120 " in text(changed, "20260105")
    assert " 2026010700 120 " in text(changed, "20260107")
    assert " 2026010501 120 " in text(changed, "20250101")
    assert " 2026010500 120 " in text("something else\n", "20260105")


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"name": "lab..example"}, "name", "'lab..example' is not a domain name"),
    ({"dns_nameservers": []}, "dns_nameservers", "must name one server at least"),
    ({"dns_nameservers": ["ns one"]}, "dns_nameservers[0]", "'ns one' is not a domain name"),
    ({"dns_nameservers": ["ns1.lab.example"]}, "dns_nameservers[0]", "ns1.lab.example lies in the zone and has no address there"),
    ({"dns_contact": "a@b c"}, "dns_contact", "'b c' is not a domain name"),
    ({"records": [{"name": "a b", "entries": []}]}, "records[0].name", "'a b' is not a name within the zone"),
    ({"records": [{"name": "a", "entries": [{"type": "A", "value": "fd42::1"}]}]}, "records[0].entries[0].value",
     "'fd42::1' is not an IPv4 address"),
    ({"records": [{"name": "a", "entries": [{"type": "AAAA", "value": "x"}]}]}, "records[0].entries[0].value", "'x' is not an IP address"),
    ({"records": [{"name": "a", "entries": [{"type": "CNAME", "value": "b c"}]}]}, "records[0].entries[0].value", "is not a domain name"),
    ({"records": [{"name": "a", "entries": [{"type": "MX", "value": "mail.example"}]}]}, "records[0].entries[0].value",
     "'mail.example' is not a number of 0 to 65535 and a name"),
    ({"records": [{"name": "a", "entries": [{"type": "MX", "value": "\u0663 mail.example"}]}]}, "records[0].entries[0].value",
     "is not a number of 0 to 65535 and a name"),
    ({"records": [{"name": "a", "entries": [{"type": "SRV", "value": "1 2 99999 b"}]}]}, "records[0].entries[0].value", "is not 3 numbers"),
    ({"records": [{"name": "a", "entries": [{"type": "TXT", "value": "one\ntwo"}]}]}, "records[0].entries[0].value",
     "is not one line of text"),
    ({"records": [{"name": "a", "entries": [{"type": "A", "value": "10.0.0.1", "ttl": -1}]}]}, "records[0].entries[0].ttl",
     "-1 is out of range"),
    ({"records": [{"name": "a", "entries": [{"type": "CNAME", "value": "b"}, {"type": "A", "value": "10.0.0.1"}]}]}, "records",
     "a.lab.example is a CNAME and has other records too"),
    ({"records": [{"name": "www1", "entries": [{"type": "CNAME", "value": "b"}]}]}, "records",
     "www1.lab.example is the name of an instance, and a CNAME"),
])
def test_what_is_wrong_is_refused_and_the_file_is_left(zone, options, path, words):
    zone()
    with pytest.raises(InvalidInput) as caught:
        zone(**options)
    assert [fault for fault in caught.value.faults if fault.path == path and words in fault.message], caught.value
    assert not zone()[0]["changed"]


def test_a_folder_that_is_not_there_is_said(zone):
    with pytest.raises(Refused, match="/nonexistent/zone cannot be written"):
        zone(path="/nonexistent/zone")
