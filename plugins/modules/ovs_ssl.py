#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ovs_ssl
short_description: Manage the files that Open vSwitch makes TLS connections with
version_added: 0.1.0
description:
  - Makes, changes or removes the one row of the table SSL. ovs-vswitchd, the host's database and ovn-controller take their
    key and certificates from there.
  - The files are named here and lie on the host already. Nothing is read from them, and nothing is copied.
  - The files must be there, but for an authority's that O(bootstrap_ca_cert=true) fetches.
  - ovn-controller needs it where the southbound database is reached over V(ssl:), unless its command line names other files.
requirements:
  - ovsdbapp (Python library), to wait for what was written
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
options:
  private_key:
    description:
      - The host's private key, the name of a file in PEM form. Needed to make the row.
    type: path
  certificate:
    description:
      - The host's certificate, the name of a file in PEM form. Needed to make the row.
    type: path
  ca_cert:
    description:
      - The certificate of the authority that others are checked with, the name of a file in PEM form. Needed to make the row.
    type: path
  bootstrap_ca_cert:
    description:
      - Whether the certificate of the authority is taken from the first peer where the file is not there. Whoever is
        that first peer is trusted from then on.
    type: bool
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
seealso:
  - module: overlay.ovn.ovs_manager
  - module: overlay.ovn.chassis
  - name: ovs-vswitchd.conf.db(5), SSL
    description: The table and its columns.
    link: https://www.openvswitch.org/support/dist-docs/ovs-vswitchd.conf.db.5.html
"""

EXAMPLES = r"""
- name: The host's key and certificates
  overlay.ovn.ovs_ssl:
    private_key: /etc/openvswitch/key.pem
    certificate: /etc/openvswitch/cert.pem
    ca_cert: /etc/openvswitch/ca.pem

- name: The southbound database is reached with TLS
  overlay.ovn.chassis:
    remote:
      - ssl:198.18.0.11:6642

- name: Remove the settings
  overlay.ovn.ovs_ssl:
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines of C(ovs-vsctl). Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set SSL 7d0c bootstrap_ca_cert=true"]
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "SSL", "after_header": "SSL", "before": {"bootstrap_ca_cert": false}, "after": {"bootstrap_ca_cert": true}}]
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
    kinds: {SSL: {add: 1}}
    names: {add: ["SSL"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add SSL)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.managers import SSL_ARGUMENTS, run_ssl
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(SSL_ARGUMENTS, run_ssl)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
