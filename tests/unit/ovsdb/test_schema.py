# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values against the server's own schema: what YAML gives becomes the column's type, or an error with the rule."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.schema import Column

MAP = {"type": {"key": "string", "value": "string", "min": 0, "max": "unlimited"}}
SET = {"type": {"key": "string", "min": 0, "max": "unlimited"}}
OPTIONAL = {"type": {"key": {"type": "integer", "minInteger": 0, "maxInteger": 4095}, "min": 0, "max": 1}}
PRIORITY = {"type": {"key": {"type": "integer", "minInteger": 0, "maxInteger": 32767}}}
ENUM = {"type": {"key": {"type": "string", "enum": ["set", ["allow", "drop"]]}}}
ONE = {"type": {"key": {"type": "string", "enum": "only"}}}
LIMITED = {"type": {"key": {"type": "string", "maxLength": 3}}}
FEW = {"type": {"key": "string", "min": 1, "max": 2}}
REFERENCES = {"type": {"key": {"type": "uuid", "refTable": "ACL"}, "min": 0, "max": "unlimited"}}


@pytest.mark.parametrize("spec, given, value", [
    ({"type": "string"}, 7, "7"),
    ({"type": "string"}, True, "true"),
    ({"type": "string"}, 1.5, "1.5"),
    ({"type": "integer"}, "7", 7),
    ({"type": "real"}, "1.5", 1.5),
    ({"type": "real"}, 2, 2),
    ({"type": "boolean"}, "False", False),
    (PRIORITY, 0, 0),
    (PRIORITY, "32767", 32767),
    (OPTIONAL, None, None),
    (ENUM, "drop", "drop"),
    (ONE, "only", "only"),
    (SET, "one", frozenset(["one"])),
    (SET, ["b", "a", "b"], frozenset("ab")),
    (SET, [], frozenset()),
    (MAP, {"a": 1, 2: True}, {"a": "1", "2": "true"}),
])
def test_what_yaml_gives_becomes_the_columns_type(spec, given, value):
    result = Column.from_json("c", spec).coerce(given)
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize("spec, given, rule", [
    ({"type": "string"}, None, "None is not a string"),
    ({"type": "string"}, ["a"], r"\['a'\] is not a string"),
    ({"type": "integer"}, "seven", "'seven' is not an integer"),
    ({"type": "integer"}, True, "True is not an integer"),
    ({"type": "integer"}, 1.5, "1.5 is not an integer"),
    ({"type": "boolean"}, "yes", "'yes' is not true or false"),
    ({"type": "boolean"}, 1, "1 is not true or false"),
    (PRIORITY, -1, "-1 is out of range, which is 0 to 32767"),
    (OPTIONAL, 4096, "4096 is out of range, which is 0 to 4095"),
    (ENUM, "reject", "'reject' is not one of allow, drop"),
    (LIMITED, "abcd", "'abcd' is longer than 3 characters"),
    (FEW, [], "0 values given, at least 1 allowed"),
    (FEW, ["a", "b", "c"], "3 values given, at most 2 allowed"),
    (MAP, "a=b", "'a=b' is not a map"),
    (MAP, {"a": None}, "key 'a': None is not a string"),
])
def test_what_the_column_cannot_hold_is_an_error_with_the_rule(spec, given, rule):
    with pytest.raises(ValueError, match=rule):
        Column.from_json("c", spec).coerce(given)


@pytest.mark.parametrize("spec, value, wire", [
    ({"type": "string"}, "x", "x"),
    (OPTIONAL, None, ["set", []]),
    (OPTIONAL, 7, 7),
    (SET, frozenset("ba"), ["set", ["a", "b"]]),
    (MAP, {"b": "2", "a": "1"}, ["map", [["a", "1"], ["b", "2"]]]),
    (REFERENCES, frozenset("u"), ["uuid", "u"]),
    (REFERENCES, frozenset("uv"), ["set", [["uuid", "u"], ["uuid", "v"]]]),
])
def test_a_value_travels_and_comes_back(spec, value, wire):
    column = Column.from_json("c", spec)
    assert column.wire(value) == wire
    assert column.parse(wire) == value


def test_a_set_of_one_comes_without_its_wrapping():
    assert Column.from_json("c", SET).parse("x") == frozenset("x")
    assert Column.from_json("c", OPTIONAL).parse(7) == 7
    assert Column.from_json("c", REFERENCES).parse(["uuid", "u"]) == frozenset("u")
