# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Valid rows and documents for tests, made from the declarations of the tables and the server's schema.

A new table gets its samples for free. A new C(check) needs an entry in CHECKS, and a column whose values only a rule of its
table knows one in COLUMNS; the tests say so when one is missing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Unsatisfiable

from ansible_collections.overlay.ovn.plugins.module_utils.model import values
from ansible_collections.overlay.ovn.plugins.module_utils.model.form import children_of
from ansible_collections.overlay.ovn.plugins.module_utils.model.nb import access, balancer, meter, server
from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import TABLES
from ansible_collections.overlay.ovn.plugins.module_utils.model.relation import Placed, Relation
from ansible_collections.overlay.ovn.plugins.module_utils.model.table import Option, Parent, Table
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.schema import Atom, Column, Schema

from .judged import faults
from .settings import SAMPLES, samples_of

# Its tables of characters would land in the checkout.
set_hypothesis_home_dir(Path(__file__).parents[2] / ".cache" / "hypothesis")

HERE = "tests/support/samples.py"
# What sessions are with, often enough that rows can name one.
WATCHED = {("Logical_Router_Static_Route", "nexthop"), ("Logical_Router_Policy", "nexthops")}
ATTEMPTS = 10
# What fails is shown as it was found. To have it made smaller, which takes minutes, add Phase.shrink.
PHASES = (Phase.explicit, Phase.generate)


def quiet(examples: int, **rest) -> settings:
    """Settings of all property tests: the same examples every time, nothing written, no clock."""
    given_up = [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
        HealthCheck.large_base_example,
        HealthCheck.filter_too_much,
    ]
    rest = {"phases": PHASES, **rest}
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=given_up, **rest)


def example(strategy: st.SearchStrategy, number: int = 1):
    """One value of a strategy, the same every time. The first that hypothesis draws is the plainest, so it is not that."""
    seen: list = []
    GIVEN_UP.clear()

    @seed(number)
    @settings(quiet(number + 2, phases=[Phase.generate]), derandomize=False)
    @given(strategy)
    def collect(value) -> None:
        seen.append(value)

    try:
        collect()
    except Unsatisfiable:
        raise LookupError(GIVEN_UP[-1] if GIVEN_UP else f"{strategy} has no example") from None
    return seen[-1]


GIVEN_UP: list[str] = []


def give_up(reason: str) -> NoReturn:
    """This attempt comes to nothing; hypothesis makes another. The reason is told when all of them do."""
    GIVEN_UP.append(reason)
    reject()


# Texts. What YAML can give and OVN keeps: no control characters.

