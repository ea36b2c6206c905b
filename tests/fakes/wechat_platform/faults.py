"""Faults to order: the next calls of an endpoint fail in a given way."""

from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass
class Fault:
    """Exactly one of `errcode`, `http`, `hang` (seconds), `drop` and `html` (a page instead of JSON) is set."""

    endpoint: str
    count: int = 1
    skip: int = 0
    after: bool = False
    errcode: int | None = None
    http: int | None = None
    hang: float | None = None
    drop: bool = False
    html: bool = False

    def __post_init__(self) -> None:
        kinds = [self.errcode is not None, self.http is not None, self.hang is not None, self.drop, self.html]
        if sum(kinds) != 1:
            raise ValueError("a fault needs exactly one of errcode, http, hang, drop, html")


class Faults:
    """The first that matches is used; `skip` calls pass before, `count` fail."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._ordered.append(fault)

    def clear(self) -> None:
        self._ordered.clear()

    def take(self, endpoint: str) -> Fault | None:
        fault = next((fault for fault in self._ordered if fnmatch(endpoint, fault.endpoint)), None)
        if fault is None:
            return None
        if fault.skip > 0:
            fault.skip -= 1
            return None
        fault.count -= 1
        if fault.count <= 0:
            self._ordered.remove(fault)
        return fault
