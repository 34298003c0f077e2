# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Combinations and values that OVN would pass over in silence are faults that say which option and which rule."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.nb import access, endpoints, meter, server

from ...support.judged import faults

SET = frozenset({"4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10"})
# A row of each table as the server's columns hold it when a task has set what it must.
ACL = {
    "direction": "from-lport", "action": "allow-related", "log": False, "label": 0, "sample_new": None, "sample_est": None,
    "network_function_group": None, "options": {},
}
BALANCER = {
    "vips": {"10.0.0.1:80": "10.0.0.2:80"}, "protocol": None, "selection_fields": frozenset(), "health_check": frozenset(),
    "ip_port_mappings": {}, "options": {},
}
MIRROR = {"type": "gre", "sink": "198.18.0.50", "mirror_rules": frozenset()}
FUNCTION = {"inport": "a", "outport": "b"}


@pytest.mark.parametrize("change, option, message", [
    ({"label": 7, "action": "drop"}, "label", "the action drop tracks no connections"),
    ({"label": 7, "action": "allow-stateless"}, "label", "allow or allow-related"),
    ({"direction": "to-lport", "options": {"apply-after-lb": "true"}}, "options", "apply-after-lb has no effect"),
    ({"log": True, "options": {"log-related": "true"}}, "options", "without a label"),
    ({"action": "allow", "options": {"persist-established": "true"}}, "options", "Use allow-related"),
    ({"action": "drop", "network_function_group": "x"}, "network_function_group", "the action drop leads packets nowhere"),
    ({"options": {"log-related": "yes"}}, "options", "key 'log-related': 'yes' is neither true nor false"),
])
def test_access_rules(change, option, message):
    assert_one_fault(nb.ACL, {**ACL, **change}, option, message)


@pytest.mark.parametrize("change", [
    {},
    {"label": 7},
    {"label": 7, "action": "drop", "sample_new": "x"},
    {"options": {"apply-after-lb": "True", "someone-else": "yes"}},
    {"log": False, "options": {"log-related": "true"}},
    {"log": True, "label": 7, "options": {"log-related": "true"}},
    {"options": {"persist-established": "true"}},
    {"action": "drop", "options": {"persist-established": "false"}},
    {"action": "allow", "network_function_group": "x"},
])
def test_access_rules_that_ovn_uses(change):
    assert not faults(nb.ACL, {**ACL, **change})


def test_access_rules_on_a_server_without_the_newer_columns():
    row = {name: value for name, value in ACL.items() if name not in ("sample_new", "sample_est", "network_function_group")}
    assert not faults(nb.ACL, row)
    assert faults(nb.ACL, {**row, "label": 7, "action": "drop"})


@pytest.mark.parametrize("members", [{"10.0.0.1", "fd42::1"}, {"10.0.0.1", "00:16:3e:00:00:01"}, {"fd42::1", "00:16:3e:00:00:01"}])
def test_an_address_set_of_two_kinds(members):
    assert_one_fault(nb.ADDRESS_SET, {"addresses": frozenset(members)}, "addresses", "of different kinds")


@pytest.mark.parametrize("members", [set(), {"10.0.0.1", "10.0.0.0/8"}, {"fd42::1"}, {"00:16:3e:00:00:01", "00:16:3e:00:00:02"}])
def test_an_address_set_of_one_kind(members):
    assert not faults(nb.ADDRESS_SET, {"addresses": frozenset(members)})


def test_a_sample_needs_a_collector():
    assert_one_fault(nb.SAMPLE, {"metadata": 1, "collectors": frozenset()}, "collectors", "Name one collector at least")
    assert not faults(nb.SAMPLE, {"metadata": 1, "collectors": SET})


def test_kinds_of_packets_that_can_be_limited():
    assert_one_fault(nb.COPP, {"meters": {"arp": "m", "tcp": "m"}}, "meters", "key 'tcp': OVN knows no such kind")
    assert_one_fault(nb.COPP, {"meters": {"arp": ""}}, "meters", "key 'arp': the name of a meter must not be empty")
    assert not faults(nb.COPP, {"meters": dict.fromkeys(meter.PROTOCOLS, "m")})