plain = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=8)
words = st.from_regex(r"[a-z][a-z0-9_.-]{0,7}", fullmatch=True)
texts = st.one_of(words, plain.map(str.strip).filter(bool))
names = st.one_of(words, texts, st.uuids(version=4).map(str))
lexables = st.from_regex(r"[a-zA-Z_.][a-zA-Z_.0-9]{0,8}", fullmatch=True)
macs = st.integers(0, 2**40 - 1).map(
    lambda number: ":".join(["02", *(f"{number:010x}"[index : index + 2] for index in range(0, 10, 2))])
)
spelt_macs = st.one_of(macs, macs.map(str.upper))
ipv4s = st.integers(1, 254).flatmap(lambda low: st.integers(0, 255).map(lambda high: f"10.{high}.0.{low}"))
ipv6s = st.one_of(
    st.integers(1, 0xFFFF).map(lambda low: f"fd42::{low:x}"), st.integers(1, 0xFFFF).map(lambda low: f"FD42:0:0::{low:X}")
)
ips = st.one_of(ipv4s, ipv6s)
networks = st.one_of(
    st.integers(0, 255).map(lambda high: f"10.{high}.0.0/16"), st.integers(0, 0xFFFF).map(lambda low: f"fd42:0:{low:x}::/48")
)
interfaces = st.one_of(ipv4s.map(lambda each: f"{each}/24"), st.integers(1, 0xFFFF).map(lambda low: f"FD42:0:0:{low:x}::1/64"))
prefixes = st.one_of(ips, networks, ipv4s.map(lambda each: f"{each}/32"))
ports = st.integers(1, 65535)
matches = st.one_of(
    st.sampled_from(["ip4", "ip6 && tcp", 'inport == "p1"', "arp || nd"]),
    st.tuples(ipv4s, ports).map(lambda pair: f"ip4.src == {pair[0]} && tcp.dst == {pair[1]}"),
)
targets = st.one_of(
    ports.map(lambda port: f"ptcp:{port}"),
    ports.map(lambda port: f"pssl:{port}:[::]"),
    ipv4s.map(lambda each: f"tcp:{each}:6641"),
    words.map(lambda word: f"ssl:{word}:6641"),
)
port_addresses = st.one_of(
    st.sampled_from(["unknown", "router", "dynamic"]),
    ipv4s.map(lambda each: f"dynamic {each}"),
    spelt_macs,
    st.tuples(spelt_macs, ipv4s, ipv6s).map(" ".join),
    macs.map(lambda each: f"{each} dynamic"),
)
port_security = st.one_of(
    spelt_macs, st.tuples(spelt_macs, interfaces).map(" ".join), st.tuples(spelt_macs, ipv4s, ipv6s).map(", ".join)
)
endpoints = st.one_of(
    st.tuples(ipv4s, ports).map(lambda pair: "%s:%d" % pair), st.tuples(ipv6s, ports).map(lambda pair: "[%s]:%d" % pair)
)
vips = st.one_of(
    st.dictionaries(
        st.tuples(ipv4s, ports).map(lambda pair: "%s:%d" % pair),
        st.lists(st.tuples(ipv4s, ports).map(lambda pair: "%s:%d" % pair), max_size=2).map(",".join),
        min_size=1,
        max_size=2,
    ),
    st.dictionaries(ipv4s, st.lists(ipv4s, min_size=1, max_size=2).map(",".join), min_size=1, max_size=2),
    st.dictionaries(st.integers(1, 0xFFFF).map(lambda low: f"fd42::{low:x}"), st.just("fd42::2"), min_size=1, max_size=1),
)
answers = st.one_of(ipv4s, st.tuples(ipv4s, st.just("fd42::2")).map(" ".join))
port_ranges = st.tuples(ports, ports).map(lambda pair: "%d-%d" % (min(pair), max(pair)))

# Values for each check of an option.
CHECKS: dict[Callable, st.SearchStrategy] = {
    values.mac: spelt_macs,
    values.unicast_mac: spelt_macs,
    values.ip: ips,
    values.ipv4: ipv4s,
    values.ipv6: ipv6s,
    values.network: networks,
    values.interface: interfaces,
    values.ip_or_network: st.one_of(ips, networks),
    values.prefix: prefixes,
    values.port_range: port_ranges,
    values.nexthop: st.one_of(ips, st.just("discard")),
    values.set_member: st.one_of(ipv4s, st.just("10.0.0.0/8")),
    access.set_member: st.one_of(ipv4s, st.sampled_from(["10.0.0.0/8", "0.0.0.3/0.0.0.255"])),
    values.lexable: lexables,
    values.filled: names,
    values.trimmed: st.one_of(matches, matches.map(lambda text: f" {text} ")),
    values.expression: st.one_of(matches, matches.map(lambda text: f"{text}\n")),
    values.port_addresses: port_addresses,
    values.port_security: port_security,
    balancer.monitored: endpoints,
    meter.meter_name: words,
    server.target: targets,
    server.tls_protocols: st.sampled_from(["TLSv1.2", "TLSv1.2+", "TLSv1.2,TLSv1.3"]),
}

# Values that follow from the rules of a table, by table and option.
COLUMNS: dict[tuple[str, str], st.SearchStrategy] = {
    ("Load_Balancer", "vips"): vips,
    ("Load_Balancer", "ip_port_mappings"): st.dictionaries(ipv4s, st.tuples(words, ipv4s).map(":".join), min_size=1, max_size=2),
    ("Copp", "meters"): st.dictionaries(st.sampled_from(meter.PROTOCOLS), words, min_size=1, max_size=2),
    ("Mirror", "sink"): st.one_of(ipv4s, words),
    # Nothing at a router that is switched off may be named where that is vital.
    ("Logical_Router", "enabled"): st.just(True),
    ("DHCP_Options", "options"): st.one_of(
        st.tuples(ipv4s, macs, ports).map(lambda each: dict(zip(("server_id", "server_mac", "lease_time"), each))),
        st.tuples(macs, st.sampled_from(["true", "false"])).map(lambda each: dict(zip(("server_id", "dhcpv6_stateless"), each))),
    ),
    ("DNS", "records"): st.dictionaries(words.map(lambda word: f"{word}.ovn"), answers, min_size=1, max_size=2),
}


