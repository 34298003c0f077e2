# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""For modules that need the southbound database; C(southbound.tls) for those that do without the northbound one."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  sb_connection:
    description:
      - Where the southbound database listens.
      - If not given, the environment variable E(OVN_SB_DB) is used; there, separate endpoints by commas.
    type: list
    elements: str
    default:
      - unix:/var/run/ovn/ovnsb_db.sock
"""

    TLS = r"""
options:
  ca_cert:
    description:
      - The file of the authority whose certificates are trusted, for V(ssl:) endpoints of the southbound database.
      - If not given, the environment variable E(OVN_CA_CERT) is used.
    type: path
  certificate:
    description:
      - The file of the certificate to present there.
      - If not given, the environment variable E(OVN_CERTIFICATE) is used.
    type: path
  private_key:
    description:
      - The file of that certificate's key.
      - If not given, the environment variable E(OVN_PRIVATE_KEY) is used.
    type: path
  verify_host:
    description:
      - Whether the server's certificate must name the host of the endpoint, in its subjectAltName.
      - With V(false) any certificate of the authority in O(ca_cert) will do, as it does for OVN's own tools. Certificates that
        C(ovs-pki) or MicroOVN make name no host.
      - If not given, the environment variable E(OVN_VERIFY_HOST) is used.
    type: bool
    default: true
"""
