#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: nb_global
short_description: Manage the settings of a whole OVN deployment
version_added: 0.1.0
description:
  - Changes the one row of the northbound table NB_Global. OVN makes the row, and it is never removed.
  - What the table counts (C(nb_cfg) and the like) is OVN's own and is not shown.
  - Who may connect to the database is said by M(overlay.ovn.nb_connection) and M(overlay.ovn.nb_ssl).
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  name:
    description:
      - The name of the deployment, its availability zone, for interconnection with others. Empty where it was never
        set.
    type: str
  ipsec:
    description:
      - Whether all tunnels between chassis are encrypted with IPsec. Chassis need certificates for that first.
    type: bool
  options:
    description:
      - Settings of the deployment. Values are V(true) or V(false) unless other ones are named, and V(false) by default.
      - V(mac_prefix) is the first three pairs of addresses that OVN gives to ports, V(00:16:3e). OVN chooses one where
        it was never set.
      - V(northd_probe_interval), V(ic_probe_interval) and V(nbctl_probe_interval) are after how many idle milliseconds
        ovn-northd, ovn-ic and ovn-nbctl probe their connections to the databases, V(0) for never, else V(1000) at
        least. The last two need OVN 23.06 or newer.
      - V(northd-backoff-interval-ms) is how many milliseconds ovn-northd may gather changes before it works on them,
        V(0) by default, V(500) is much. Needs OVN 23.09 or newer.
      - V(northd_trim_timeout) is after how many idle milliseconds ovn-northd gives memory back, V(30000) by default.
      - V(use_parallel_build) computes flows in several threads, on machines with four cores or more.
      - V(bfd-min-rx), V(bfd-decay-min-rx), V(bfd-min-tx) (milliseconds) and V(bfd-mult) are the settings of BFD on
        tunnels between chassis.
      - V(mac_binding_removal_limit) and V(fdb_removal_limit) are how many learned addresses may go at once when they
        are too old, V(0) (the default) for all. The second needs OVN 23.09 or newer.
      - V(ignore_lsp_down) (V(true) by default) answers ARP for ports that are down, too.
      - V(use_ct_inv_match) (V(true) by default) uses C(ct.inv) in flows, which some network cards cannot offload.
      - V(use_common_zone) uses one connection tracking zone for SNAT and DNAT. Needs OVN 23.06 or newer.
      - V(always_tunnel) sends packets through a tunnel even where a port of the type C(localnet) could take them. Needs
        OVN 24.09 or newer.
      - V(vxlan_mode) (V(true) by default) numbers networks so that VXLAN can carry them, as soon as one chassis uses
        VXLAN. Needs OVN 24.09 or newer.
      - V(ignore_chassis_features) uses new features before every chassis knows them. Needs OVN 24.03 or newer.
      - V(default_acl_drop) drops what no access rule decides.
      - V(acl_ct_translation) matches ports in access rules by connection, for fragments in userspace datapaths. Needs
        OVN 26.03 or newer.
      - V(controller_event) reports events, such as packets to load balancers without backends.
      - V(debug_drop_collector_set), and V(debug_drop_domain_id) before OVN 24.09, sample what flows drop. They are the
        number of the set of collectors, see M(overlay.ovn.sample_collector), and of the kind of sample, see
        M(overlay.ovn.sampling_app).
      - V(ecmp_nexthop_monitor_enable) watches the next hops of routes with symmetric replies. Needs OVN 25.03 or newer.
      - V(enable_chassis_nb_cfg_update) (V(true) by default) lets each chassis report how far it is, which O(wait=hv)
        needs. Needs OVN 25.09 or newer.
      - V(svc_monitor_mac) is the source of health checks; V(svc_monitor_mac_dst), V(svc_monitor_ip) and
        V(svc_monitor_ip_dst) are the other addresses of those of network functions. OVN chooses the first two where
        they were never set. The last three need OVN 26.03 or newer.
      - V(ic-route-adv) and V(ic-route-learn) advertise and learn routes between deployments, with V(-default) default
        routes, too, with V(-lb) those to load balancers, too (OVN 25.09 or newer). V(ic-route-denylist)
        (V(ic-route-blacklist) before OVN 24.09) is the networks that are never advertised or learned, separated by
        commas.
      - V(max_tunid) and V(northd_internal_version) are OVN's own.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace), which spares
        V(mac_prefix), V(max_tunid), V(northd_internal_version), V(svc_monitor_mac) and V(svc_monitor_mac_dst).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.nb_connection
  - module: overlay.ovn.nb_ssl
  - name: ovn-nb(5), NB_Global
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A prefix of one's own for addresses of ports, and patient probes
  overlay.ovn.nb_global:
    options:
      mac_prefix: "00:16:3e"
      northd_probe_interval: 60000

- name: A name for interconnection
  overlay.ovn.nb_global:
    name: az1
    options:
      ic-route-adv: true
      ic-route-learn: true

- name: Probes as OVN has them by default
  overlay.ovn.nb_global:
    options:
      northd_probe_interval: null
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- set NB_Global 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 options:northd_probe_interval=60000"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: NB_Global
      after_header: NB_Global
      before: {options: {}}
      after: {options: {northd_probe_interval: "60000"}}
plan:
  description:
    - How many rows the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {NB_Global: {add: 1}}
    names: {add: ["NB_Global"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add NB_Global)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import NB_GLOBAL
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(NB_GLOBAL)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