def checked(option: Option, value):
    """A value as the option's check writes it."""
    return option.check(value) if option.check and isinstance(value, str) else value


def atoms(atom: Atom) -> st.SearchStrategy:
    """Values of one element of a column."""
    if atom.enum:
        return st.sampled_from(sorted(atom.enum))
    if atom.type == "integer":
        low = 0 if atom.minimum is None else int(atom.minimum)
        return st.integers(low, 2**31 - 1 if atom.maximum is None else int(atom.maximum))
    return {"boolean": st.booleans(), "real": st.floats(0, 1), "string": texts}[atom.type]


def maps(column: Column) -> st.SearchStrategy:
    """Maps of a column; in one of strings a value may be of any type that YAML has."""
    items = atoms(column.value)
    if column.value.type == "string":
        items = st.one_of(items, st.integers(0, 9999), st.booleans())
    return st.dictionaries(atoms(column.key), items, min_size=1, max_size=3)


@dataclass(eq=False, repr=False)
class Node:
    """A row of a document in the making. Where it refers to others, its entry holds their nodes."""

    table: Table
    parent: Node | None
    entry: dict = field(default_factory=dict)
    children: dict[str, list[Node]] = field(default_factory=dict)
    fixed: str | None = None
    number: int = 0

    @property
    def name(self) -> str:
        """What stands for it where another row refers to it, or says that it hangs there."""
        return self.fixed or self.entry[key_names(self.table)[0]]

    def label(self):
        """As another row's option refers to it."""
        names_ = key_names(self.table)
        return self.name if len(names_) == 1 or self.fixed else {name: rendered(self.entry[name]) for name in names_}

    @property
    def uuid(self) -> str:
        return str(uuid.UUID(int=self.number))

    def options(self) -> dict:
        """What its module takes, but for its place."""
        contained = {
            column: [each.options() for each in self.children[column]]
            for column in self.table.contains
            if self.children.get(column)
        }
        return {**rendered(self.entry), **contained}

    def document(self) -> dict:
        """The row as an entry of a topology, with all that hangs there."""
        result = {**({"uuid": self.fixed} if self.fixed else {}), **rendered(self.entry)}
        for column, nodes in self.children.items():
            if nodes:
                result[column] = [node.document() for node in nodes] if nodes[0].table.key else nodes[0].document()
        return result


def rendered(value):
    if isinstance(value, Node):
        return value.label()
    if isinstance(value, dict):
        return {key: rendered(item) for key, item in value.items()}
    return [rendered(item) for item in value] if isinstance(value, list) else value


def key_names(table: Table) -> list[str]:
    return ["name" if ":" in spec else spec for spec in table.key]


