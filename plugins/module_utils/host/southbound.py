# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the southbound database knows of the chassis: reading them, waiting for one, removing one that is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import Fault, InvalidInput, NotReached, OvnError
from ..model.rows import Want, row
from ..model.southbound import CHASSIS, CHASSIS_PRIVATE
from ..ovsdb import operations as op
from ..ovsdb.endpoint import parse_endpoints
from ..ovsdb.session import Session
from ..reconcile.engine import reconcile
from ..run import southbound_session
from .chassis_release import installed_version
from .halves import reason

# Before the host database's own timeout: the southbound one may well not run yet, and need not for what is written here.
ASK = 5
PORT = ["logical_port", "type", "chassis", "up"]


@dataclass(frozen=True)
class Known:
    """A chassis that is registered."""

    name: str
    hostname: str
    ips: tuple[str, ...]


@dataclass(frozen=True)
class Bound:
    """A port as the southbound database has it."""

    type: str
    chassis: str | None
    up: bool | None


@dataclass(frozen=True)
class Registered:
    """A chassis as the southbound database has it, with the ports that are bound there or were asked for."""

    found: bool
    hostname: str | None
    encaps: list[dict]
    nb_cfg: int | None
    ports: dict[str, Bound]


def registered(params: dict, name: str | None, ports: list[str]) -> Registered:
    """The chassis of that name, and the ports that are bound to it or named in C(ports)."""
    session = southbound_session(params)
    try:
        return _read_registered(session, name, ports)
    finally:
        session.close()


def _read_registered(session: Session, name: str | None, ports: list[str]) -> Registered:
    chassis = {row["_uuid"]: row for row in session.read([op.select("Chassis", [], ["_uuid", "name", "hostname", "encaps", "nb_cfg"])])[0]}
    own = next((row for row in chassis.values() if row["name"] == name), None)
    private, encaps, bound = _belongings(session, own) if own else ([], [], [])
    missing = [lsp for lsp in ports if lsp not in {row["logical_port"] for row in bound}]
    elsewhere = [op.select("Port_Binding", [["logical_port", "==", lsp]], PORT) for lsp in missing]
    rows = [*bound, *(row for found in session.read(elsewhere) for row in found)]
    return Registered(
        found=own is not None,
        hostname=own["hostname"] if own else None,
        encaps=sorted(({"type": row["type"], "ip": row["ip"]} for row in encaps), key=lambda encap: (encap["type"], encap["ip"])),
        nb_cfg=max(row["nb_cfg"] for row in [own, *private]) if own else None,
        ports={row["logical_port"]: Bound(row["type"], chassis.get(row["chassis"], {}).get("name"), row["up"]) for row in rows},
    )


def _belongings(session: Session, chassis: dict) -> list[list[dict]]:
    """What a chassis says of how far it is, its tunnel addresses, and the ports that are bound there."""
    is_own = [["chassis_name", "==", chassis["name"]]]
    queries = [
        op.select("Chassis_Private", [["name", "==", chassis["name"]]], ["nb_cfg"]),
        op.select("Encap", is_own, ["type", "ip"]),
        op.select("Port_Binding", [["chassis", "==", ["uuid", chassis["_uuid"]]]], PORT),
    ]
    return session.read(queries)


def require_endpoints(option: str, remote: list[str], remedy: str) -> None:
    """Raises InvalidInput when what the host's row names as southbound database cannot be asked."""
    try:
        parse_endpoints(remote, "")
    except InvalidInput as exc:
        faults = "; ".join(fault.message for fault in exc.faults)
        raise InvalidInput([Fault(option, f"this host's ovn-remote is {','.join(remote)!r}, where no southbound database can be asked "
                                          f"({faults}) {remedy}")]) from exc


def known_chassis(params: dict) -> list[Known]:
    session = southbound_session(params)
    try:
        return _read(session)
    finally:
        session.close()


def patience(params: dict, asked: bool) -> int:
    """How many seconds the southbound database has to answer; less where the task did not ask for it."""
    return params["timeout"] if asked else min(params["timeout"], ASK)


def _read(session: Session) -> list[Known]:
    rows, encaps = session.read([
        op.select("Chassis", [], ["name", "hostname", "encaps"]), op.select("Encap", [], ["_uuid", "ip"])
    ])
    addresses = {encap["_uuid"]: encap["ip"] for encap in encaps}
    return [
        Known(each["name"], each["hostname"], tuple(sorted({addresses[uuid] for uuid in each["encaps"] if uuid in addresses})))
        for each in rows
    ]


def wait_for_chassis(params: dict, name: str, ips: tuple[str, ...], timeout: float) -> None:
    """Wait until ovn-controller has registered the chassis with its tunnel addresses. Raises NotReached."""
    try:
        session = southbound_session(params)
        try:
            if not _registered(_read(session), name, ips) and not _watch(session, name, ips, timeout):
                raise NotReached(_not_registered(session, name, ips, timeout) + _other_northd(session, params))
        finally:
            session.close()
    except NotReached:
        raise
    except OvnError as exc:
        raise NotReached(f"The settings are written, but whether the chassis {name} is registered cannot be seen. {reason(exc)}") from exc


def _registered(known: list[Known], name: str, ips: tuple[str, ...]) -> bool:
    return any(each.name == name and set(ips) <= set(each.ips) for each in known)


def _watch(session: Session, name: str, ips: tuple[str, ...], timeout: float):
    from ..ovsdb.watch import watch_until  # loads a library that only waiting needs

    def ready(tables: dict) -> bool:
        return any(row.name == name and set(ips) <= {encap.ip for encap in row.encaps} for row in tables["Chassis"])

    return watch_until(session, {"Chassis": ["name", "encaps"], "Encap": ["ip"]}, ready, timeout)


def _not_registered(session: Session, name: str, ips: tuple[str, ...], timeout: float) -> str:
    found = next((each for each in _read(session) if each.name == name), None)
    what = f"knows the chassis {name} only with the tunnel address {', '.join(found.ips)}" if found else f"has no chassis {name}"
    return (
        f"after {timeout} s the southbound database at {session.endpoint} {what} (wanted: {', '.join(ips)}). "
        "The settings are written. Check on this host that ovn-controller runs (systemctl status ovn-controller), that it "
        "reaches that address, and its log in /var/log/ovn; then run the task again."
    )


def _other_northd(session: Session, params: dict) -> str:
    """That ovn-controller waits for another ovn-northd, if it does (ovn-controller(8), ovn-match-northd-version)."""
    if not params["match_northd_version"]:
        return ""
    rows = session.read([op.select("SB_Global", [], ["options"])])[0]
    there = rows[0]["options"].get("northd_internal_version", "").split("-")[0] if rows else ""
    here = installed_version()
    if not there or not here or there == here:
        return ""
    return (f" ovn-controller here is {here}, and with match_northd_version it waits for an ovn-northd of its own version; that is {there}: "
            "upgrade the older one, or set match_northd_version to false (ovn_chassis_settings).")


def remove_chassis(params: dict, check_mode: bool, doomed: Callable[[list[Known]], set[str]]) -> dict:
    """Take the chassis that C(doomed) names, given all of them, out of the southbound database."""
    session = southbound_session(params)

    def program(database: Session) -> Want:
        names = sorted(doomed(_read(database)))
        tables = [table for table in (CHASSIS, CHASSIS_PRIVATE) if table.name in database.schema.tables]
        return Want([row(table, (name,), state="absent") for name in names for table in tables])

    try:
        return reconcile(session, program, owner=params["owner"], check_mode=check_mode).result()
    finally:
        session.close()
