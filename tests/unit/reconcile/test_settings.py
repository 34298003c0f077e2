# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Maps whose keys OVN reads: what was checked is what is written, what it cannot read is named, and what it does not know is doubted."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

LEASE = {"server_id": "10.16.0.1", "server_mac": "00:16:3e:00:00:01", "lease_time": "3600"}
V4, V6 = {"cidr": "10.16.0.0/16"}, {"cidr": "fd42::/64"}


@pytest.mark.parametrize("table, column, key, given, written", [
    (nb.LOGICAL_SWITCH, "other_config", "subnet", " 10.26.0.0/24 \n", "10.26.0.0/24"),
    (nb.LOGICAL_SWITCH, "other_config", "ipv6_prefix", "fd42::\n", "fd42::"),
    (nb.LOGICAL_SWITCH, "other_config", "mcast_eth_src", " 00:16:3E:00:00:01 ", "00:16:3e:00:00:01"),
    (nb.LOGICAL_SWITCH, "other_config", "mcast_ip4_src", "10.0.0.1 ", "10.0.0.1"),
    (nb.LOGICAL_SWITCH, "other_config", "mcast_idle_timeout", " 030", "30"),
    (nb.LOGICAL_SWITCH, "other_config", "mcast_snoop", "TRUE ", "true"),
    (nb.LOGICAL_ROUTER, "options", "mac_binding_age_threshold", "10.0.0.0/8:300;1200\n", "10.0.0.0/8:300;1200"),
])
def test_what_was_checked_is_what_is_written(database, four_steps, table, column, key, given, written):
    four_steps(lambda **rest: database.task(table, **rest), name="x", **{column: {key: given}})
    assert database.row(str(table))[column] == {key: written}


def test_dhcp_is_written_as_it_was_checked(database, four_steps):
    options = {**LEASE, "server_mac": " 00:16:3E:00:00:01\n", "dns_server": " {8.8.8.8, 8.8.4.4}\n"}
    four_steps(lambda **rest: database.task(nb.DHCP_OPTIONS, **rest), name="d", **V4, options=options)
    assert database.row("DHCP_Options")["options"] == {**LEASE, "dns_server": "{8.8.8.8, 8.8.4.4}"}
    database.task(nb.DHCP_OPTIONS, name="six", **V6, options={"server_id": "00:16:3E:00:00:01 ", "dns_server": "fd42::1\n"})
    assert database.row("DHCP_Options", cidr="fd42::/64")["options"] == {"server_id": "00:16:3e:00:00:01", "dns_server": "fd42::1"}


def test_names_and_what_they_stand_for_are_written_as_ovn_looks_for_them(database, four_steps):
    given = {" C1.ovn\n": " 10.0.0.1 fd42::1\n", "1.0.0.10.in-addr.arpa": "c1.ovn\n"}
    four_steps(lambda check, **rest: database.task(nb.DNS, check, **rest), name="d", records=given)
    assert database.row("DNS")["records"] == {"c1.ovn": "10.0.0.1 fd42::1", "1.0.0.10.in-addr.arpa": "c1.ovn"}
    with pytest.raises(InvalidInput, match="records: key '': must not be empty"):
        database.task(nb.DNS, name="d", records={" ": "10.0.0.1"})


@pytest.mark.parametrize("kind, given, written", [("gre", " FD42::1\n", "fd42::1"), ("lport", " p", " p")])
def test_what_copies_are_sent_to_is_an_address_or_a_name(database, four_steps, kind, given, written):
    if kind == "lport" and "mirror_rules" not in database.server.session().schema["Mirror"].columns:
        pytest.skip("this release has no such mirrors")
    mirror = {"name": "m", "type": kind, "filter": "to-lport", "sink": given, **({"index": 1} if kind == "gre" else {})}
    four_steps(lambda check, **rest: database.task(nb.MIRROR, check, **rest), **mirror)
    assert database.row("Mirror")["sink"] == written


@pytest.mark.parametrize("column, given", [
    ("exclude_ips", "10.20.0.9..10.20.0.3"),
    ("exclude_ips", "10.20.0.1..10.20.0.3..10.20.0.9"),
    ("exclude_ips", "10.20.0.1 10.21.0.1"),
    ("exclude_ips", "10.20.0.0"),
    ("ipv6_prefix", "fd42::1%eth0"),
    ("ipv6_prefix", "fd42::/48"),
    ("mcast_idle_timeout", "٣٠"),
    ("mcast_ip6_src", "fe80::1%a"),
])
def test_what_northd_does_not_read_is_refused(database, column, given):
    with pytest.raises(InvalidInput, match=f"^other_config: key '{column}': "):
        database.task(nb.LOGICAL_SWITCH, name="s", other_config={"subnet": "10.20.0.0/24", column: given})
    assert not database.count("Logical_Switch")