@pytest.mark.parametrize("change, option, message", [
    ({"sink": "host1"}, "sink", "'host1' is not an IP address"),
    ({"type": "erspan", "sink": "host1"}, "sink", "a mirror of the type erspan"),
    ({"mirror_rules": SET}, "mirror_rules", "rules have no effect with the type gre"),
])
def test_mirrors(change, option, message):
    assert_one_fault(nb.MIRROR, {**MIRROR, **change}, option, message)


def test_mirrors_that_ovn_uses():
    assert not faults(nb.MIRROR, MIRROR)
    assert not faults(nb.MIRROR, {"type": "local", "sink": "tap7"})
    assert not faults(nb.MIRROR, {"type": "lport", "sink": "c1-eth0", "mirror_rules": SET})


@pytest.mark.parametrize("change, option, message", [
    ({"vips": {"10.0.0.1:80": "10.0.0.2:80, 10.0.0.3:80"}}, "vips", "' 10.0.0.3:80' is neither an address"),
    ({"vips": {"web:80": "10.0.0.2:80"}}, "vips", "key 'web:80': 'web:80' is neither an address"),
    ({"vips": {"10.0.0.1:80": "fd42::2"}}, "vips", "the backend fd42::2 is IPv6, and the virtual address is IPv4"),
    ({"vips": {"10.0.0.1:80": "10.0.0.2"}}, "vips", "the virtual address has a port, and the backend has none"),
    ({"vips": {"10.0.0.1": "10.0.0.2:80"}}, "vips", "the backend has a port, and the virtual address has none"),
    ({"vips": {"10.0.0.1:65536": ""}}, "vips", "not an address with a port from 1 to 65535"),
    ({"vips": {"10.0.0.1:80": "[10.0.0.2]:80"}}, "vips", "Only IPv6 addresses stand in brackets"),
    ({"vips": {"10.0.0.1:80": "10.0.0.2:80,,10.0.0.3:80"}}, "vips", "'' is neither an address"),
    ({"vips": {"^VIP:80": "^BACKENDS"}}, "vips", "Set template to true"),
    ({"vips": {"^VIP:^PORT:80": ""}, "options": {"template": "true"}}, "vips", "^NAME, ^NAME:^NAME or ^NAME:PORT"),
    ({"vips": {"^VIP:80": "^A:^B:^C"}, "options": {"template": "true"}}, "vips", "the backend ^A:^B:^C of a template"),
    ({"vips": {"^VIP:80": "web"}, "options": {"template": "true"}}, "vips", "'web' is neither an address"),
    ({"vips": {"10.0.0.1": "10.0.0.2"}, "protocol": "udp"}, "protocol", "none of the virtual addresses has a port"),
    ({"vips": {"^VIP": "^B"}, "protocol": "udp", "options": {"template": "true"}}, "protocol", "none of the virtual addresses"),
    ({"ip_port_mappings": {"fd42::2": "p:[fd42::1]"}}, "ip_port_mappings", "OVN looks for [fd42::2]"),
    ({"ip_port_mappings": {"[fd42:0::2]": "p:[fd42::1]"}}, "ip_port_mappings", "OVN looks for [fd42::2]"),
    ({"ip_port_mappings": {"10.0.0.2:80": "p:10.0.0.1"}}, "ip_port_mappings", "'10.0.0.2:80' is not an IP address"),
    ({"ip_port_mappings": {"10.0.0.2": ":10.0.0.1"}}, "ip_port_mappings", "names no logical switch port"),
    ({"ip_port_mappings": {"10.0.0.2": "p"}}, "ip_port_mappings", "has no source address"),
    ({"ip_port_mappings": {"10.0.0.2": "p:fd42::1"}}, "ip_port_mappings", "stand in brackets"),
    ({"ip_port_mappings": {"10.0.0.2": "p:10.0.0.1:"}}, "ip_port_mappings", "PORT:ADDRESS:ZONE"),
    ({"ip_port_mappings": {"10.0.0.2": "p"}, "options": {"distributed": "true"}, "health_check": SET}, "ip_port_mappings", "source"),
    ({"options": {"distributed": "true"}}, "ip_port_mappings", "must be given for a distributed balancer"),
    ({"options": {"reject": "true", "event": "true"}}, "options", "reject and event exclude each other"),
    ({"vips": {"^V:80": "^B"}, "options": {"template": "true", "add_route": "true"}}, "options", "add_route has no effect"),
    ({"vips": {"^V:80": "^B"}, "options": {"template": "true", "neighbor_responder": "reachable"}}, "options", "all or none"),
    ({"vips": {"^V:80": "^B"}, "options": {"template": "true"}, "health_check": SET}, "options", "no backends of templates"),
    ({"protocol": "sctp", "health_check": SET}, "protocol", "OVN checks no backends by sctp"),
    ({"options": {"affinity_timeout": "65536"}}, "options", "key 'affinity_timeout': '65536' is not a number from 0 to 65535"),
    ({"options": {"neighbor_responder": "some"}}, "options", "'some' is none of all, reachable, none"),
    ({"options": {"address-family": "inet"}}, "options", "'inet' is none of ipv4, ipv6"),
    ({"options": {"hairpin_snat_ip": "10.0.0.1 10.0.0.2"}}, "options", "one IPv4 address, one IPv6 address, or one of each"),
])
def test_load_balancers(change, option, message):
    assert_one_fault(nb.LOAD_BALANCER, {**BALANCER, **change}, option, message)