class Site:
    """A document in the making: rows are grown first, each with its key, and filled then, so that any can refer to any."""

    def __init__(self, schema: Schema, draw):
        self.schema = schema
        self.draw = draw
        self.nodes: list[Node] = []
        self.used: set = set()
        self.count = 0

    def has(self, table: Table) -> bool:
        return table.name in self.schema.tables

    def options(self, table: Table) -> list[Option]:
        return [option for option in table.options if option.target in self.schema[table.name].columns]

    def of(self, table: Table) -> list[Node]:
        return [node for node in self.nodes if node.table is table]

    # Growing.

    def grow(self, table: Table, parent: Node | None = None) -> Node:
        """One row with its key, and what it cannot be without below it."""
        if parent is None and table.parents:
            parent = self.some(TABLES[table.parents[0].table])
        self.count += 1
        node = Node(table, parent, number=self.count)
        self.nodes.append(node)
        self.draw_key(node)
        if parent:
            column = next(each.column for each in table.parents if each.table == parent.table.name)
            parent.children.setdefault(column, []).append(node)
        for column, (child, _parent) in children_of(table).items():
            if self.has(child) and self.schema[table.name][column].least and self.schema[table.name][column].is_set:
                self.grow(child, node)
        self.ensure_referred(table)
        return node

    def some(self, table: Table) -> Node:
        """A row of a table, one that is there or a new one."""
        known = self.of(table)
        return known[0] if known else self.grow(table)

    def ensure_referred(self, table: Table, *, all_options: bool = False) -> None:
        """There are two rows at least of each table that a row of this one must refer to."""
        for option in self.options(table):
            if option.inline and all_options:
                self.ensure_referred(TABLES[option.refers])
            elif option.refers and not option.inline and (all_options or option.name in self.must(table)):
                self.ensure_two(TABLES[option.refers])
        for mentions in table.mentions:
            if mentions.vital:
                self.ensure_two(TABLES[mentions.tables[0]])

    def ensure_two(self, table: Table) -> None:
        while len(self.of(table)) < 2:
            self.grow(table)

    def draw_key(self, node: Node) -> None:
        """A key that no other row has; what is unset, empty or zero is one there."""
        if not node.table.key or node.fixed:
            return
        self.used.discard(self.identity(node))
        for name in key_names(node.table):
            node.entry.pop(name, None)
        by_name = {option.name: option for option in self.options(node.table)}
        for _attempt in range(ATTEMPTS):
            for name in key_names(node.table):
                option = by_name.get(name)
                if option is None and name in {each.name for each in node.table.options}:
                    continue  # this server has no such column
                if option is None:
                    node.entry[name] = self.draw(names)
                elif option.required or self.draw(st.booleans()):
                    node.entry[name] = self.named(node.table, option) or self.draw(self.values(node.table, option))
                else:
                    node.entry.pop(name, None)
            if self.identity(node) not in self.used:
                self.used.add(self.identity(node))
                return
        give_up(f"{node.table} has too few keys for its samples: use fewer rows of it ({HERE}).")

    def named(self, table: Table, option: Option) -> Node | None:
        """The row that an option must name, as a text."""
        named = next((each for each in table.mentions if each.vital and each.column == option.target), None)
        if named is None:
            return None
        self.some(TABLES[named.tables[0]])
        return self.draw(st.sampled_from(self.of(TABLES[named.tables[0]])))

    def identity(self, node: Node) -> tuple:
        by_name = {option.name: option for option in node.table.options}
        key = [node.entry.get(name) for name in key_names(node.table)]
        key = [checked(by_name[name], value) if name in by_name else value for name, value in zip(key_names(node.table), key)]
        return (node.table.name, id(node.parent) if node.table.key_within_parent else None, *(value or None for value in key))

    # Filling.

    def must(self, table: Table) -> set[str]:
        """The options without which a row cannot be made, beside its key."""
        columns = self.schema[table.name].columns
        return {
            option.name
            for option in self.options(table)
            if option.needed
            or (columns[option.target].is_set and columns[option.target].least)
            or (columns[option.target].key.enum and columns[option.target].least and not columns[option.target].is_map)
        } - set(table.key)

    def fill(self, node: Node, share: float, *, anew: bool = False) -> None:
        """Draw the options; with a share of 1 all of them. What a rule objects to is left out, or drawn again.

        The key may be drawn again, too, but not of a row that is filled anew.
        """
        must = self.must(node.table)
        options = [option for option in self.options(node.table) if option.name not in node.table.key]
        for _attempt in range(ATTEMPTS):
            chosen = [
                option for option in options if option.name in must or share == 1 or self.draw(st.integers(0, 99)) < share * 100
            ]
            for option in options:
                node.entry.pop(option.name, None)
            for option in chosen:
                value = self.value(node, option)
                if value is not None:
                    node.entry[option.name] = value
            if self.reduce(node, must) and self.is_unique(node):
                return
            if not anew:
                self.draw_key(node)
        wrong = self.wrong(node)
        give_up(
            f"no sample of {node.table} in {ATTEMPTS} tries: {wrong or 'its index'}. Add what its rules want to COLUMNS in {HERE}."
        )

    def reduce(self, node: Node, must: set[str]) -> bool:
        """Leave out what rules object to; whether they are content then."""
        while wrong := self.wrong(node):
            name = wrong[0].partition(".")[0]
            name = next((option.name for option in node.table.options if option.target == name), name)
            if name in must or name not in node.entry or name in node.table.key:
                return False
            del node.entry[name]
        return True

    def wrong(self, node: Node) -> tuple[str, str] | None:
        row = self.row(node.table, node.entry, node.children)
        found = next(iter(faults(node.table, row)), None)
        follows = (column for column, source in node.table.follows.items() if column in node.entry and source in node.entry)
        found = found or next(((column, "follows from another") for column in follows), None) or self.misfit(node)
        if found or not (node.table.apart or node.table.alone):
            return found
        beside = [each for each in self.of(node.table) if each.parent is node.parent and each is not node]
        others = [self.row(each.table, each.entry, each.children) for each in beside]
        return next(filter(None, (self.clash(node.table, row, other) for other in others)), None)

    def misfit(self, node: Node) -> tuple[str, str] | None:
        """What is wrong between a row and others that it names, or that name it."""
        pairs = [(node, relation) for relation in node.table.relations]
        pairs += [(each, relation) for each in self.nodes for relation in each.table.relations if node in (self.related(each, relation), each.parent)]
        found = [rule(self.placed(each), self.placed(other)) for each, relation in pairs for other in self.related(each, relation)
                 for rule in relation.rules]
        return next(filter(None, found), None)

    def related(self, node: Node, relation: Relation) -> list[Node]:
        if relation.column is None:
            return [node.parent]
        value = node.entry.get(relation.column)
        named = [each for each in self.of(TABLES[relation.table]) if isinstance(value, str) and each.name == value]
        return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, Node)] + named

    def placed(self, node: Node) -> Placed:
        row, at = ({**self.row(each.table, each.entry, each.children), "_uuid": each.uuid} if each else {} for each in (node, node.parent))
        return Placed(row, at)

    @staticmethod
    def clash(table: Table, row: dict, other: dict) -> tuple[str, str] | None:
        if table.apart:
            return table.apart(row, other)
        same = table.alone.claim(row) == table.alone.claim(other)
        return table.alone.clash(row, other) if same else None

    def is_unique(self, node: Node) -> bool:
        """Whether its values are free in the unique indexes of the server."""
        mine = self.row(node.table, node.entry, node.children)
        for index in self.schema[node.table.name].indexes:
            others = [
                self.row(each.table, each.entry, {}) for each in self.of(node.table) if each is not node and index[0] in each.entry
            ]
            if index[0] in node.entry and any(all(mine[name] == other[name] for name in index) for other in others):
                return False
        return True

    def row(self, table: Table, entry: dict, children: dict[str, list[Node]]) -> dict:
        """The row as the server will hold it, with the UUIDs of nodes in place of rows."""
        columns = self.schema[table.name].columns
        row = {name: column.default for name, column in columns.items()}
        for option in table.options:
            value = entry.get(option.name)
            if value is not None and option.target in columns:
                row[option.target] = columns[option.target].coerce(_uuids(option, value))
        for column, nodes in children.items():
            uuids = frozenset(node.uuid for node in nodes)
            row[column] = uuids if columns[column].is_set else next(iter(uuids), None)
        return row

    def value(self, node: Node, option: Option):
        """A value for an option, or None where there is nothing to refer to."""
        if option.inline:
            inner = Node(TABLES[option.refers], None)
            self.draw_key(inner)
            self.fill(inner, 0.5)
            return inner.entry
        if not option.refers:
            return self.draw(self.values(node.table, option))
        known = [each for each in self.of(TABLES[option.refers]) if each is not node and self.fits(node, option, each)]
        if not known:
            return None
        if option.type != "list":
            return self.draw(st.sampled_from(known))
        least = max(1, self.schema[node.table.name][option.target].least)
        return self.draw(st.lists(st.sampled_from(known), min_size=least, max_size=3, unique_by=id))

    def fits(self, node: Node, option: Option, other: Node) -> bool:
        rules = [rule for relation in node.table.relations if relation.column == option.target for rule in relation.rules]
        return not any(rule(self.placed(node), self.placed(other)) for rule in rules)

    def values(self, table: Table, option: Option) -> st.SearchStrategy:
        found = strategy(table, option, self.schema[table.name][option.target])
        watched = [each.entry["dst_ip"] for each in self.of(TABLES["BFD"]) if "dst_ip" in each.entry] if (table.name, option.name) in WATCHED else []
        return found | st.sampled_from([[each] if option.type == "list" else each for each in watched]) if watched else found

    # Documents.

    def document(self, nodes: list[Node] | None = None) -> dict:
        result: dict = {}
        for node in self.nodes if nodes is None else nodes:
            if node.parent is None and node.table.plural:
                if node.table.key:
                    result.setdefault(node.table.plural, []).append(node.document())
                else:
                    result[node.table.plural] = node.document()
        return result