def test_a_wrong_value_that_is_there_is_no_obstacle_and_no_change(database):
    database.insert("Logical_Switch", name="s", other_config=["map", [["subnet", "junk"], ["mcast_snoop", "yes"]]])
    assert not database.task(nb.LOGICAL_SWITCH, name="s", other_config={"subnet": "junk"})["changed"]
    assert database.task(nb.LOGICAL_SWITCH, name="s", other_config={"mac_only": "true"})["changed"]


# DHCP: the set that OVN needs together.

@pytest.fixture
def web(database):
    database.task(nb.DHCP_OPTIONS, name="web", **V4, options={**LEASE, "router": "10.16.0.1"})
    return database


@pytest.mark.parametrize("options, rest, words", [
    ({"dns_server": "{8.8.8.8}"}, {"replace": True}, "Give server_id, server_mac, lease_time too"),
    ({"lease_time": None}, {}, "Give lease_time too"),
    ({"server_mac": ""}, {}, "Give server_mac too"),
])
def test_a_set_of_dhcp_options_stays_whole(web, options, rest, words):
    before = web.dump()
    with pytest.raises(InvalidInput, match=words):
        web.task(nb.DHCP_OPTIONS, name="web", options=options, **rest)
    assert web.dump() == before


@pytest.mark.parametrize("cidr, options, needs", [
    (V4, {"router": "10.16.0.1"}, "DHCPv4 needs server_id, server_mac and lease_time"),
    (V6, {"dns_server": "fd42::1"}, "DHCPv6 needs server_id"),
])
def test_a_new_set_of_dhcp_options_has_what_ovn_needs(database, cidr, options, needs):
    with pytest.raises(InvalidInput, match=f"^options: {needs}, and OVN answers nobody"):
        database.task(nb.DHCP_OPTIONS, name="bare", **cidr, options=options)


def test_a_set_that_is_still_empty_is_doubted(database):
    assert "needs server_id" in database.task(nb.DHCP_OPTIONS, name="later", **V6)["warnings"][0]


def test_each_dhcp_option_that_cannot_be_read_is_named(database):
    options = {
        "server_id": "169.254.0.1", "server_mac": "0f:ff:ee:00:00:02", "lease_time": "86400", "mtu": "1500", "router": "10.210.4.1",
        "dns_server": "{10.210.4.201", "domain_name": "lab.example", "classless_static_route": "{10.1.0.0/16 10.210.4.9}",
        "ntp_server": "{10.210.4.5, fd42::5}", "tftp_server": "10.210.4.300",
    }
    with pytest.raises(InvalidInput) as caught:
        database.task(nb.DHCP_OPTIONS, name="t", cidr="10.210.4.0/24", options=options)
    named = [fault.message.split("'")[1] for fault in caught.value.faults]
    assert named == ["classless_static_route", "dns_server", "domain_name", "ntp_server", "server_mac", "tftp_server"]


@pytest.mark.parametrize("options", [
    {"server_id": "01:00:00:00:00:01"},
    {"server_id": "00:16:3e:00:00:01", "dns_server": "8.8.8.8"},
    {"server_id": "00:16:3e:00:00:01", "domain_search": "lab.example"},
])
def test_dhcpv6_is_read_by_its_own_forms(database, options):
    with pytest.raises(InvalidInput, match="options: key '"):
        database.task(nb.DHCP_OPTIONS, name="t", **V6, options=options)


# Keys that OVN does not know.

@pytest.mark.parametrize("table, column, given, hint", [
    (nb.LOGICAL_SWITCH, "other_config", {"mcast-snoop": "true"}, "Did you mean mcast_snoop?"),
    (nb.LOGICAL_ROUTER, "options", {"always_learn_from_arp": "true"}, "Did you mean always_learn_from_arp_request?"),
    (nb.NB_GLOBAL, "options", {"northd-probe-interval": "60000"}, "Did you mean northd_probe_interval?"),
    (nb.DHCP_OPTIONS, "options", {**LEASE, "dnsserver": "1.1.1.1"}, "Did you mean dns_server?"),
    (nb.LOAD_BALANCER, "options", {"zzz": "1"}, "Correct it, or leave it out."),
])
def test_a_key_that_ovn_does_not_know_is_doubted(database, table, column, given, hint):
    database.insert("NB_Global")
    row = {**({} if table is nb.NB_GLOBAL else {"name": "x"}), **(V4 if table is nb.DHCP_OPTIONS else {}), column: given}
    (warning,) = database.task(table, check=True, **row)["warnings"]
    assert warning.startswith(f"{column}: key {sorted(given.keys() - LEASE.keys())[0]!r}: OVN reads no such key") and hint in warning
    with pytest.raises(InvalidInput, match=hint.replace("?", "[?]")):
        database.task(table, strict=True, **row)


