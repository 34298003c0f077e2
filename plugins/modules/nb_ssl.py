#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: nb_ssl
short_description: Manage the TLS settings of an OVN northbound database
version_added: 0.1.0
description:
  - Makes, changes or removes the one row of the northbound table SSL.
  - The files are named here and lie on the hosts of the database servers. Nothing is read from them, and nothing is
    copied.
  - The database servers follow the table when they were started with C(db:) in C(--private-key) and so on, as the
    packages of the distributions do.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  server_private_key:
    description:
      - The servers' private key, the name of a file in PEM form. Sets the column C(private_key). Needed to make the
        row.
    type: path
  server_certificate:
    description:
      - The servers' certificate, the name of a file in PEM form. Sets the column C(certificate). Needed to make the
        row.
    type: path
  server_ca_cert:
    description:
      - The certificate of the authority that clients' certificates are checked with, the name of a file in PEM form.
        Sets the column C(ca_cert). Needed to make the row.
    type: path
  bootstrap_ca_cert:
    description:
      - Whether the certificate of the authority is taken from the first peer where the file is not there. Whoever is
        that first peer is trusted from then on.
    type: bool
  ssl_protocols:
    description:
      - The versions of TLS, a range such as V(TLSv1.2-TLSv1.3) or V(TLSv1.2+), or a list separated by commas.
      - Empty where it was never set, the servers' default, which is V(TLSv1.2+) in new ones.
    type: str
  ssl_ciphers:
    description:
      - The ciphers for TLS 1.2, in the form of OpenSSL's cipher lists.
      - Empty where it was never set, the servers' default, which is V(DEFAULT:@SECLEVEL=2) in new ones.
    type: str
  ssl_ciphersuites:
    description:
      - The cipher suites for TLS 1.3 and newer, in the form of OpenSSL's lists. Empty, as where it was never set, is
        OpenSSL's default. Needs OVN 25.03 or newer.
    type: str
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.nb_connection
  - module: overlay.ovn.nb_global
  - name: ovn-nb(5), SSL
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The servers' key and certificates
  overlay.ovn.nb_ssl:
    server_private_key: /etc/ovn/nb-key.pem
    server_certificate: /etc/ovn/nb-cert.pem
    server_ca_cert: /etc/ovn/ca.pem

- name: TLS 1.3 only
  overlay.ovn.nb_ssl:
    ssl_protocols: TLSv1.3

- name: Listen with TLS
  overlay.ovn.nb_connection:
    target: "pssl:6641:[::]"

- name: Remove the settings
  overlay.ovn.nb_ssl:
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- set SSL 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'ssl_protocols=\"TLSv1.3\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: SSL
      after_header: SSL
      before: {ssl_protocols: ""}
      after: {ssl_protocols: TLSv1.3}
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

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import SSL
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(SSL)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