def _uuids(option: Option, value):
    if option.inline:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, repr(sorted(value))))
    if isinstance(value, Node):
        return value.uuid
    if isinstance(value, list):
        return [each.uuid if isinstance(each, Node) else checked(option, each) for each in value]
    return checked(option, value)


def strategy(table: Table, option: Option, column: Column) -> st.SearchStrategy:
    """Values of one option: what YAML may hold, and the server takes."""
    by_hand = COLUMNS.get((table.name, option.name))
    if by_hand is not None:
        return by_hand
    if option.keys:
        known = samples_of(option.keys.forms, SAMPLES.get((table.name, option.target), {}))
        allowed = column.key.enum or known
        known = {key: each for key, each in known.items() if key in allowed and not key.startswith(option.kept)}
        return st.dictionaries(st.sampled_from(sorted(known)), st.integers(0, 9), min_size=1, max_size=3).map(
            lambda chosen: option.keys.tidy({key: known[key][number % len(known[key])] for key, number in chosen.items()}, {})
        )
    single = _single(table, option, column)
    if column.is_map:
        return maps(column)
    if option.type == "list":
        return st.lists(
            single, min_size=max(1, column.least), max_size=min(3, column.most), unique_by=lambda each: str(checked(option, each))
        )
    return single


def _single(table: Table, option: Option, column: Column) -> st.SearchStrategy:
    if option.choices:
        known = column.key.enum
        return st.sampled_from([choice for choice in option.choices if choice and (not known or choice in known)])
    if option.check is None:
        return atoms(column.key)
    if option.check not in CHECKS:
        raise LookupError(
            f"no strategy for the check {option.check.__qualname__} of {table}.{option.name}. Add one to CHECKS in {HERE}."
        )
    return CHECKS[option.check]


