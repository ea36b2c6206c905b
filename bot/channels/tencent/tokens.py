"""The access token: fetched once for everybody who waits, renewed before it ends, replaced when it is refused.

A token that is refused although it should be good may be refused for ever (a wrong account, a platform in trouble).
So every way to a new token ends: a replacement that is refused as well is not replaced before `COOL_DOWN` is over.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import structlog

from bot.channels.tencent.errcodes import Action
from bot.channels.tencent.errors import ApiError, OutcomeUnknown, Unreachable
from bot.channels.tencent.transport import Answer, Transport
from kernel.clock import Clock

log = structlog.get_logger("tencent")

LONGEST = 7_200  # seconds; the platform's, whatever an answer says
COOL_DOWN = timedelta(seconds=60)
BEFORE_ITS_END = timedelta(seconds=300)
# The platform's: more than 20 a day are refused, and one sooner than 30 s after another changes nothing.
FORCED_PER_DAY = 20
FORCED_APART = timedelta(seconds=30)


class Grant(NamedTuple):
    token: str
    lasts: timedelta


class TokenSource(Protocol):
    """Where tokens come from. `can_force`: whether it knows how to give another than the one it would."""

    can_force: bool

    async def fetch(self, *, force: bool) -> Grant:
        """`ApiError`, `Unreachable`, `OutcomeUnknown`."""


class StableToken:
    """Official Account: `stable_token`, which gives every caller the same token while it lasts."""

    can_force = True
    endpoint = "/cgi-bin/stable_token"

    def __init__(self, transport: Transport, appid: str, secret: str) -> None:
        self._transport = transport
        self._credentials = {"grant_type": "client_credential", "appid": appid, "secret": secret}

    async def fetch(self, *, force: bool) -> Grant:
        asked = json.dumps({**self._credentials, "force_refresh": force}).encode()
        return _grant(
            self.endpoint, await _ask(self._transport.call("POST", self.endpoint, {}, lambda: asked))
        )


class CorpToken:
    """WeCom: `gettoken`, with the secret of the application that may call customer service."""

    can_force = False
    endpoint = "/cgi-bin/gettoken"

    def __init__(self, transport: Transport, corpid: str, secret: str) -> None:
        self._transport = transport
        self._credentials = {"corpid": corpid, "corpsecret": secret}

    async def fetch(self, *, force: bool) -> Grant:
        return _grant(
            self.endpoint, await _ask(self._transport.call("GET", self.endpoint, self._credentials))
        )


async def _ask(call: Coroutine[None, None, Answer]) -> Answer:
    try:
        return await call
    except ApiError as error:
        if error.action is not Action.REFRESH_TOKEN:
            raise
        # Where no token is sent yet, 40001 says that the secret is wrong.
        raise ApiError(error.errcode, error.endpoint, error.hints, Action.CONFIGURATION) from None


def _grant(endpoint: str, answer: Answer) -> Grant:
    token, lasts = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not token or not isinstance(lasts, int) or lasts <= 0:
        raise OutcomeUnknown(endpoint=endpoint, reason="no_token")
    return Grant(token, timedelta(seconds=min(lasts, LONGEST)))


class _Held(NamedTuple):
    token: str
    renew_at: datetime
    ends_at: datetime
    on_trial: bool  # came for a refused one and has not worked yet


class TokenKeeper:
    """One account's token in this process. Several processes may each keep one: the platform gives all the same."""

    def __init__(self, source: TokenSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._held: _Held | None = None
        self._flight: asyncio.Task[str | None] | None = None
        self._forced: deque[datetime] = deque(maxlen=FORCED_PER_DAY)
        self._rest_until: datetime | None = None
        self._refusal: ApiError | None = None

    async def current(self) -> str:
        """A token that should be good. `ApiError` when the account gets none, `Unreachable`: try later."""
        if self._flight is None:
            if self._held is not None and self._clock.now() < self._held.renew_at:
                return self._held.token
            if self._refusal is not None and self._resting():
                refusal = self._refusal
                raise ApiError(refusal.errcode, refusal.endpoint, refusal.hints, refusal.action)
        token = await self._single(self._renewed)
        if token is None:
            assert self._held is not None  # only a replacement gives None, and leaves the token where it is
            return self._held.token
        return token

    async def replacement(self, refused: str) -> str | None:
        """Another token than `refused`; None when there is none to be had for now. Errors as `current`."""
        if self._flight is None:
            if self._held is None or self._held.token != refused:
                return await self.current()
            if self._resting():
                return None
            if self._held.on_trial:
                self._give_up()
                return None
        token = await self._single(lambda: self._replaced(refused))
        return None if token == refused else token

    def worked(self, token: str) -> None:
        """A call with `token` was not refused for it."""
        if self._held is not None and self._held.token == token and self._held.on_trial:
            self._held = self._held._replace(on_trial=False)

    async def _single(self, get: Callable[[], Coroutine[None, None, str | None]]) -> str | None:
        """One at a time: who comes while one is under way shares its result, its error too."""
        if self._flight is None:
            self._flight = asyncio.create_task(get())
            self._flight.add_done_callback(self._landed)
        # One who gives up waiting does not take it from the others.
        return await asyncio.shield(self._flight)

    def _landed(self, flight: asyncio.Task[str | None]) -> None:
        self._flight = None
        if not flight.cancelled():
            flight.exception()  # looked at: perhaps nobody waits any more

    async def _renewed(self) -> str:
        try:
            return self._hold(await self._fetch(force=False), on_trial=False)
        except (ApiError, Unreachable):
            now = self._clock.now()
            if self._held is None or now >= self._held.ends_at:
                raise
            # The old one lasts a little; ask again soon, not with every call.
            self._held = self._held._replace(renew_at=now + COOL_DOWN / 2)
            return self._held.token

    async def _replaced(self, refused: str) -> str | None:
        grant = await self._fetch(force=False)
        if grant.token == refused:
            if not self._may_force():
                self._give_up()
                return None
            self._forced.append(self._clock.now())
            log.warning("tencent_token_forced")
            grant = await self._fetch(force=True)
            if grant.token == refused:
                self._give_up()
                return None
        return self._hold(grant, on_trial=True)

    async def _fetch(self, *, force: bool) -> Grant:
        try:
            grant = await self._source.fetch(force=force)
        except OutcomeUnknown as error:
            # Of the call this token is for, it is known that it was not made.
            raise Unreachable(**error.data) from None
        except ApiError as error:
            if error.action is not Action.RETRY:
                self._refusal = error
                self._give_up()
            raise
        self._refusal = None
        return grant

    def _hold(self, grant: Grant, *, on_trial: bool) -> str:
        now = self._clock.now()
        # Half its life where that is later: one about to end must not be asked for anew with every call.
        renew_at = now + max(grant.lasts - BEFORE_ITS_END, grant.lasts / 2)
        self._held = _Held(grant.token, renew_at, now + grant.lasts, on_trial)
        return grant.token

    def _may_force(self) -> bool:
        if not self._source.can_force:
            return False
        now = self._clock.now()
        if self._forced and now - self._forced[-1] < FORCED_APART:
            return False
        return len(self._forced) < FORCED_PER_DAY or now - self._forced[0] >= timedelta(days=1)

    def _resting(self) -> bool:
        return self._rest_until is not None and self._clock.now() < self._rest_until

    def _give_up(self) -> None:
        self._rest_until = self._clock.now() + COOL_DOWN
        if self._held is not None:
            self._held = self._held._replace(on_trial=False)
        log.error("tencent_token_given_up", rest_s=COOL_DOWN.total_seconds())
