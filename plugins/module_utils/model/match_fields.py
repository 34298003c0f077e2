# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a match can look at: the symbols of ovn-sb(5), Logical_Flow, with their widths in bits (lib/logical-fields.c of OVN)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A symbol. One that is C(nominal) is tested for equality only; a C(predicate) stands for an expression of its own.

    A width of 0 is that of a text: the name of a port.
    """

    width: int
    nominal: bool = False
    predicate: bool = False

    @property
    def is_ordered(self) -> bool:
        return not (self.nominal or self.predicate)


def _fields(names: str, width: int, **rest: bool) -> dict[str, Field]:
    return {name: Field(width, **rest) for name in names.split()}


FIELDS: dict[str, Field] = {
    **_fields("inport outport", 0, nominal=True),
    **{f"reg{number}": Field(32) for number in range(10)},
    **{f"xreg{number}": Field(64) for number in range(5)},
    **{f"xxreg{number}": Field(128) for number in range(2)},
    **_fields("flags ct_mark ct_state pkt.mark", 32),
    **_fields(
        "flags.loopback flags.force_snat_for_dnat flags.force_snat_for_lb flags.skip_snat_for_lb flags.use_snat_zone flags.localnet "
        "flags.icmp_snat flags.tunnel_rx flags.from_ctrl ct_mark.blocked ct_mark.natted ct_mark.skip_snat ct_mark.force_snat "
        "ct_mark.allow_established ct_label.blocked ct_label.natted ct.new ct.est ct.rel ct.rpl ct.inv ct.trk ct.snat ct.dnat eth.mcast",
        1,
    ),
    **_fields("ct_mark.obs_stage", 2),
    **_fields("ct_mark.obs_collector_id", 8),
    **_fields("ct_mark.ecmp_reply_port ct_label.ecmp_reply_port", 16),
    **_fields("ct_label", 128),
    **_fields("ct_label.ecmp_reply_eth", 48),
    **_fields("ct_label.label ct_label.obs_point_id", 32),
    **_fields("ct_label.obs_unused", 96),
    **_fields("eth.src eth.dst arp.sha arp.tha rarp.sha rarp.tha nd.sll nd.tll", 48),
    **_fields("eth.type arp.op rarp.op", 16, nominal=True),
    **_fields("vlan.tci tcp.src tcp.dst udp.src udp.dst sctp.src sctp.dst", 16),
    **_fields("vlan.pcp", 3),
    **_fields("vlan.vid tcp.flags", 12),
    **_fields("ip.proto ip.ttl icmp4.type icmp4.code icmp6.type icmp6.code", 8, nominal=True),
    **_fields("ip.dscp", 6, nominal=True),
    **_fields("ip.ecn", 2, nominal=True),
    **_fields("ip.frag", 2),
    **_fields("ip4.src ip4.dst arp.spa arp.tpa rarp.spa rarp.tpa", 32),
    **_fields("ip6.src ip6.dst nd.target", 128),
    **_fields("ip6.label", 20),
    **_fields(
        "ip ip4 ip6 icmp icmp4 icmp6 igmp tcp udp sctp arp rarp nd nd_ns nd_ns_mcast nd_na nd_rs nd_ra mldv1 mldv2",
        1, nominal=True, predicate=True,
    ),
    **_fields(
        "eth.bcast eth.mcastv6 vlan.present ip4.src_mcast ip4.mcast ip6.mcast ip6.mcast_rsvd ip6.mcast_all_nodes ip6.mcast_all_rtrs "
        "ip6.mcast_sol_node ip6.mcast_flood ip.is_frag ip.later_frag ip.first_frag",
        1, predicate=True,
    ),
}
