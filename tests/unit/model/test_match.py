# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Matches are read as OVN reads them: nothing is refused that OVN accepts, and of what it does not, nothing is written."""

from __future__ import annotations

import json

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.match import read
from ansible_collections.overlay.ovn.plugins.module_utils.model.match_fields import FIELDS

from ...conftest import CHECKOUT
from ...support.long import rounds
from ...support.parser import Parser

# These came or went with a release.
OF_A_RELEASE = {
    "flags.localnet", "flags.icmp_snat", "flags.tunnel_rx", "flags.from_ctrl", "ct_mark.allow_established", "ct_mark.obs_stage",
    "ct_mark.obs_collector_id", "ct_label.obs_point_id", "ct_label.obs_unused", "ct_label.blocked", "ct_label.natted",
    "ct_label.ecmp_reply_port", "nd_ns_mcast",
}
GOOD = [
    "1", "0", "ip", "ip4 && tcp", "(ip4 || ip6) && (tcp || udp)", "ip4.src == 10.0.0.0/8", "ip4.src == 10.0.0.1/255.0.0.255",
    "ip4.src == {10.0.0.1, 10.0.0.2}", "ip4.src == {10.0.0.1 10.0.0.2}", "ip4.src == {10.0.0.1,}", "ip4.src != {10.0.0.1}",
    "ip4.src == $office", "ip4.src == {$office, 10.0.0.1}", "inport == @web", 'inport == {@web, "p1"}', 'inport == "p 1"',
    r'outport == "a\"b\u00e4"', "tcp.dst == 80", "80 == tcp.dst", "tcp.dst >= 1024", "1024 <= tcp.dst < 2048", "2048 > tcp.dst > 1",
    "tcp.dst == 0x50", "tcp.dst == {80, 443} && ip4", "tcp.dst == 0x50/0xff0", "tcp.dst[0]",
    "tcp.dst[0..7] == 5", "!tcp.dst", "!(tcp.dst == 80)", "!(ip4.src == 10.0.0.1 && tcp.dst == 80)", "eth.src == 00:16:3e:01:02:03",
    "eth.dst == ff:ff:00:00:00:00/ff:ff:00:00:00:00", "eth.mcast", "!eth.mcast", "eth.bcast", "!eth.bcast", "eth.type == 0x800",
    "vlan.vid == 5 && vlan.pcp > 1", "ip6.dst == fd42::/64", "ip6.src == ::1", "ip6.src == ::ffff:10.0.0.1", "ip6.src == {$office}",
    "ip6.src == 10.0.0.1", "ip6.src == fd42::1/ffff::", "arp.tpa == 10.0.0.1", "nd.target == fe80::1", "nd_ns && nd.sll == 00:00:00:00:00:01",
    "icmp4.type == 8 && icmp4.code == 0", "icmp6.type == {135, 136}", "ct.est && !ct.rpl", "ct.new", "ct_state == 0x21/0x21",
    "ct_mark.natted == 1", "ct_label.label == 5", "reg0[10..15] == 3", "xreg4 == 5", "xxreg1 == fd42::1", "flags.loopback",
    'is_chassis_resident("cr-lrp")', '!is_chassis_resident("cr-lrp")', 'ip && !(is_chassis_resident("x"))', "ip4\n&& tcp // the end",
    "ip4 /* all of it */ && tcp", "ip.proto == 6", "!(ip.proto != 6)", "ip.ttl == 1", "ip.dscp == 46", "ip.frag == 1", "ip.is_frag",
    "tcp.flags == 2", "pkt.mark == 0x10/0x10", "ip4 == 1", "igmp || mldv1 || mldv2", "((((ip4))))", "ip4.mcast && !ip4.src_mcast",
    'inport == {"a", "b"} && ip', "abcd::1 == ip6.src", "ip4&&tcp", "tcp.dst==80||udp.dst==53", "!ip.proto", "tcp.dst == 0",
    "0 <= tcp.dst", "sctp.src == 1", "rarp.op == 3", "ip6.label == 5",
]
BAD = [
    "ip4.src == 10.0.0.0/8 –", "ip4.src == {}", "ip4.src = 10.0.0.1", "(ip4", "ip4)", "ip4 &&", "&& ip4", "ip4 and tcp", "tcp.dst",
    "tcp.dst == 99999", "ip4.src == 10.0.0.300", "ip4.src == fe80::1%eth0", "ip4.src == 10.0.0.1/33", "ip4 && tcp || udp", "ip4 & tcp", "!ip4",
    "!(ip4 && tcp)", "ip4 == 0", "ip.proto != 6", 'inport != "p1"', '!(inport == "p1")', "inport", "inport == 5", "ip4.src == \"a\"",
    "inport == 'p1'", "!tcp.dst == 80", "1 < tcp.dst > 2", "1 == tcp.dst == 1", "tcp.dst < {80, 81}", "tcp.dst[16]", "ip.proto[0]",
    "inport[0]", "tcp.dst == 080", "tcp.dst == 0x", "eth.src == 00:16:3e:01:02", "ip4.src == 10.0.0.1 ip4.dst == 10.0.0.2", "2", "5 == 5",
    '"p1"', "inport == {\"a\", 5}", "ip4.src == $", "ip4.src == @", "inport == \"p1", "is_chassis_resident(x)", "is_chassis_resident()",
    "resident(\"x\")", "tcp.flags > 5 /* open", "ip4.src == 10.0.0.1/24/8", "ip4.src == 10.0.0.0/0xff", "tcp.dst == 22-80", "ip4; tcp",
    "ip.dscp == 64", "ip4.src > 10.0.0.0/8", "eth.type == 10.0.0.1", "!!ip4.mcast", "", "tcp.dst == 80,", "{ip4}", "ip4.src == 10.0.0.1.2",
    "vlan.vid == 4096", "ip4.src == 18446744073709551616", "ip4 tcp", "ip4.src ==", "== 5", "tcp.dst[0..]", "tcp.dst[3..1]", "ip4.src == -1",
    'outport == "a\\qb"',
]


@pytest.mark.parametrize("match", GOOD)
def test_a_match_is_read(match):
    read(match)


@pytest.mark.parametrize("match", BAD)
def test_what_ovn_cannot_read_is_refused(match):
    with pytest.raises(ValueError, match="^OVN cannot read this match at "):
        read(match)


def matches_in(value) -> set[str]:
    """All matches in a recording."""
    if isinstance(value, dict):
        own = {value["match"]} if isinstance(value.get("match"), str) and value["match"] else set()
        return own.union(*map(matches_in, value.values()))
    return set().union(*map(matches_in, value)) if isinstance(value, list) else set()


def test_what_lxd_and_incus_write_is_read():
    recordings = [json.loads(path.read_text()) for path in (CHECKOUT / "tests" / "oracle" / "recordings").rglob("*.json")]
    found = matches_in(recordings)
    assert len(found) > 100
    assert [match for match in found if read(match).unknown] == []


@pytest.fixture
def parser(tmp_path_factory, schema_root):
    process = Parser(tmp_path_factory.mktemp("s"), schema_root, sets=["office"], groups=["web"])
    yield process
    process.stop()


def test_ovn_reads_what_is_accepted(parser):
    fields = [f"{name} == 1" if field.width else f'{name} == "p1"' for name, field in FIELDS.items() if name not in OF_A_RELEASE]
    assert parser.unreadable(*GOOD, *fields) is None


def test_ovn_does_not_read_what_is_refused(parser):
    some = BAD[:: len(BAD) // rounds(len(BAD) // 5, len(BAD))]
    assert [match for match in some if parser.unreadable(match) is None] == []