@dataclass
class Sample:
    """One row of a table with all that its tests need.

    C(site) is a document of what it hangs at and refers to; C(options) are the row's, C(parent) is where it hangs;
    C(change) holds an option with another value, or nothing where no option can change.
    """

    table: Table
    parent: Node | None
    site: dict
    options: dict
    entry: dict
    key: dict
    change: dict


def samples(schema: Schema, table: Table, parent: Parent | None, share: float = 1) -> st.SearchStrategy[Sample]:
    """A row of a table under one of its parents; with a share of 1 everything is set that its rules let."""

    @st.composite
    def build(draw) -> Sample:
        site = Site(schema, draw)
        above = site.some(TABLES[parent.table]) if parent else None
        site.ensure_referred(table, all_options=True)
        for node in site.nodes:
            site.fill(node, 0)
        around, first = site.document(), len(site.nodes)
        node = site.grow(table, above)
        for each in [*site.nodes[first + 1 :], node]:
            site.fill(each, share)
        key = rendered({name: node.entry[name] for name in key_names(table) if name in node.entry})
        return Sample(table, above, around, node.options(), node.document(), key, _change(site, node))

    return build()


def _change(site: Site, node: Node) -> dict:
    """One option with another value that the rules let."""
    columns = site.schema[node.table.name].columns
    before = site.row(node.table, node.entry, node.children)
    for option in site.options(node.table):
        if option.name in node.table.key or option.inline or not columns[option.target].mutable:
            continue
        for _attempt in range(5):
            old, value = node.entry.get(option.name), site.value(node, option)
            if value is None:
                break
            node.entry[option.name] = value
            after = site.row(node.table, node.entry, node.children)
            wrong = site.wrong(node)
            node.entry[option.name] = old
            if after[option.target] != before[option.target] and not wrong:
                return {option.name: rendered(value)}
    return {}


def documents(schema: Schema, *, kinds: int = 4, uuids: bool = True) -> st.SearchStrategy[dict]:
    """A document with a few rows of some tables, all that they need, and entries in any order."""

    @st.composite
    def build(draw) -> dict:
        site = Site(schema, draw)
        grown(site, kinds)
        if uuids:
            _fix_some(site)
        for node in site.nodes:
            site.fill(node, 0.3)
        return shuffled(draw, site.document())

    return build()


def grown(site: Site, kinds: int) -> None:
    """Rows of some tables, with what hangs there."""
    roots = [table for table in TABLES.values() if table.plural and site.has(table)]
    for index in site.draw(st.lists(st.integers(0, len(roots) - 1), min_size=1, max_size=kinds, unique=True)):
        for _number in range(site.draw(st.integers(1, 2)) if roots[index].key else 1):
            if roots[index].key or not site.of(roots[index]):
                _grow_all(site, site.grow(roots[index]))


