# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One bad value in a document that is in force: its place, the value and the rule are told, and no row is touched."""

from __future__ import annotations

import copy
import re

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput

from .conftest import WHOLE

RULE = {"action": "allow"}
PORT = {"protocol": "tcp", "listen_port": "80"}
TO = {"target_address": "10.10.1.12"}
CHOICES = [
    ("uplinks", {"type": "macvlan"}, "type", "macvlan", "physical"),
    ("uplinks", {"ovn_ingress_mode": "bridged"}, "ovn_ingress_mode", "bridged", "l2proxy"),
    ("networks", {"flavor": "proxmox"}, "flavor", "proxmox", "incus"),
    ("networks", {"dns_mode": "dynamic"}, "dns_mode", "dynamic", "managed"),
    ("networks", {"security_acls_default_ingress_action": "refuse"}, "security_acls_default_ingress_action", "refuse", "reject"),
    ("networks", {"security_acls_default_egress_action": "refuse"}, "security_acls_default_egress_action", "refuse", "reject"),
    ("networks", {"tunnels": [{"name": "t1", "protocol": "ipip"}]}, "protocol", "ipip", "vxlan"),
    ("network_acls", {"ingress": [{"action": "permit"}]}, "action", "permit", "allow-stateless"),
    ("network_acls", {"ingress": [{**RULE, "state": "off"}]}, "state", "off", "logged"),
    ("network_acls", {"egress": [{**RULE, "protocol": "sctp"}]}, "protocol", "sctp", "icmp4"),
    ("network_forwards", {"ports": [{**PORT, **TO, "protocol": "sctp"}]}, "protocol", "sctp", "udp"),
    ("network_load_balancers", {"ports": [{**PORT, "protocol": "sctp"}]}, "protocol", "sctp", "udp"),
    ("network_load_balancers", {"pools": [{"name": "p1", "target_port": 80, "protocol": "sctp"}]}, "protocol", "sctp", "udp"),
    ("network_nics", {"security_acls_default_ingress_action": "refuse"}, "security_acls_default_ingress_action", "refuse", "reject"),
    ("network_nics", {"security_acls_default_egress_action": "refuse"}, "security_acls_default_egress_action", "refuse", "reject"),
]
REQUIRED = [
    ("network_acls", {"ingress": [{"protocol": "tcp"}]}, "action"),
    ("network_forwards", {"ports": [{**TO, "protocol": "tcp"}]}, "listen_port"),
    ("network_forwards", {"ports": [{**TO, "listen_port": "80"}]}, "protocol"),
    ("network_forwards", {"ports": [PORT]}, "target_address"),
    ("network_load_balancers", {"ports": [{"protocol": "tcp"}]}, "listen_port"),
    ("network_load_balancers", {"backends": [{"name": "b1"}]}, "target_address"),
    ("network_load_balancers", {"pools": [{"name": "p1"}]}, "target_port"),
]
IDENTITIES = [("uplinks", "name"), ("networks", "name"), ("network_acls", "name"), ("network_address_sets", "name"),
              ("network_forwards", "network"), ("network_forwards", "listen_address"), ("network_load_balancers", "network"),
              ("network_load_balancers", "listen_address"), ("network_peers", "network"), ("network_peers", "target_network"),
              ("network_nics", "network"), ("network_nics", "instance")]
VALUES = [
    ("uplinks", {"ipv4_ovn_ranges": ["198.18.7.1-198.18.7.9"]}, "ipv4_ovn_ranges[0]",
     "198.18.7.1-198.18.7.9 does not lie in the uplink's subnet 198.18.1.0/24"),
    ("networks", {"bridge_mtu": 20000}, "bridge_mtu", "20000 is out of range, which is 68 to 16384"),
    ("networks", {"network": "NOPE"}, "network", "there is no uplink 'NOPE'"),
    ("networks", {"ipv4_dhcp_expiry": "\u0663m"}, "ipv4_dhcp_expiry", "'\u0663m' is not a time"),
    ("networks", {"ipv4_dhcp_expiry": "\u00b2"}, "ipv4_dhcp_expiry", "'\u00b2' is not a time"),
    ("networks", {"chassis": ["c1", ""]}, "chassis[1]", "is empty. Name a chassis, by its system-id"),
    ("network_address_sets", {"addresses": ["10.0.0.1/8"]}, "addresses[0]", "'10.0.0.1/8'"),
    ("network_acls", {"ingress": [{**RULE, "destination_port": "80"}]}, "ingress[0].destination_port", "80 needs the protocol tcp or udp"),
    ("network_acls", {"ingress": [{**RULE, "protocol": "tcp", "destination_port": "\u0668\u0660"}]}, "ingress[0].destination_port",
     "'\u0668\u0660' is neither a port nor a range of ports"),
    ("network_peers", {"target_network": "net1"}, "target_network", "net1 is the network itself"),
    ("network_nics", {"ipv4_address": "10.10.2.11"}, "ipv4_address", "10.10.2.11 does not lie in the network's subnet 10.10.1.0/24"),
    ("network_forwards", {"target_address": "10.10.9.1"}, "target_address", "10.10.9.1 does not lie in 10.10.1.0/24"),
    ("network_forwards", {"ports": [{**PORT, **TO, "listen_port": "\u0668\u0660"}]}, "ports[0].listen_port[0]",
     "'\u0668\u0660' is neither a port nor a range of ports"),
    ("network_load_balancers", {"ports": [{**PORT, "target_backend": ["b7"]}]}, "ports[0].target_backend[0]", "there is no backend 'b7'"),
]


def refused(site, kind: str, options: dict, without: str | None = None) -> InvalidInput:
    """What is said of the first entry of a kind with these options; all rows must stay as they were."""
    document = copy.deepcopy(WHOLE)
    site.apply(document)
    before = site.rows()
    document[kind][0].update(options)
    document[kind][0].pop(without, None)
    with pytest.raises(InvalidInput) as caught:
        site.apply(document)
    assert site.rows() == before
    assert str(caught.value).endswith("Nothing was changed.")
    return caught.value


@pytest.mark.parametrize(("kind", "options", "option", "value", "choice"), CHOICES)
def test_a_word_that_is_no_choice_is_told_with_the_choices(site, kind, options, option, value, choice):
    text = str(refused(site, kind, options))
    assert re.search(rf"{kind}\[0\]: value of {option} must be one of: .*\b{choice}\b.*, got: {value}\b", text), text


@pytest.mark.parametrize(("kind", "options", "option"), REQUIRED)
def test_what_an_entry_of_a_list_cannot_do_without_is_asked_for(site, kind, options, option):
    text = str(refused(site, kind, options))
    assert re.search(rf"{kind}\[0\]: missing required arguments: {option}\b", text), text


@pytest.mark.parametrize(("kind", "option"), IDENTITIES)
def test_what_tells_entries_apart_is_asked_for(site, kind, option):
    text = str(refused(site, kind, {}, without=option))
    assert re.search(rf"{kind}\[0\]: missing required arguments: {option}\b", text), text


@pytest.mark.parametrize(("kind", "options", "path", "words"), VALUES)
def test_a_value_that_does_not_fit_leaves_every_row_alone(site, kind, options, path, words):
    found = {fault.path: fault.message for fault in refused(site, kind, options).faults}
    assert words in found.get(f"{kind}[0].{path}", ""), found
