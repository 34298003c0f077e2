# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of every key that the maps of a declared table may have: such as OVN reads, in all the forms that it has for them."""

from __future__ import annotations

from ansible_collections.overlay.ovn.plugins.module_utils.model.nb.settings import Form, Forms, Number, Word, flag

TRUTHS = ("true", "false", "TRUE")
NAMES = ("name1", "two words")
ADDRESSES = ("10.0.0.1", "10.0.0.255")
MACS = ("00:16:3e:00:00:01", "0A:00:00:00:00:0F")
FOURS, SIXES = ("10.0.0.1", "{10.0.0.1}", "{10.0.0.1, 10.0.0.2}", "{10.0.0.1,10.0.0.2}"), ("fd42::1", "{fd42::1, fd42::2}", "{FD42::A}")
ROUTES = ("{30.0.0.0/24,10.0.0.10, 0.0.0.0/0,10.0.0.1}", "{10.9.0.7,10.0.0.1}")
QUOTED = ('"lab.example"', '"with blanks, and \\\\ signs"')
SEARCHED = ('"lab.example"', '"a.example,b.example"')

SAMPLES: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("NB_Global", "options"): {
        "mac_prefix": ("00:16:3e", "0a:0b:0C"), "svc_monitor_mac": MACS, "svc_monitor_mac_dst": MACS,
        "svc_monitor_ip": ADDRESSES, "svc_monitor_ip_dst": ("169.254.1.2",),
        "northd_probe_interval": ("60000",), "ic_probe_interval": ("5000",), "northd_internal_version": ("26.03",),
        "max_tunid": ("4095",),
        "ic-route-blacklist": ("10.9.0.0/16",), "ic-route-denylist": ("10.9.0.0/16",), "ipsec_encapsulation": ("true",),
    },
    ("Logical_Switch", "other_config"): {
        "subnet": ("10.0.0.0/24", "10.0.0.7/24", "10.0.0.0/255.255.255.0"),
        "exclude_ips": ("10.0.0.9", "10.0.0.2 10.0.0.4..10.0.0.6", "10.0.0.1 .. 10.0.0.3"),
        "ipv6_prefix": ("fd42::", "fd42::/64", "FD42:1::7/64"),
        "mcast_eth_src": MACS, "mcast_ip4_src": ADDRESSES[:1], "mcast_ip6_src": ("fe80::1",),
        "dynamic-routing-redistribute": ("fdb", "ip", "fdb,ip"),
        "interconn-ts": ("ts1",),
        "dynamic-routing-bridge-ifname": ("br-vni7",), "dynamic-routing-vxlan-ifname": ("vxlan7", "vx4,vx6"),
        "dynamic-routing-advertise-ifname": ("lo-vni7",),
    },
    ("Logical_Switch_Port", "options"): {
        "virtual-ip": ("10.0.0.9", "fd42::9"), "virtual-parents": ("p1,p2",),
        "nat-addresses": ("router", "80:fa:5b:06:72:b7 158.36.44.22 158.36.44.24"),
        "arp_proxy": ("169.254.239.254 169.254.239.2", "0a:58:a9:fe:01:01 169.254.239.254 169.254.238.0/24", "fd7b::1 fd7b::2"),
        "activation-strategy": ("rarp", "rarp,garp,na"), "ethtype": ("802.1q", "802.1ad"), "pkt_clone_type": ("mc_unknown",),
        "requested-chassis": ("c1", "c1,c2", ""), "hostname": QUOTED,
        "requested-tnl-key": ("7",), "vif-plug-type": ("representor",), "vif-plug:representor:vf-num": ("1",),
    },
    ("Logical_Router", "options"): {
        "dnat_force_snat_ip": ("10.0.0.1", "10.0.0.1 fd42::1"), "lb_force_snat_ip": ("router_ip", "fd42::1"),
        "mac_binding_age_threshold": ("0", "300", "10.0.0.0/8:300;fe80::/10:600;1200"),
        "dynamic-routing-redistribute": ("connected", "connected-as-host,static,nat,lb"),
        "dynamic-routing-v4-prefix-nexthop": ("10.0.0.1", "fd42::1"), "dynamic-routing-v6-prefix-nexthop": ("fd42::1",),
        "chassis": ("c1",), "dynamic-routing-vrf-name": ("vrf1",), "dynamic-routing-vrf-id": ("7",),
    },
    ("Logical_Router_Port", "ipv6_ra_configs"): {
        "address_mode": ("slaac", "dhcpv6_stateful", "dhcpv6_stateless"), "router_preference": ("HIGH", "MEDIUM", "LOW"),
        "rdnss": ("fd42::53",), "dnssl": ("a.example", "a.example,b.example", "a.example, b.example"),
        "route_info": ("HIGH-aef1::11/48,LOW-aef2::11/96", "MEDIUM-fd42::/48"),
        "mtu": ("0", "1280", "1442"), "max_interval": ("4", "1800"), "min_interval": ("3",),
    },
    ("Logical_Router_Port", "options"): {
        "redirect-type": ("overlay", "bridged"), "routing-protocols": ("BGP", "BGP,BFD"), "routing-protocol-redirect": ("p1",),
        "dynamic-routing-redistribute": ("connected", "static,nat"), "gateway_mtu_bypass": ("tcp", "udp.dst == 53"),
        "gateway_mtu": ("0", "1280", "1442"), "route_table": ("blue",), "requested-chassis": ("c1",),
        "dynamic-routing-port-name": ("lan",),
    },
    ("Logical_Router_Static_Route", "options"): {"origin": ("connected", "static")},
    ("Load_Balancer", "options"): {
        "neighbor_responder": ("all", "reachable", "none"), "address-family": ("ipv4", "ipv6"),
        "hairpin_snat_ip": ("10.0.0.8", "10.0.0.8 fd42::8"),
    },
}
# The options of DHCP, by its version.
LEASES: dict[int, dict[str, tuple[str, ...]]] = {
    4: {
        "server_id": ("10.0.0.1",), "netmask": ("255.255.255.0",), "broadcast_address": ("10.0.0.255",), "next_server": ("10.0.0.8",),
        "server_mac": MACS, "router": FOURS, "dns_server": FOURS, "log_server": FOURS, "lpr_server": FOURS, "swap_server": FOURS,
        "policy_filter": FOURS, "router_solicitation": FOURS[:1], "nis_server": FOURS, "ntp_server": FOURS,
        "netbios_name_server": FOURS, "tftp_server_address": FOURS, "classless_static_route": ROUTES,
        "ms_classless_static_route": ROUTES, "hostname": QUOTED, "domain_name": QUOTED, "wpad": QUOTED, "bootfile_name": QUOTED,
        "bootfile_name_alt": QUOTED, "path_prefix": QUOTED, "domain_search_list": SEARCHED, "tftp_server": ("10.0.0.8", '"tftp.lab"'),
    },
    6: {
        "server_id": MACS, "dns_server": SIXES, "bootfile_name": QUOTED, "bootfile_name_alt": QUOTED, "domain_search": SEARCHED,
        "fqdn": SEARCHED[:1],
    },
}


def samples_of(known: Forms, given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Values of every key, those of a plain form by that."""
    return {**{key: _plain(form) for key, form in known.items() if key not in given}, **given}


def _plain(form: Form | None) -> tuple[str, ...]:
    if form is None:
        return NAMES
    if form is flag:
        return TRUTHS
    if isinstance(form, Word):
        return form.choices
    if isinstance(form, Number):
        return tuple(map(str, (form.least, form.most, (form.least + form.most) // 2)))
    raise LookupError(f"there are no samples of the form {form}. Add some to SAMPLES in {__file__}.")