def _grow_all(site: Site, node: Node) -> None:
    """Rows below a row, and below these."""
    for column, (child, _parent) in children_of(node.table).items():
        if not site.has(child) or column not in site.schema[node.table.name].columns:
            continue
        single = not site.schema[node.table.name][column].is_set
        for _number in range(site.draw(st.sampled_from([0, 0, 1] if single else [0, 0, 1, 2]))):
            if not (single and node.children.get(column)):
                _grow_all(site, site.grow(child, node))


def _fix_some(site: Site) -> None:
    """Rows that can do without a name do, and have a UUID for it."""
    for node in site.nodes:
        if node.table.is_named_by_mark and site.draw(st.booleans()):
            node.fixed = str(site.draw(st.uuids(version=4)))
            del node.entry["name"]


def shuffled(draw, value):
    """The same document with all its lists of entries, and the keys of the top, in another order."""
    if isinstance(value, dict):
        return {key: shuffled(draw, item) for key, item in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return draw(st.permutations([shuffled(draw, item) for item in value]))
    return value


def revisions(schema: Schema, *, roots_stay: bool) -> st.SearchStrategy[tuple[dict, dict]]:
    """A document, and one with other values for the same rows, some of which are missing there."""

    @st.composite
    def build(draw) -> tuple[dict, dict]:
        site = Site(schema, draw)
        grown(site, 3)
        for node in site.nodes:
            site.fill(node, 0.3)
        first = shuffled(draw, site.document())
        keep_some(site, roots_stay=roots_stay)
        for node in site.nodes:
            site.fill(node, 0.3, anew=True)
        return first, shuffled(draw, site.document())

    return build()


def keep_some(site: Site, *, roots_stay: bool) -> None:
    """Take out some rows that no other refers to, with what hangs there: no roots, or only rows that can bear a mark."""
    for node in list(site.nodes):
        stays = node.parent is None if roots_stay else "external_ids" not in site.schema[node.table.name].columns
        if node not in site.nodes or stays or site.draw(st.integers(0, 3)):
            continue
        going = set(map(id, below(node)))
        used = {id(each) for other in site.nodes if id(other) not in going for each in referred(other.entry)}
        if not going & used and not is_needed(site, node):
            site.nodes = [each for each in site.nodes if id(each) not in going]
            for nodes in node.parent.children.values() if node.parent else ():
                nodes[:] = [each for each in nodes if each is not node]


def is_needed(site: Site, node: Node) -> bool:
    """Whether its parent cannot be without it."""
    column = next((column for column, nodes in (node.parent.children if node.parent else {}).items() if node in nodes), None)
    return bool(column and site.schema[node.parent.table.name][column].least)


def below(node: Node) -> list[Node]:
    return [node, *(each for nodes in node.children.values() for child in nodes for each in below(child))]


def referred(value) -> list[Node]:
    if isinstance(value, Node):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [node for item in items for node in referred(item)]


def normal(schema: Schema, topology: dict) -> dict:
    """A document in its one form: no defaults and nothing empty, values as the server holds them, all in order."""
    tables = {table.plural: table for table in TABLES.values() if table.plural}
    result = {}
    for plural, entries in topology.items():
        table = tables[plural]
        result[plural] = normal_entries(schema, table, entries)
    return {plural: entries for plural, entries in result.items() if entries != []}


def normal_entries(schema: Schema, table: Table, entries):
    if not table.key:
        return normal_entry(schema, table, entries)
    return sorted((normal_entry(schema, table, entry) for entry in entries), key=repr)


def normal_entry(schema: Schema, table: Table, entry: dict) -> dict:
    result = {name: str(entry[name]) for name in ("name", "uuid") if name in entry}
    if table.derived and not table.parents:
        entry = {**table.derived((), ()), **entry}
    for option in table.options:
        if entry.get(option.name) is not None:
            column = schema[table.name][option.target]
            value = normal_value(schema, option, column, entry[option.name])
            if value not in (None, "", [], {}) and (value != column.default or option.required or option.needed):
                result[option.name] = value
    for column, (child, _parent) in children_of(table).items():
        if entry.get(column):
            result[column] = normal_entries(schema, child, entry[column])
    return dict(sorted(result.items()))


def normal_value(schema: Schema, option: Option, column: Column, value):
    if option.inline:
        return normal_entry(schema, TABLES[option.refers], value)
    if option.refers:
        return sorted(map(repr, value)) if option.type == "list" else repr(value)
    if option.type == "list":
        return sorted(column.coerce([checked(option, each) for each in value]))
    value = column.coerce(checked(option, value))
    return dict(sorted(value.items())) if column.is_map else value
