"""Sessions of WeCom customer service: whose turn it is, what may be sent, and codes for messages on an event."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from .errors import Refused
from .journal import Journal
from .settings import DAY, Settings


class State(IntEnum):
    """`service_state`."""

    NEW = 0
    BOT = 1
    POOL = 2
    HUMAN = 3
    ENDED = 4


TRANSITIONS = {
    State.NEW: {State.BOT, State.POOL, State.HUMAN, State.ENDED},
    State.BOT: {State.POOL, State.HUMAN, State.ENDED},
    State.POOL: {State.HUMAN, State.ENDED},
    State.HUMAN: {State.HUMAN, State.ENDED},
    State.ENDED: set[State](),
}

_WELCOME, _END, _LONG = 20, 20, 2 * DAY


@dataclass
class Session:
    """One customer with one kf account."""

    open_kfid: str
    external_userid: str
    state: State = State.ENDED
    servicer: str = ""
    left: int = 0
    last_message: float = 0.0
    welcomed: float = 0.0


@dataclass(frozen=True)
class Code:
    """Good once, until a moment, for some kinds of message and (but for the welcome) in one state."""

    session: Session
    until: float
    kinds: Collection[str]
    state: State | None


class Sessions:
    def __init__(self, settings: Settings, journal: Journal) -> None:
        self._settings = settings
        self._journal = journal
        self._known: dict[tuple[str, str], Session] = {}
        self._codes: dict[str, Code] = {}

    def meet(self, open_kfid: str, external_userid: str) -> Session:
        return self._known.setdefault((open_kfid, external_userid), Session(open_kfid, external_userid))

    def known(self, open_kfid: Any, external_userid: Any) -> Session:
        """Raises 95000 or 40096; a session 48 h after the customer's last message is over."""
        if open_kfid not in self._settings.open_kfids:
            raise Refused(95000)
        session = self._known.get((open_kfid, external_userid)) if isinstance(external_userid, str) else None
        if session is None:
            raise Refused(40096)
        if self.stale(session):
            session.state, session.servicer = State.ENDED, ""
        return session

    def stale(self, session: Session) -> bool:
        return self._journal.now() - session.last_message > self._settings.message_window

    def hear(self, session: Session) -> None:
        """A message of the customer: opens an ended session, five answers in 48 h."""
        if session.state == State.ENDED or self.stale(session):
            session.state = State(self._settings.kf_initial_state)
            session.servicer = self._settings.servicers[0] if session.state == State.HUMAN else ""
        session.last_message, session.left = self._journal.now(), self._settings.message_quota

    def spend(self, session: Session) -> None:
        """One answer. Raises 95002 (48 h over), 95018 (not the bot's turn), 95001 (five sent)."""
        if self.stale(session):
            raise Refused(95002)
        if session.state not in (State.NEW, State.BOT):
            raise Refused(95018)
        if session.left <= 0:
            raise Refused(95001)
        session.left -= 1

    def move(self, session: Session, to: State, servicer: str = "") -> str | None:
        """Raises 95013 (ended), 95016 (not from here) or 95014 (no such agent); gives the msg_code."""
        if session.state == State.ENDED:
            raise Refused(95013)
        if to not in TRANSITIONS[session.state]:
            raise Refused(95016)
        if to == State.HUMAN and not servicer:
            raise Refused(40058, "(servicer_userid)")
        if to == State.HUMAN and servicer not in self._settings.servicers:
            raise Refused(95014)
        session.state, session.servicer = to, servicer if to == State.HUMAN else ""
        return self.code(session)

    def welcome_code(self, session: Session) -> str | None:
        """None where there was a welcome or a message in the last 48 h."""
        if not self.stale(session) or self._journal.now() - session.welcomed <= _LONG:
            return None
        return self._issue(Code(session, self._journal.now() + _WELCOME, ("text", "msgmenu"), None))

    def code(self, session: Session) -> str | None:
        """For the state the session has just come to; None for the bot's own."""
        lasts, kinds = {
            State.POOL: (_LONG, ("text",)),
            State.HUMAN: (_LONG, ("text",)),
            State.ENDED: (_END, ("text", "msgmenu")),
        }.get(session.state, (0, ()))
        if not kinds:
            return None
        return self._issue(Code(session, self._journal.now() + lasts, kinds, session.state))

    def peek(self, code: Any) -> Code:
        """Raises 40058 (assumed) where it is unknown, used or too old, 95018 in another state than its own."""
        found = self._codes.get(code) if isinstance(code, str) else None
        if found is None or self._journal.now() > found.until:
            raise Refused(40058, "(code)")
        if found.state is not None and found.session.state != found.state:
            raise Refused(95018)
        return found

    def use(self, code: str) -> None:
        used = self._codes.pop(code)
        if used.state is None:
            used.session.welcomed = self._journal.now()

    def _issue(self, code: Code) -> str:
        value = secrets.token_urlsafe(24)
        self._codes[value] = code
        return value