def test_the_key_that_only_one_manual_knows_is_doubted(database):
    """Ports that carry a service chain do not learn (is-nf): northd of 26.03 reads lsp_learn_fdb, and its manual names another."""
    database.task(nb.LOGICAL_SWITCH, name="s")
    port = {"switch": "s", "name": "p"}
    assert "lsp_learn_fdb" in database.task(nb.LOGICAL_SWITCH_PORT, **port, options={"lsp_learn_mac": "false"})["warnings"][0]
    assert "warnings" not in database.task(nb.LOGICAL_SWITCH_PORT, **port, options={"lsp_learn_fdb": "false"})


def test_what_others_wrote_is_not_doubted(database):
    database.insert("Logical_Switch", name="s", other_config=["map", [["theirs", "1"]]])
    assert "warnings" not in database.task(nb.LOGICAL_SWITCH, name="s", other_config={"mcast_snoop": "true"})


# Router ports and the database's own row.

@pytest.fixture
def port(database):
    database.task(nb.LOGICAL_ROUTER, name="r0")
    return lambda **rest: database.task(nb.LOGICAL_ROUTER_PORT, router="r0", name="r0-up", mac="00:16:3e:00:00:02",
                                        networks=["10.0.0.1/24", "fd42::1/64"], **rest)


def test_router_advertisements_are_taken(port):
    configs = {"address_mode": "slaac", "mtu": "1442", "rdnss": "fd42::53", "dnssl": "a.example,b.example", "send_periodic": "true"}
    assert "warnings" not in port(options={"gateway_mtu": "1442"}, ipv6_ra_configs=configs)


@pytest.mark.parametrize("column, key, value", [
    ("ipv6_ra_configs", "mtu", "60"),
    ("ipv6_ra_configs", "dnssl", "a example;b"),
    ("ipv6_ra_configs", "rdnss", "fd42::53,fd42::54"),
    ("ipv6_ra_configs", "address_mode", "SLAAC"),
    ("ipv6_ra_configs", "max_interval", "3"),
    ("ipv6_ra_configs", "min_interval", "1400"),
    ("ipv6_ra_configs", "route_info", "fd42::/48"),
    ("options", "gateway_mtu", "60"),
])
def test_numbers_have_the_bounds_of_ovn(port, column, key, value):
    with pytest.raises(InvalidInput, match=f"^{column}: key '{key}'"):
        port(**{column: {key: value}})


@pytest.mark.parametrize("rest, words", [
    ({"options": {"gateway-mtu": "1442"}}, "Did you mean gateway_mtu?"),
    ({"options": {"gateway_mtu": "1000"}}, "less than IPv6 can do with"),
    ({"ipv6_ra_configs": {"max_interval": "8", "min_interval": "7"}}, "OVN takes 6 for 7"),
])
def test_a_router_port_is_doubted(port, rest, words):
    assert words in port(**rest)["warnings"][0]


@pytest.mark.parametrize("interval, words", [("0", "a connection that died is never noticed"), ("500", "less than a second")])
def test_probes_that_do_not_do_what_they_say_are_doubted(database, interval, words):
    database.insert("NB_Global")
    assert words in database.task(nb.NB_GLOBAL, options={"northd_probe_interval": interval})["warnings"][0]


def test_a_template_says_of_which_family_it_is(database):
    template = {"name": "t", "vips": {"^vip:80": "^backends"}, "protocol": "tcp"}
    assert "without address-family is one of IPv4" in database.task(nb.LOAD_BALANCER, **template, options={"template": True})["warnings"][0]
    with pytest.raises(InvalidInput, match=r"^vips: the backend \[fd42::2\]:80 is not IPv4"):
        database.task(nb.LOAD_BALANCER, **{**template, "vips": {"^vip:80": "[fd42::2]:80"}}, options={"template": True})


def test_a_route_of_two_families_needs_a_newer_ovn(database):
    database.task(nb.LOGICAL_ROUTER, name="r0")
    route = {"router": "r0", "ip_prefix": "10.8.0.0/24", "nexthop": "fd42::9"}
    if "selection_fields" in database.server.session().schema["Logical_Router_Static_Route"].columns:
        assert database.task(nb.STATIC_ROUTE, **route)["changed"]
    else:
        with pytest.raises(InvalidInput, match="^nexthop: fd42::9 is of another family"):
            database.task(nb.STATIC_ROUTE, **route)


def test_a_number_has_one_spelling(database):
    database.task(nb.LOGICAL_SWITCH, name="s")
    rules = [{"direction": "to-lport", "priority": priority, "match": "ip4", "action": "drop"} for priority in (1000, "1_000")]
    with pytest.raises(InvalidInput, match=r"acls\[1\].priority: '1_000' is not an integer"):
        database.topology({"switches": [{"name": "s", "acls": rules}]})
