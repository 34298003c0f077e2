# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twin of CONNECTION in module_utils/arguments.py; with C(northbound.owner), for modules that write, of NORTHBOUND."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  nb_connection:
    description:
      - Where the northbound database listens, as V(unix:PATH), V(tcp:HOST:PORT) or V(ssl:HOST:PORT).
      - Name all servers of a cluster, or of an active and a standby server. The one that writes is found, whichever that is.
      - Modules that only read take one that follows, with a warning, where none leads.
      - If not given, the environment variable E(OVN_NB_DB) is used; there, separate endpoints by commas.
    type: list
    elements: str
    default:
      - unix:/var/run/ovn/ovnnb_db.sock
  ca_cert:
    description:
      - File with the certificate of the authority to trust, in PEM form. Needed for V(ssl:) endpoints.
      - If not given, the environment variable E(OVN_CA_CERT) is used.
    type: path
  certificate:
    description:
      - File with this client's certificate, in PEM form, for servers that ask for one.
      - If not given, the environment variable E(OVN_CERTIFICATE) is used.
    type: path
  private_key:
    description:
      - File with the private key of O(certificate), in PEM form.
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
  timeout:
    description:
      - Seconds that the database has to answer each request, connecting and finding the leader included.
      - If not given, the environment variable E(OVN_TIMEOUT) is used.
    type: int
    default: 30
"""

    OWNER = r"""
options:
  owner:
    description:
      - Who makes the row; written to C(external_ids:overlay_owner) of rows that the task makes.
      - Rows that are there already keep the owner they have.
    type: str
    default: ansible
  report_rows:
    description:
      - How many rows C(diff) and C(commands) of the result tell at most. V(0) leaves both out.
      - C(diff) ends with a word of how many more there are. C(commands) is a script that does all or nothing, so where there are
        more rows one line stands for it.
      - If not given, the environment variable E(OVN_REPORT_ROWS) is used. Without either it is V(100) in diff mode (C(--diff), or
        C(diff=true) at the task), and V(0) else. C(plan) of the result is always there.
    type: int
  strict:
    description:
      - What OVN takes and a user seldom means is a warning, for example a key of a map that OVN does not know, or the name of a
        port, a group, a set or a meter that is neither there nor made by the task. Set this to V(true) to make it an error,
        before anything is changed.
      - Rows that are as the task wants them are not looked at again.
    type: bool
    default: false
notes:
  - The module runs where the task runs. Run it on a host that reaches the database, such as a central node or the controller.
  - Rows that another system marked as its own (OpenStack, OVN-Kubernetes, Kube-OVN, LXD, Incus), or that bear one of its names,
    are neither changed nor removed, nor is what hangs at them, and nothing is made there.
  - A row that others name by a text, inside of a match as well, is not removed as long as they do.
"""
