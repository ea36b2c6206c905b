"""Access tokens of the three kinds: `token`, `stable_token` and WeCom's `gettoken`."""

import secrets
from dataclasses import dataclass
from typing import Any, Literal

from .errors import OK, Refused
from .journal import Journal
from .request import Request, Routes
from .settings import DAY, Settings

Realm = Literal["oa", "kf"]
Kind = Literal["plain", "stable", "kf"]

_OLD_LIVES = 300  # seconds an old token stays valid after a new one; also when a stable one is renewed
_FORCED_PER_DAY = 20
_FORCED_APART = 30


@dataclass
class Token:
    """`ends` moves when it is renewed, revoked or expired by order."""

    value: str
    realm: Realm
    expires: float
    ends: float

    def alive(self, now: float) -> bool:
        return now < min(self.expires, self.ends)


class Tokens:
    """The two kinds of the Official Account know nothing of each other."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self._settings = settings
        self._journal = journal
        self._issued: dict[str, Token] = {}
        self._current: dict[Kind, Token] = {}
        self._forced: list[float] = []

    def routes(self) -> Routes:
        return {
            "/cgi-bin/token": self._token,
            "/cgi-bin/stable_token": self._stable_token,
            "/cgi-bin/gettoken": self._gettoken,
        }

    def check(self, request: Request, *realms: Realm) -> Realm:
        """The realm of the call's token. Raises 41001, 40001 (kf: 40014), 42001."""
        value = request.query.get("access_token")
        if not value:
            raise Refused(41001)
        token = self._issued.get(value)
        wrong = Refused(40014 if realms == ("kf",) else 40001)
        if token is None or token.realm not in realms:
            raise wrong
        now = self._journal.now()
        if now >= token.expires:
            raise Refused(42001)
        if now >= token.ends:
            raise Refused(40014 if token.realm == "kf" else 40001)
        return token.realm

    def revoke(self, realm: Realm) -> None:
        """No token of the realm is good any longer: 40001, kf 40014."""
        for token in self._of(realm):
            token.ends = self._journal.now()

    def expire(self, realm: Realm) -> None:
        """The time of every token of the realm is over: 42001."""
        for token in self._of(realm):
            token.expires = min(token.expires, self._journal.now())

    async def _token(self, request: Request) -> dict[str, Any]:
        self._check_app(request.query)
        old = self._current.get("plain")
        if old is not None:
            old.ends = min(old.ends, self._journal.now() + _OLD_LIVES)
        return self._answer(self._issue("plain"))

    async def _stable_token(self, request: Request) -> dict[str, Any]:
        body = request.body()
        self._check_app(body)
        now = self._journal.now()
        current = self._current.get("stable")
        if current is not None and not current.alive(now):
            current = None
        if body.get("force_refresh") is True:
            return self._answer(self._forced_token(current, now))
        if current is None or current.expires - now < _OLD_LIVES:
            if current is not None:
                current.ends = min(current.ends, now + _OLD_LIVES)
            current = self._issue("stable")
        return self._answer(current)

    def _forced_token(self, current: Token | None, now: float) -> Token:
        """A new one; less than 30 s after the last, or with none left today, it is not."""
        self._forced = [at for at in self._forced if at > now - DAY]
        if len(self._forced) >= _FORCED_PER_DAY:
            raise Refused(45009)
        if current is not None and self._forced and now - self._forced[-1] < _FORCED_APART:
            return current
        self._forced.append(now)
        if current is not None:
            current.ends = now
        return self._issue("stable")

    async def _gettoken(self, request: Request) -> dict[str, Any]:
        if request.query.get("corpid") != self._settings.corpid:
            raise Refused(40013, "(corpid)")
        if request.query.get("corpsecret") != self._settings.corpsecret:
            raise Refused(40001, "(corpsecret)")
        current = self._current.get("kf")
        if current is None or not current.alive(self._journal.now()):
            current = self._issue("kf")
        return OK | self._answer(current)

    def _check_app(self, given: Any) -> None:
        for refused, errcode in (
            (given.get("grant_type") != "client_credential", 40002),
            (not given.get("appid"), 41002),
            (given.get("appid") != self._settings.appid, 40013),
            (not given.get("secret"), 41004),
            (given.get("secret") != self._settings.secret, 40125),
        ):
            if refused:
                raise Refused(errcode)

    def _issue(self, kind: Kind) -> Token:
        expires = self._journal.now() + self._settings.token_ttl
        # 512 characters are to be reserved; the real ones are some 130 to 220 long.
        token = Token(f"{kind}_{secrets.token_urlsafe(96)}", "kf" if kind == "kf" else "oa", expires, expires)
        self._issued[token.value] = self._current[kind] = token
        return token

    def _answer(self, token: Token) -> dict[str, Any]:
        return {"access_token": token.value, "expires_in": int(token.expires - self._journal.now())}

    def _of(self, realm: Realm) -> list[Token]:
        return [token for token in self._issued.values() if token.realm == realm]
