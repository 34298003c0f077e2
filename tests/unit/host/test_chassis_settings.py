# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of a chassis: every key that ovn-controller reads, in the form in which it reads it."""

from __future__ import annotations

import gzip
import re

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.host.chassis_keys import KEYS
from ansible_collections.overlay.ovn.plugins.module_utils.host.chassis_release import release

# Not of the host's row, not the user's, or written by ovn-controller.
OTHERS = re.compile(r"ct-zone-|encap-ip$|option|ovn-(installed|nb-cfg|startup|chassis-id|localnet|l[23]gateway|logical|evpn-tunnel|managed"
                    r"|encap-ip-otherhv|bridge-)|iface-id|vif-plug|ovn-chassis")
WHOLE = {
    "remote_probe_interval": (60000, "ovn-remote-probe-interval", "60000"),
    "openflow_probe_interval": (0, "ovn-openflow-probe-interval", "0"),
    "monitor_all": (True, "ovn-monitor-all", "true"),
    "match_northd_version": (False, "ovn-match-northd-version", "false"),
    "bridge_remote": ("unix:/run/br-int.mgmt", "ovn-bridge-remote", "unix:/run/br-int.mgmt"),
    "bridge_remote_probe_interval": (5000, "ovn-bridge-remote-probe-interval", "5000"),
    "encap_ip": (["198.18.0.21", "FD42::21"], "ovn-encap-ip", "198.18.0.21,fd42::21"),
    "encap_ip_default": ("fd42:0::21", "ovn-encap-ip-default", "fd42::21"),
    "encap_csum": (False, "ovn-encap-csum", "false"),
    "encap_tos": ("inherit", "ovn-encap-tos", "inherit"),
    "encap_df_default": (True, "ovn-encap-df_default", "true"),
    "set_local_ip": (True, "ovn-set-local-ip", "true"),
    "enable_flow_based_tunnels": (False, "ovn-enable-flow-based-tunnels", "false"),
    "transport_zones": (["a", "b"], "ovn-transport-zones", "a,b"),
    "is_interconn": (True, "ovn-is-interconn", "true"),
    "bridge_mappings": ({"physnet1": "br-ex"}, "ovn-bridge-mappings", "physnet1:br-ex"),
    "chassis_mac_mappings": ({"physnet1": "AA:BB:CC:DD:EE:F0"}, "ovn-chassis-mac-mappings", "physnet1:aa:bb:cc:dd:ee:f0"),
    "cms_options": ({"enable-chassis-as-gw": True, "card": 1}, "ovn-cms-options", "enable-chassis-as-gw,card=1"),
    "enable_lflow_cache": (True, "ovn-enable-lflow-cache", "true"),
    "limit_lflow_cache": (100000, "ovn-limit-lflow-cache", "100000"),
    "memlimit_lflow_cache_kb": (0, "ovn-memlimit-lflow-cache-kb", "0"),
    "trim_limit_lflow_cache": (20000, "ovn-trim-limit-lflow-cache", "20000"),
    "trim_wmark_perc_lflow_cache": (100, "ovn-trim-wmark-perc-lflow-cache", "100"),
    "trim_timeout_ms": (1, "ovn-trim-timeout-ms", "1"),
    "ofctrl_wait_before_clear": (8000, "ovn-ofctrl-wait-before-clear", "8000"),
    "garp_max_timeout_sec": (30, "garp-max-timeout-sec", "30"),
    "arp_nd_max_timeout_sec": (30, "arp-nd-max-timeout-sec", "30"),
    "ct_zone_range": ("1000-2000", "ct-zone-range", "1000-2000"),
    "dynamic_routing_port_mapping": ({"lrp0": "eth1", "lrp1": "eth2"}, "dynamic-routing-port-mapping", "lrp0=eth1,lrp1=eth2"),
    "cleanup_on_exit": (True, "ovn-cleanup-on-exit", "true"),
    "evpn_vxlan_ports": (["4790", 4791], "ovn-evpn-vxlan-ports", "4790,4791"),
    "evpn_local_ip": (["198.18.0.21", "10-fd42::21"], "ovn-evpn-local-ip", "198.18.0.21,10-fd42::21"),
}
HOSTS = {"hw_offload": (True, "hw-offload", "true"), "vlan_limit": (0, "vlan-limit", "0")}
IDENTITY = {"system_id", "hostname", "remote", "encap_type", "integration_bridge", "datapath_type"}


@pytest.fixture
def options(southbound) -> dict:
    return {"system_id": "host1", "remote": [southbound.endpoint], "encap_ip": ["198.18.0.21"], "datapath_type": "netdev"}


