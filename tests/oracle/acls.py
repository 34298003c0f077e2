# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ACLs that were there before the recorded cases began, as they were typed."""

from __future__ import annotations

PARTNERS = "198.51.100.0/24,192.0.2.5,2001:db8:5::/64"
WEB = {
    "name": "web",
    "ingress": [
        {"action": "allow", "protocol": "tcp", "destination_port": ["80,443,8000-8010"], "source": [PARTNERS]},
        {"action": "reject", "protocol": "tcp", "destination_port": ["22"], "state": "logged"},
        {"action": "drop", "source": ["198.51.100.7"]},
        {"action": "allow", "source": ["198.51.100.10-198.51.100.20"]},
        {"action": "allow", "protocol": "icmp4", "icmp_type": 8},
        {"action": "allow", "protocol": "icmp6", "icmp_type": 128, "icmp_code": 0},
        {"action": "allow", "protocol": "tcp", "destination_port": ["5000"], "source": ["@internal"]},
        {"action": "allow", "protocol": "tcp", "source_port": ["1024-65535"], "destination_port": ["5001"], "source": ["@external"]},
        {"action": "allow", "protocol": "tcp", "destination_port": ["5002"], "source": ["db"]},
    ],
    "egress": [
        {"action": "allow", "destination": ["203.0.113.0/24,2001:db8::/32"]},
        {"action": "allow", "protocol": "udp", "destination_port": ["53"]},
        {"action": "reject", "destination": ["10.0.0.0/8"]},
        {"action": "allow", "protocol": "tcp", "destination_port": ["25"], "state": "disabled"},
    ],
}
DB = {
    "name": "db",
    "ingress": [{"action": "allow", "protocol": "tcp", "destination_port": ["5432"], "source": ["web"]}],
}
ACLS = [WEB, DB]
