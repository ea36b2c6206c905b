"""What a test can look at afterwards."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sent:
    """Something a customer saw. `channel`: passive, custom, template, subscribe, kf, kf_event, human, banner.

    `typing` is recorded as a channel of its own and is no message.
    """

    seq: int
    channel: str
    openid: str
    msgtype: str
    text: str
    payload: Any = None
    msgid: str = ""


@dataclass
class Call:
    """A call to the API, carried out or not; secrets are left out. `errcode` is None where none was answered."""

    seq: int
    endpoint: str
    query: dict[str, str]
    body: Any = None
    errcode: int | None = None
    http: int = 200  # 0: the connection ended without an answer
    faulty: bool = False


@dataclass(frozen=True)
class Attempt:
    """One request to the callback; `error` is empty, `timeout` or the connection's error."""

    status: int
    body: str
    error: str
    seconds: float

    @property
    def answered(self) -> bool:
        return self.status == 200 and not self.error


@dataclass
class Push:
    """A message or event on its way to the callback.

    `outcome`: `ack`, `reply`, `invalid` (answered, but not as the platform wants it) or `no_answer`; `text` is the reply's.
    """

    kind: str
    openid: str
    msgid: int
    outcome: str = "no_answer"
    msgtype: str = ""
    text: str = ""
    why: str = ""
    user_sees: str | None = None
    attempts: list[Attempt] = field(default_factory=list)


@dataclass
class KfPush:
    """A row put into the queue of a kf account, and the doorbell's attempts (none where it was not rung)."""

    msgid: str
    token: str = ""
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        return bool(self.attempts) and self.attempts[-1].answered
