"""The limits of one workspace: those of the gates, and what its settings say otherwise."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .gates import BY_NAME, Gate, Limit
from .problems import ListError, Problem

_FILE = "todos.toml"
_FORM = "a share such as 0.4, or { share = 0.4, always = 10 }"


def names(gate: str, subject: str) -> tuple[str, ...]:
    """What a result answers to, the closest first: filled:a_list.birth, filled:a_list, filled."""
    whole = subject.partition(".")[0]
    return tuple(dict.fromkeys((f"{gate}:{subject}", f"{gate}:{whole}", gate)))


@dataclass(frozen=True, slots=True)
class Limits:
    """What each gate lets through. `warn` and `hold` are by the gate's name, or gate:subject."""

    warn: Mapping[str, Limit]
    hold: Mapping[str, Limit]

    def warned(self, gate: Gate, subject: str) -> Limit | None:
        """Beyond this people are told; None where the gate does not warn."""
        return _closest(self.warn, gate, subject) or gate.warn

    def held(self, gate: Gate, subject: str) -> Limit:
        """Beyond this nothing is published."""
        return _closest(self.hold, gate, subject) or gate.hold


USUAL = Limits(MappingProxyType({}), MappingProxyType({}))


def limits(
    settings: Mapping[str, Any],
    subjects: Collection[str] = (),
    shrink: Mapping[str, float | None] = MappingProxyType({}),
) -> Limits:
    """The limits that the section [gates] of todos.toml sets; the others stay as they are.

    settings: gate, or "gate:subject" -> {warn, hold}, each a share or {share, always}. subjects:
    the lists and countries there are. shrink: list -> share of its records that may vanish, as its
    own description says, or None; what stands under [gates] for that list goes before it.
    Raises ListError that names key, value and cure.
    """
    always = BY_NAME["rows"].hold.always
    said_by = {name: share for name, share in shrink.items() if share is not None}
    of_lists = {f"rows:{name}": Limit(share, always) for name, share in said_by.items()}
    found: dict[str, dict[str, Limit]] = {"warn": {}, "hold": of_lists}
    for name, strengths in settings.items():
        gate = _gate(name, subjects)
        if not isinstance(strengths, Mapping):
            raise _wrong(name, strengths, "which is a section", f'Write [gates."{name}"].')
        for strength, said in strengths.items():
            where = f"{name}.{strength}"
            if strength not in found:
                raise _wrong(where, None, "is no strength of a gate", "Use warn or hold.")
            usual = gate.warn if strength == "warn" and gate.warn else gate.hold
            found[strength][name] = _limit(where, said, usual)
    return Limits(found["warn"], found["hold"])


def _closest(chosen: Mapping[str, Limit], gate: Gate, subject: str) -> Limit | None:
    return next((chosen[name] for name in names(gate.name, subject) if name in chosen), None)


def _gate(name: str, subjects: Collection[str]) -> Gate:
    gate, _, subject = name.partition(":")
    if gate not in BY_NAME:
        raise _wrong(name, None, "is no gate", f"There are: {', '.join(BY_NAME)}.")
    if subject and subject.partition(".")[0] not in subjects:
        there = f"There are: {', '.join(sorted(subjects))}."
        raise _wrong(name, None, "names no list that is read, and no country", there)
    return BY_NAME[gate]


def _limit(where: str, said: object, usual: Limit) -> Limit:
    """A limit; where only a share is said, as many things always pass as usual."""
    if not isinstance(said, Mapping):
        return Limit(_share(where, said), usual.always)
    unknown = [key for key in said if key not in ("share", "always")]
    if unknown or "share" not in said:
        raise _wrong(where, dict(said), "which is no limit", f"Write {_FORM}.")
    always = said.get("always", 0)
    if isinstance(always, bool) or not isinstance(always, int) or always < 0:
        raise _wrong(f"{where}.always", always, "which must be a whole number", "Correct it.")
    return Limit(_share(f"{where}.share", said["share"]), always)


def _share(where: str, said: object) -> float:
    number = isinstance(said, int | float) and not isinstance(said, bool)
    if not number or not math.isfinite(said) or said < 0:  # type: ignore[arg-type, operator]
        raise _wrong(where, said, "which must be a number of 0 or more", f"Write {_FORM}.")
    return float(said)  # type: ignore[arg-type]


def _wrong(where: str, said: object, what: str, cure: str) -> ListError:
    value = None if said is None else str(said)
    return ListError(
        Problem("error", "workspace", _FILE, None, f"gates.{where}", value, what, cure)
    )