@pytest.fixture
def other_config(host):
    return lambda: host.rows("Open_vSwitch", "other_config")[0]["other_config"]


@pytest.fixture
def controller(tmp_path, monkeypatch):
    """Make the host's ovn-controller say that it is of a version."""
    def install(version: str) -> None:
        program = tmp_path / "ovn-controller"
        program.write_text(f"#!/bin/sh\necho 'ovn-controller {version}'\necho 'Open vSwitch Library 3.5.0'\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    return install


def test_the_manual_of_each_release_names_no_key_that_has_no_option(schema_root):
    """What the installed ovn-controller reads can be set, and is said to be read by that release."""
    page = gzip.decompress((schema_root / "usr/share/man/man8/ovn-controller.8.gz").read_bytes()).decode()
    page = re.sub(r"\\f.|\\", "", page).partition("OVN SOUTHBOUND DATABASE USAGE")[0].partition("ONFIGURATION")[2]
    heads = set(re.findall(r"^external_ids:([a-z0-9_-]+)", page, re.MULTILINE))
    here = release({"bookworm": "23.03", "trixie": "25.03", "sid": "26.03"}[schema_root.name])
    known = {key.key for key in KEYS if not (key.since and here < release(key.since) or key.until and here > release(key.until))}
    assert {"ovn-remote", "ovn-cms-options", "ovn-trim-timeout-ms"} <= heads
    assert {head for head in heads if not OTHERS.match(head)} <= known
    later = {key.key for key in KEYS if key.since and here < release(key.since)}
    assert not heads & later, "said to be newer than it is"


def test_all_settings_there_and_back(host, options, other_config):
    assert WHOLE.keys() | HOSTS.keys() | IDENTITY == {key.option for key in KEYS}
    host.note(ovn_bridge_mappings="physnet9:br-foreign", other="kept")
    host.run("chassis", **options)
    before = host.external_ids
    host.four_steps("chassis", **{option: value for option, (value, _key, _text) in {**WHOLE, **HOSTS}.items()})
    wanted = {key: text for _value, key, text in WHOLE.values()}
    wanted["ovn-bridge-mappings"] = "physnet9:br-foreign,physnet1:br-ex"
    assert host.external_ids == {**before, **wanted}
    assert other_config() == {"hw-offload": "true", "vlan-limit": "0"}

    mapped = {option: value for option, (value, _key, _text) in WHOLE.items() if isinstance(value, dict)}
    host.four_steps("chassis", state="absent", **mapped, vlan_limit=0, other_config={"hw-offload": None})
    assert host.external_ids == {"system-id": "host1", "hostname": "host1", "other": "kept", "ovn-bridge-mappings": "physnet9:br-foreign"}
    assert other_config() == {}


def test_exactly_these_entries(host, options):
    host.run("chassis", **options, bridge_mappings={"physnet1": "br-a", "physnet2": "br-b"}, cms_options={"a": True},
             external_ids={"mine": "1"})
    host.four_steps("chassis", bridge_mappings={"physnet2": "br-b", "physnet3": "br-c"}, external_ids={"more": "2"}, replace=True)
    found = host.external_ids
    assert found["ovn-bridge-mappings"] == "physnet2:br-b,physnet3:br-c"
    assert (found["ovn-cms-options"], found["mine"], found["more"]) == ("a", "1", "2"), "what is not named stays"
    host.four_steps("chassis", bridge_mappings={}, replace=True)
    assert "ovn-bridge-mappings" not in host.external_ids


def test_entries_are_added_to_lists(host, options):
    host.run("chassis", **options, transport_zones=["a"])
    host.four_steps("chassis", encap_ip=["fd42::21"], transport_zones=["b", "a"], append=True)
    assert host.external_ids["ovn-encap-ip"] == "198.18.0.21,fd42::21"
    assert host.external_ids["ovn-transport-zones"] == "a,b"
    host.four_steps("chassis", encap_ip=["fd42::21"])
    assert host.external_ids["ovn-encap-ip"] == "fd42::21"


def test_a_default_that_is_no_tunnel_address(host, options):
    with pytest.raises(InvalidInput, match=r"encap_ip_default: 198.18.9.9 is none of this host's tunnel addresses \(198.18.0.21\)"):
        host.run("chassis", **options, encap_ip_default="198.18.9.9")
    host.run("chassis", **options, encap_ip_default="198.18.0.21")
    with pytest.raises(InvalidInput, match="encap_ip_default"):
        host.run("chassis", encap_ip=["198.18.0.22"])
    assert host.external_ids["ovn-encap-ip"] == "198.18.0.21"


@pytest.mark.parametrize("option, value, path, message", [
    ("remote_probe_interval", 999, "remote_probe_interval", r"999 is out of range: 0 \(off\), or 1000 milliseconds and more."),
    ("openflow_probe_interval", 4, "openflow_probe_interval", r"4 is out of range: 0 \(off\), or 5 seconds and more."),
    ("trim_wmark_perc_lflow_cache", 101, "trim_wmark_perc_lflow_cache", "101 is out of range: 0 to 100 percent."),
    ("garp_max_timeout_sec", -1, "garp_max_timeout_sec", "-1 is out of range: 0 seconds and more."),
    ("vlan_limit", -1, "vlan_limit", "-1 is out of range: 0 and more."),
    ("encap_tos", "256", "encap_tos", "'256' is neither inherit, none nor a number from 0 to 255."),
    ("ct_zone_range", "9-1", "ct_zone_range", "'9-1' is not a range of zones."),
    ("evpn_vxlan_ports", ["0"], r"evpn_vxlan_ports\[0\]", "'0' is not a port"),
    ("evpn_local_ip", ["16777216-10.0.0.1"], r"evpn_local_ip\[0\]", "is not a VXLAN network's number"),
    ("dynamic_routing_port_mapping", {"a": "b=c"}, "dynamic_routing_port_mapping.a", "cannot stand in this map"),
    ("other_config", {"hw-offload": "true"}, "other_config.hw-offload", "has an option of its own. Use hw_offload."),
])
def test_values_out_of_bounds(host, options, option, value, path, message):
    with pytest.raises(InvalidInput, match=f"{path}: .*{message}"):
        host.run("chassis", **options, **{option: value})
    assert host.external_ids == {} and host.names("Bridge") == set()


def test_a_key_that_the_installed_release_does_not_know(host, options, controller):
    given = {**options, "garp_max_timeout_sec": 30, "set_local_ip": True, "cleanup_on_exit": True, "ofctrl_wait_before_clear": 1}
    controller("23.03.1")
    result = host.run("chassis", **given)
    assert result["ovn_version"] == "23.03.1"
    assert result["warnings"] == [
        "garp_max_timeout_sec: garp-max-timeout-sec needs OVN 23.09 or newer, and this host's ovn-controller is 23.03.1. "
        "It is written, and has no effect until ovn-controller is upgraded.",
        "cleanup_on_exit: ovn-cleanup-on-exit needs OVN 25.09 or newer, and this host's ovn-controller is 23.03.1. "
        "It is written, and has no effect until ovn-controller is upgraded.",
    ]
    assert host.external_ids["garp-max-timeout-sec"] == "30"
    controller("26.03.1")
    assert [text.partition(":")[0] for text in host.run("chassis", **given)["warnings"]] == ["set_local_ip", "ofctrl_wait_before_clear"]


def test_tunnels_that_the_installed_release_does_not_make(host, options, controller):
    controller("25.03.0")
    host.run("chassis", True, **options, encap_type=["geneve", "stt"])
    controller("25.09.1")
    with pytest.raises(InvalidInput, match="encap_type: OVN 25.03 was the last release with stt tunnels.*Use geneve"):
        host.run("chassis", **options, encap_type=["stt"], force=True)
    assert host.external_ids == {}


def test_a_setting_that_one_for_this_chassis_by_name_hides(host, options):
    host.note(**{"ovn_encap_ip_host1": "198.18.9.9", "ovn_encap_ip_otherhv": "198.18.9.8"})
    result = host.run("chassis", **options)
    assert result["warnings"] == ["encap_ip: ovn-controller goes by ovn-encap-ip-host1 ('198.18.9.9') on this host, not by ovn-encap-ip. "
                                  "Remove it with external_ids: {ovn-encap-ip-host1: null}, or change it there."]
    assert host.run("chassis", **options, external_ids={"ovn-encap-ip-host1": None})["warnings"] == []
    assert host.external_ids["ovn-encap-ip-otherhv"] == "198.18.9.8"


def test_offload_says_that_a_restart_is_needed(host, options):
    assert not host.run("chassis", **options)["restart_needed"]
    assert not host.run("chassis", hw_offload=False)["restart_needed"], "it was off"
    planned, done, again = (host.run("chassis", check, hw_offload=True) for check in (True, False, False))
    assert planned["restart_needed"] and done["restart_needed"] and not again["restart_needed"]
    assert done["warnings"] == ["hw-offload takes effect when ovs-vswitchd is started again: systemctl restart openvswitch-switch "
                                "(openvswitch on some distributions). That interrupts the traffic of this host."]
