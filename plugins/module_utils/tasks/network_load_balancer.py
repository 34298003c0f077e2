# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network_load_balancer task."""

from __future__ import annotations

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..network.vips import PROTOCOLS
from .network_forward import LISTEN_OPTIONS, PORT_OPTIONS, run_listener
from .options import NUMBER, TEXT, TEXTS


def _health(default: bool, interval: int, timeout: int, success_count: int, failure_count: int) -> dict:
    """The options of a health check, with the defaults of the daemon that has it there."""
    numbers = {"interval": interval, "timeout": timeout, "success_count": success_count, "failure_count": failure_count}
    return {
        "healthcheck": {"type": "bool", "default": default},
        **{f"healthcheck_{name}": {"type": "int", "default": number} for name, number in numbers.items()},
    }


BACKEND_OPTIONS = {
    "name": {"type": "str", "required": True},
    "target_address": {"type": "str", "required": True},
    "target_port": TEXTS,
    "description": TEXT,
}
INSTANCE_OPTIONS = {
    "name": {"type": "str", "required": True},
    "target_port": NUMBER,
}
POOL_OPTIONS = merge(
    {
        "name": {"type": "str", "required": True},
        "protocol": {"type": "str", "choices": list(PROTOCOLS), "default": "tcp"},
        "target_port": {"type": "int", "required": True},
        "instances": {"type": "list", "elements": "dict", "options": INSTANCE_OPTIONS},
        "description": TEXT,
    },
    _health(True, interval=5, timeout=3, success_count=1, failure_count=1),
)
OPTIONS = merge(
    LISTEN_OPTIONS,
    {
        "backends": {"type": "list", "elements": "dict", "options": BACKEND_OPTIONS},
        "pools": {"type": "list", "elements": "dict", "options": POOL_OPTIONS},
        "ports": {"type": "list", "elements": "dict", "options": merge(PORT_OPTIONS, {
            "target_backend": TEXTS,
            "target_pool": TEXT,
        })},
    },
    _health(False, interval=10, timeout=30, success_count=3, failure_count=3),
)
ARGUMENTS = merge(OPTIONS, STATE, NORTHBOUND, WAIT)


def run_network_load_balancer(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and the address that is listened on."""
    return run_listener("network_load_balancers", OPTIONS, params, check_mode)
