# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specifications: the shared parts, and what follows from the declaration of a table.

Each shared part has a documentation fragment of the same name in plugins/doc_fragments.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansible.module_utils.basic import env_fallback

from .model.edits import Members, Merge, Replace
from .model.rows import Ref, Row, row
from .model.table import Option, Table

# Notes that OVN's daemons or this collection keep in a map; replacing the map spares them.
KEPT_KEYS = ("overlay_",)

TLS = {
    "ca_cert": {"type": "path", "fallback": (env_fallback, ["OVN_CA_CERT"])},
    "certificate": {"type": "path", "fallback": (env_fallback, ["OVN_CERTIFICATE"])},
    "private_key": {"type": "path", "no_log": False, "fallback": (env_fallback, ["OVN_PRIVATE_KEY"])},
    "timeout": {"type": "int", "default": 30, "fallback": (env_fallback, ["OVN_TIMEOUT"])},
}
OWNER = {"owner": {"type": "str", "default": "ansible"}}
STATE = {"state": {"type": "str", "choices": ["present", "absent"], "default": "present"}}
REPLACE = {"replace": {"type": "bool", "default": False}}
APPEND = {"append": {"type": "bool", "default": False}}


def endpoints(variable: str, default: str | None) -> dict:
    """An option that lists the endpoints of one database; C(variable) of the environment stands in for it."""
    spec = {"type": "list", "elements": "str", "fallback": (env_fallback, [variable])}
    return {**spec, "default": [default]} if default else spec


NORTHBOUND = {
    "nb_connection": endpoints("OVN_NB_DB", "unix:/var/run/ovn/ovnnb_db.sock"),
    **TLS,
    **OWNER,
}
WAIT = {
    "wait": {"type": "str", "choices": ["none", "sb", "hv"], "default": "none"},
    "wait_timeout": {"type": "int", "default": 60},
    "sb_connection": endpoints("OVN_SB_DB", None),
}
OPEN_VSWITCH = {
    "ovs_connection": endpoints("OVS_DB", "unix:/var/run/openvswitch/db.sock"),
    "timeout": TLS["timeout"],
    **OWNER,
}


def table_arguments(table: Table) -> dict:
    """The options of the module of one table."""
    maps = any(option.type == "dict" for option in table.options)
    appends = any(option.appends for option in table.options)
    spec = {option.name: option_argument(option) for option in table.options}
    spec.update({"name": {"type": "str", "required": True}} if table.is_named_by_mark else {})
    spec.update({parent.option: _parent_argument(table) for parent in table.parents})
    return {**spec, **STATE, **(REPLACE if maps else {}), **(APPEND if appends else {}), **NORTHBOUND, **WAIT}


def parent_rules(table: Table) -> dict:
    """What AnsibleModule is to demand of the options that say where a row hangs."""
    names = [parent.option for parent in table.parents]
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
    return spec


def row_from(table: Table, params: dict, tables: dict[str, Table], path: str = "") -> Row:
    """The wanted row that a module's parameters, or one entry of a document, describe."""
    key = tuple(_key_value(table, spec, params) for spec in table.key)
    parent = next((Ref(tables[each.table], (params[each.option],)) for each in table.parents if params.get(each.option)), None)
    columns = {
        option.target: _wish(option, params[option.name], params, tables)
        for option in table.options
        if params.get(option.name) is not None and option.target not in table.key
    }
    return row(table, key, columns, parent=parent, state=params.get("state", "present"), path=path)


def _key_value(table: Table, spec: str, params: dict):
    """A value of the key in its canonical form; one that is wrong stays, for the plan to name with its fault."""
    if ":" in spec:
        return params["name"]
    option, value = table.option(spec), params.get(spec)
    try:
        return option.check(value) if option and option.check and value is not None else value
    except ValueError:
        return value


def _wish(option: Option, value, params: dict, tables: dict[str, Table]):
    if option.refers:
        value = _references(tables[option.refers], value)
    if option.type == "dict":
        return Replace(value, KEPT_KEYS) if params.get("replace") else Merge(value)
    if option.appends and params.get("append"):
        return Members(add=frozenset(value))
    return value


def _references(table: Table, value):
    if isinstance(value, list):
        return [Ref(table, (each,)) for each in value]
    return Ref(table, (value,)) if value else None


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