@pytest.mark.parametrize("change", [
    {},
    {"vips": {}, "protocol": "udp"},
    {"vips": {"10.0.0.1": "10.0.0.2"}, "protocol": "tcp"},
    {"vips": {"10.0.0.1": "10.0.0.2", "10.0.0.1:53": "10.0.0.2:53"}, "protocol": "udp"},
    {"vips": {"10.0.0.1": "10.0.0.2"}, "protocol": "udp", "selection_fields": frozenset({"tp_src"})},
    {"vips": {"fd42::1": "fd42::2,[fd42::3]", "[fd42:0::1]:80": "[fd42::2]:80", "10.0.0.1:80": "", "10.0.0.9:0": "10.0.0.2"}},
    {"vips": {"[10.0.0.1]:80": "10.0.0.2:80,"}},
    {"vips": {"^V:^P": "^B:^P,^B:80,10.0.0.2:80,^BS", "^V": "^BS", "10.0.0.1:80": "10.0.0.2:80"}, "options": {"template": "TRUE"}},
    {"vips": {"^V:^P": "^B"}, "protocol": "udp", "options": {"template": "true"}},
    {"ip_port_mappings": {"10.0.0.2": "p:10.0.0.1", "[fd42::2]": "p:[fd42::1]"}, "health_check": SET},
    {"ip_port_mappings": {"10.0.0.2": "p:10.0.0.1:az1", "[fd42::2]": "p:[fd42::1]:az1"}},
    {"ip_port_mappings": {"10.0.0.2": "p"}, "options": {"distributed": "true"}},
    {"options": {"distributed": "true"}, "vips": {"10.0.0.1:80": ""}},
    {"options": {"hairpin_snat_ip": "10.0.0.1 fd42::1", "affinity_timeout": "600", "neighbor_responder": "all"}},
])
def test_load_balancers_that_ovn_uses(change):
    assert not faults(nb.LOAD_BALANCER, {**BALANCER, **change})


@pytest.mark.parametrize("key, value", [("interval", "0"), ("timeout", "3s"), ("success_count", "-1"), ("failure_count", "")])
@pytest.mark.parametrize("table", [nb.LOAD_BALANCER_HEALTH_CHECK, nb.NETWORK_FUNCTION_HEALTH_CHECK], ids=str)
def test_health_checks_have_numbers(table, key, value):
    assert_one_fault(table, {"options": {key: value}}, "options", f"key {key!r}: {value!r} is not a number from 1")
    assert not faults(table, {"options": {key: "3"}})


def test_a_network_function_has_two_ports():
    assert_one_fault(nb.NETWORK_FUNCTION, {**FUNCTION, "outport": "a"}, "outport", "another port than inport")
    assert not faults(nb.NETWORK_FUNCTION, FUNCTION)


@pytest.mark.parametrize("key, value, message", [
    ("use_parallel_build", "1", "neither true nor false"),
    ("northd_probe_interval", "5s", "is not a number from 0"),
    ("nbctl_probe_interval", "never", "is not a number from -"),
    ("debug_drop_domain_id", "256", "is not a number from 0 to 255"),
    ("mac_prefix", "00:16", "Write three pairs of hex digits"),
    ("svc_monitor_mac", "00:16", "is not an Ethernet address"),
    ("svc_monitor_ip", "10.0.0.0/24", "is not an IP address"),
])
def test_settings_of_the_deployment(key, value, message):
    assert_one_fault(nb.NB_GLOBAL, {"options": {key: value}}, "options", message)


