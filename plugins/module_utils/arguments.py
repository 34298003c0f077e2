# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specifications: the shared parts, and what follows from the declaration of a table.

Each shared part has a documentation fragment of the same name in plugins/doc_fragments.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansible.module_utils.basic import env_fallback

from .model.form import children_of
from .model.northbound import TABLES
from .model.table import Option, Table

TLS = {
    "ca_cert": {"type": "path", "fallback": (env_fallback, ["OVN_CA_CERT"])},
    "certificate": {"type": "path", "fallback": (env_fallback, ["OVN_CERTIFICATE"])},
    "private_key": {"type": "path", "no_log": False, "fallback": (env_fallback, ["OVN_PRIVATE_KEY"])},
    "verify_host": {"type": "bool", "default": True, "fallback": (env_fallback, ["OVN_VERIFY_HOST"])},
}
TIMEOUT = {"timeout": {"type": "int", "default": 30, "fallback": (env_fallback, ["OVN_TIMEOUT"])}}
OWNER = {"owner": {"type": "str", "default": "ansible"}}
REPORT = {"report_rows": {"type": "int", "fallback": (env_fallback, ["OVN_REPORT_ROWS"])}}
STRICT = {"strict": {"type": "bool", "default": False}}
STATE = {"state": {"type": "str", "choices": ["present", "absent"], "default": "present"}}
REPLACE = {"replace": {"type": "bool", "default": False}}
APPEND = {"append": {"type": "bool", "default": False}}


def endpoints(variable: str, default: str | None) -> dict:
    """An option that lists the endpoints of one database; C(variable) of the environment stands in for it."""
    spec = {"type": "list", "elements": "str", "fallback": (env_fallback, [variable])}
    return {**spec, "default": [default]} if default else spec


CONNECTION = {
    "nb_connection": endpoints("OVN_NB_DB", "unix:/var/run/ovn/ovnnb_db.sock"),
    **TLS,
    **TIMEOUT,
}
NORTHBOUND = {**CONNECTION, **OWNER, **REPORT, **STRICT}
WAIT = {
    "wait": {"type": "str", "choices": ["none", "sb", "hv"], "default": "none"},
    "wait_timeout": {"type": "int", "default": 60},
    "sb_connection": endpoints("OVN_SB_DB", None),
}
OPEN_VSWITCH_CONNECTION = {
    "ovs_connection": endpoints("OVS_DB", "unix:/var/run/openvswitch/db.sock"),
    **TIMEOUT,
}
OPEN_VSWITCH = {**OPEN_VSWITCH_CONNECTION, **OWNER, **REPORT}


def table_arguments(table: Table) -> dict:
    """The options of the module of one table."""
    maps = any(option.type == "dict" and not option.refers for option in table.options)
    appends = any(option.appends for option in table.options)
    spec = own_arguments(table)
    spec.update({column: _contained(table, column) for column in table.contains})
    spec.update({parent.option: _parent_argument(table) for parent in table.parents if parent.option})
    state = {} if table.is_only_row else STATE
    return {**spec, **state, **(REPLACE if maps else {}), **(APPEND if appends else {}), **NORTHBOUND, **WAIT}


def own_arguments(table: Table) -> dict:
    """The options that set the columns of one row."""
    name = {"name": {"type": "str", "required": True}} if table.is_named_by_mark else {}
    return {**name, **{option.name: option_argument(option) for option in table.options}}


def _contained(table: Table, column: str) -> dict:
    child = children_of(table)[column][0]
    return {"type": "list", "elements": "dict", "options": own_arguments(child)}


def parent_rules(table: Table) -> dict:
    """What AnsibleModule is to demand of the options that say where a row hangs."""
    names = [parent.option for parent in table.parents if parent.option]
    if not names:
        return {}
    if len(names) > 1:
        return {"required_one_of": [names], "mutually_exclusive": [names]}
    return {} if table.key_within_parent else {"required_if": [("state", "present", names)]}


def _parent_argument(table: Table) -> dict:
    sure = table.key_within_parent and len(table.parents) == 1
    return {"type": "str", "required": True} if sure else {"type": "str"}


def option_argument(option: Option) -> dict:
    spec: dict = {"type": option.type}
    if option.elements:
        spec["elements"] = option.elements
    if option.choices:
        spec["choices"] = list(option.choices)
    if option.required:
        spec["required"] = True
    if option.refers and "dict" in (option.type, option.elements):
        spec["options"] = _suboptions(option)
    return spec


def _suboptions(option: Option) -> dict:
    """What names a row by several columns, or describes it. None is required: an empty map unsets the option."""
    table = TABLES[option.refers]
    spec = own_arguments(table) if option.inline else {name: option_argument(table.option(name)) for name in table.key}
    return {name: {key: value for key, value in each.items() if key != "required"} for name, each in spec.items()}


def merge(*specs: dict) -> dict:
    """Several argument specifications as one; an option that two of them define is a mistake."""
    result: dict = {}
    for spec in specs:
        _refuse_twice(result, spec)
        result.update(spec)
    return result


def _refuse_twice(known: Iterable[str], new: Iterable[str]) -> None:
    twice = set(known) & set(new)
    if twice:
        raise ValueError(f"defined twice: {', '.join(sorted(twice))}")