def test_settings_of_the_deployment_that_ovn_uses():
    assert not faults(nb.NB_GLOBAL, {"options": {
        "use_parallel_build": "True", "northd_probe_interval": "0", "nbctl_probe_interval": "-1", "mac_prefix": "00:16:3E",
        "svc_monitor_mac": "00:16:3e:00:00:01", "svc_monitor_ip": "fd42::1", "northd_internal_version": "26.03.2-21.8.0-80.14",
    }})


def test_marks_of_packets_of_a_connection():
    assert_one_fault(nb.CONNECTION, {"other_config": {"dscp": "64"}}, "other_config", "from 0 to 63")
    assert not faults(nb.CONNECTION, {"other_config": {"dscp": "48"}})


@pytest.mark.parametrize("check, given, canonical", [
    (access.set_member, "10.0.0.0/255.0.0.0", "10.0.0.0/8"),
    (access.set_member, "10.0.0.0/255.0.255.0", "10.0.0.0/255.0.255.0"),
    (access.set_member, "FD42::/ffff::", "fd42::/ffff::"),
    (access.set_member, "00:16:3E:00:00:00/ff:ff:ff:00:00:00", "00:16:3e:00:00:00/ff:ff:ff:00:00:00"),
    (endpoints.vip, "[fd42:0::1]:80", "[fd42::1]:80"),
    (endpoints.vip, "[fd42:0::1]", "fd42::1"),
    (endpoints.vip, "10.0.0.1:", "10.0.0.1"),
    (endpoints.vip, "^VIP:80", "^VIP:80"),
    (endpoints.vip, "[10.0.0.1]:80", "10.0.0.1:80"),
    (endpoints.vip, "web:80", "web:80"),
    (endpoints.backends, "10.0.0.2:80, 10.0.0.3:80,", "10.0.0.2:80,10.0.0.3:80"),
    (endpoints.backends, "", ""),
    (endpoints.monitored, "[fd42:0::1]:80", "[fd42::1]:80"),
    (meter.meter_name, "log", "log"),
    (server.target, " ptcp:6641:[::] ", "ptcp:6641:[::]"),
    (server.target, "pssl:", "pssl:"),
    (server.target, "ssl:db.example.org:6641", "ssl:db.example.org:6641"),
    (server.target, "tcp:[fd42::1]", "tcp:[fd42::1]"),
    (server.target, "punix:/run/ovn/other.sock", "punix:/run/ovn/other.sock"),
    (server.tls_protocols, "", ""),
    (server.tls_protocols, "TLSv1.2-TLSv1.3", "TLSv1.2-TLSv1.3"),
    (server.tls_protocols, "TLSv1.2+", "TLSv1.2+"),
    (server.tls_protocols, "TLSv1.2, TLSv1.3", "TLSv1.2, TLSv1.3"),
])
def test_equal_meanings_have_one_form(check, given, canonical):
    assert check(given) == canonical == check(canonical)


@pytest.mark.parametrize("check, given, message", [
    (access.set_member, "10.0.0.1/255.0.255.0", "bits set that its mask does not cover"),
    (access.set_member, "10.0.0.0/ffff::", "the mask is of another kind"),
    (access.set_member, "10.0.0.1/24", "Write 10.0.0.0/24"),
    (endpoints.monitored, "10.0.0.1", "has no port"),
    (endpoints.monitored, "^VIP:80", "has a variable"),
    (endpoints.monitored, "web:80", "is neither an address"),
    (meter.meter_name, "__log", "two underscores"),
    (meter.meter_name, "", "must not be empty"),
    (server.target, "tcp:fd42::1:6641", "is no connection"),
    (server.target, "tcp:", "is no connection"),
    (server.target, "http:10.0.0.1", "is no connection"),
    (server.target, "ptcp:70000", "70000 is not a port"),
    (server.target, "tcp:[db1]:6641", "db1 is not an IPv6 address"),
    (server.tls_protocols, "TLS1.2", "names no versions of TLS"),
])
def test_what_ovn_would_not_understand(check, given, message):
    with pytest.raises(ValueError) as caught:
        check(given)
    assert message in str(caught.value)


def assert_one_fault(table, row: dict, option: str, message: str) -> None:
    found = faults(table, row)
    assert len(found) == 1, found
    assert found[0][0] == option
    assert message in found[0][1]
