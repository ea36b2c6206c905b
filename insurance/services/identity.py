"""The identity check by one-time code. The only producer of an `Identity`.

Nobody learns here whether a phone or policy number exists: an attempt that matches no customer is counted, refused,
locked and answered exactly like one that does. Limits are counted twice: openly per typed phone or policy number and
per conversation, and silently per customer and receiving phone. Over a silent limit a match is treated as none, because
an open refusal there would tell that two numbers belong to one person.
"""

import hmac
import logging
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from insurance.domain.customers import Customer, is_mobile, plain_phone
from insurance.domain.errors import (
    CodeError,
    CodeExpired,
    CodeLimit,
    CodeTooSoon,
    IdentityLocked,
    WrongCode,
)
from insurance.domain.identity import Binding, Challenge, CodeSent, Counter, Identity, Level, seconds
from insurance.domain.terms import Terms
from insurance.services.bindings import Bindings
from insurance.services.ports import SmsSender, Store, UnitOfWork
from kernel.clock import Clock, local
from kernel.crypto import Keyring

__all__ = [
    "CodeError",
    "CodeExpired",
    "CodeLimit",
    "CodeSent",
    "CodeTooSoon",
    "IdentityLocked",
    "IdentityService",
    "WrongCode",
]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Limits:
    """The counters of one attempt, held until its unit of work ends."""

    open: list[Counter]
    silent: list[Counter]

    @property
    def all(self) -> list[Counter]:
        return self.open + self.silent


class IdentityService:
    def __init__(self, store: Store, keyring: Keyring, clock: Clock, sms: SmsSender, terms: Terms) -> None:
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self._sms = sms
        self._terms = terms
        self._bindings = Bindings(terms)

    async def of(self, subject: str) -> Identity:
        """Who the conversation is known to be. Asking keeps the identity alive: it ends after 15 idle minutes.

        What is left then is `Level.BOUND` where the conversation is bound, else nobody.
        """
        async with self._store.read() as work:
            known, bound = await work.identity.get(subject), await work.identity.binding(subject)
        if known is None and bound is None:
            return Identity(subject, Level.ANONYMOUS, None, None)
        now = self._clock.now()
        async with self._store.begin() as work:
            known = await work.identity.get(subject)
            if known is not None and known.until is not None and now >= known.until:
                await work.identity.forget(subject)
                known = None
            if known is None:
                identity = await self._bound(work, subject, now)
            else:
                identity = Identity(subject, known.level, known.customer_no, now + self._terms.idle)
                await work.identity.put(identity)
            await work.commit()
            return identity

    async def binding(self, subject: str) -> Binding | None:
        """What binds the conversation to a customer, if anything does."""
        async with self._store.read() as work:
            found = await work.identity.binding(subject)
        return found if found is not None and self._clock.now() < found.ends(self._terms) else None

    async def conversations_of(self, customer_no: str, limit: int) -> list[str]:
        """For staff: the conversations, on whatever channel, in which the customer was checked; the latest check first."""
        async with self._store.read() as work:
            return await work.identity.proven(customer_no, limit)

    async def start(self, subject: str, handle: str, id_last4: str, key: str) -> CodeSent:
        """Send a code to the phone on record of the one customer with this phone or policy number and these last four.

        `CodeTooSoon`, `CodeLimit`, `IdentityLocked`; a repeat of `key` gives the same outcome and sends nothing.
        """
        now = self._clock.now()
        kind, number = _read_handle(handle)
        async with self._store.begin() as work:
            customer = await self._match(work, kind, number, id_last4)
            # Both spellings of the handle's digest are tried, the newest first, so that a key rotation frees nobody.
            handles = [f"{kind}:{digest}" for digest in self._keyring.indexes(number, kind)]
            limits = await self._limits(work, subject, handles, customer)
            if (told := await work.identity.outcome(subject, f"start:{key}")) is not None:
                return _code_sent(told)
            return await self._send(work, subject, limits.open[1].name, customer, limits, f"start:{key}", now)

    async def resend(self, subject: str, key: str) -> CodeSent:
        """A new code for the attempt under way; `CodeExpired` where none is."""
        now = self._clock.now()
        async with self._store.begin() as work:
            challenge = await work.identity.challenge(subject)
            customer = None
            if challenge is not None and challenge.customer_no is not None:
                customer = await work.customers.get(challenge.customer_no)
            handles = [challenge.handle] if challenge else []
            limits = await self._limits(work, subject, handles, customer)
            if (told := await work.identity.outcome(subject, f"resend:{key}")) is not None:
                return _code_sent(told)
            if challenge is None:
                raise CodeExpired()
            return await self._send(work, subject, challenge.handle, customer, limits, f"resend:{key}", now)

    async def verify(self, subject: str, code: str, key: str, *, binds: bool = False) -> Identity:
        """The identity at `Level.VERIFIED`, or `WrongCode`, `CodeExpired`, `IdentityLocked`.

        A repeat of `key` counts no try and gives the same outcome. `binds`: the conversation is one person's every time,
        and stays bound to the customer; one bound to somebody else changes over. Nothing else binds.
        """
        now = self._clock.now()
        async with self._store.begin() as work:
            outcome = await self._verify(work, subject, code, f"verify:{key}", now, key if binds else None)
        if "error" in outcome:
            raise _error(outcome)
        return await self.of(subject)

    async def forget(self, subject: str) -> None:
        """Log the conversation out; a binding stays."""
        async with self._store.begin() as work:
            await work.identity.forget(subject)
            await work.commit()

    async def unbind(self, subject: str) -> bool:
        """On the customer's wish: the conversation is nobody's any more, verified or not. False where it was not bound."""
        async with self._store.begin() as work:
            bound = await self._bindings.end(work, subject, "asked", self._clock.now())
            if bound:
                await work.identity.forget(subject)
            await work.commit()
        return bound

    async def erase(self, subject: str) -> None:
        """Keep nothing of who the conversation was known to be; what the audit trail says of it stays."""
        async with self._store.begin() as work:
            await work.identity.erase(subject)
            await self._bindings.end(work, subject, "erased", self._clock.now())
            await work.commit()

    async def sweep(self) -> None:
        """Delete what no limit and no repeat needs any more; to be called once a day or so."""
        now = self._clock.now()
        async with self._store.begin() as work:
            await work.identity.sweep(now - timedelta(days=2))
            await self._bindings.sweep(work, now)
            await work.commit()

    async def _bound(self, work: UnitOfWork, subject: str, now: datetime) -> Identity:
        binding = await self._bindings.used(work, subject, now)
        if binding is None:
            return Identity(subject, Level.ANONYMOUS, None, None)
        return Identity(subject, Level.BOUND, binding.customer_no, binding.ends(self._terms))

    async def _match(self, work: UnitOfWork, kind: str, number: str, id_last4: str) -> Customer | None:
        """The one customer meant; several who share a phone and the last four are nobody."""
        if kind == "phone":
            found = await work.customers.by_phone(number)
        else:
            policy = await work.policies.get(number)
            holder = await work.customers.get(policy.customer_no) if policy else None
            found = [holder] if holder else []
        meant = [customer for customer in found if customer.has_id_last4(id_last4)]
        return meant[0] if len(meant) == 1 and meant[0].phone and is_mobile(meant[0].phone) else None

    async def _limits(
        self, work: UnitOfWork, subject: str, handles: list[str], customer: Customer | None
    ) -> _Limits:
        names = [[f"subject:{subject}"]]
        if handles:
            names.append(handles)
        open_count = len(names)
        if customer is not None:
            names.append([f"customer:{customer.customer_no}"])
            names.append([f"to:{digest}" for digest in self._keyring.indexes(customer.phone or "", "phone")])
        counters = await work.identity.counters(names)
        return _Limits(counters[:open_count], counters[open_count:])

    async def _send(
        self,
        work: UnitOfWork,
        subject: str,
        handle: str,
        customer: Customer | None,
        limits: _Limits,
        key: str,
        now: datetime,
    ) -> CodeSent:
        refusal = self._refusal(limits.open, now)
        if refusal is not None:
            await work.identity.put_outcome(subject, key, _told(refusal), now)
            await work.commit()
            raise refusal
        if not all(counter.may_send(now, self._terms) for counter in limits.silent):
            customer = None
        code = f"{secrets.randbelow(10**6):06d}"
        challenge = Challenge(
            subject=subject,
            handle=handle,
            customer_no=customer.customer_no if customer else None,
            code_digest=self._keyring.index(f"{subject}\0{code}", "otp"),
            expires_at=now + self._terms.code_lives,
        )
        sent = CodeSent(seconds(self._terms.code_pause), seconds(self._terms.code_lives))
        await work.identity.put_challenge(challenge)
        counted = limits.all if customer else limits.open
        await work.identity.put_counters([counter.after_sending(now) for counter in counted])
        outcome = {"resend_after_s": sent.resend_after_s, "expires_in_s": sent.expires_in_s}
        await work.identity.put_outcome(subject, key, outcome, now)
        # Committed first: a repeat after a crash may lose a text, which can be asked for again, but never sends two.
        await work.commit()
        if customer is not None and customer.phone is not None:
            await self._text(customer.phone, code)
        return sent

    def _refusal(self, counters: list[Counter], now: datetime) -> CodeError | None:
        if (locked := _locked(counters, now)) is not None:
            return locked
        if wait := max(counter.pause_s(now, self._terms) for counter in counters):
            return CodeTooSoon(wait)
        today = local(now).date()
        if any(counter.sent_on(today) >= self._terms.codes_a_day for counter in counters):
            return CodeLimit()
        return None

    async def _text(self, phone: str, code: str) -> None:
        minutes = seconds(self._terms.code_lives) // 60
        text = f"【{self._terms.brand}】您的验证码是 {code}，{minutes} 分钟内有效。请不要告诉任何人，我们也不会向您索要。"
        try:
            await self._sms.send(phone, text, code)
        except Exception as error:
            # Whatever goes wrong there: a failing provider must not tell matched from unmatched; the customer asks for a new code.
            log.error("sms not sent: %s", type(error).__name__)

    async def _verify(
        self,
        work: UnitOfWork,
        subject: str,
        code: str,
        key: str,
        now: datetime,
        binding_key: str | None,
    ) -> dict[str, Any]:
        challenge = await work.identity.challenge(subject)
        customer = None
        if challenge is not None and challenge.customer_no is not None:
            customer = await work.customers.get(challenge.customer_no)
        handles = [challenge.handle] if challenge else []
        limits = await self._limits(work, subject, handles, customer)
        if (told := await work.identity.outcome(subject, key)) is not None:
            return told
        # Read again under the counters' lock: another request may have used the code up meanwhile.
        challenge = await work.identity.challenge(subject)
        outcome: dict[str, Any] = {"customer_no": None}
        if (locked := _locked(limits.open, now)) is not None:
            outcome = _told(locked)
        elif challenge is None or now >= challenge.expires_at:
            outcome = _told(CodeExpired())
        elif customer is not None and _locked(limits.silent, now) is None and self._fits(challenge, code):
            await work.identity.drop_challenge(subject)
            await work.identity.put_counters([counter.after_success() for counter in limits.all])
            known = Identity(subject, Level.VERIFIED, customer.customer_no, now + self._terms.idle)
            await work.identity.put(known)
            await work.identity.put_proven(subject, customer.customer_no, now)
            if binding_key is not None:
                await self._bindings.bind(work, subject, customer.customer_no, binding_key, now)
            outcome = {"customer_no": customer.customer_no}
        else:
            failed = [counter.after_failing(now, self._terms) for counter in limits.all]
            await work.identity.put_counters(failed)
            tried = failed[: len(limits.open)]
            if (locked := _locked(tried, now)) is not None:
                await work.identity.drop_challenge(subject)
                outcome = _told(locked)
            else:
                outcome = _told(WrongCode(self._terms.code_tries - max(counter.tries for counter in tried)))
        await work.identity.put_outcome(subject, key, outcome, now)
        await work.commit()
        return outcome

    def _fits(self, challenge: Challenge, code: str) -> bool:
        digests = self._keyring.indexes(f"{challenge.subject}\0{code.strip()}", "otp")
        # Every digest is compared, so that the time taken tells nothing.
        fits = [hmac.compare_digest(digest, challenge.code_digest) for digest in digests]
        return any(fits)


def _read_handle(handle: str) -> tuple[str, str]:
    """("phone", plain number) or ("policy", number in capitals); one number however it is written."""
    phone = plain_phone(handle)
    if is_mobile(phone):
        return "phone", phone
    return "policy", "".join(unicodedata.normalize("NFKC", handle).split()).upper()


def _locked(counters: list[Counter], now: datetime) -> IdentityLocked | None:
    locks = [until for counter in counters if (until := counter.lock_at(now)) is not None]
    return IdentityLocked(max(locks), seconds(max(locks) - now)) if locks else None


def _told(error: CodeError) -> dict[str, Any]:
    return {"error": error.code, **error.data}


def _error(told: dict[str, Any]) -> CodeError:
    match told["error"]:
        case WrongCode.code:
            return WrongCode(told["tries_left"])
        case CodeTooSoon.code:
            return CodeTooSoon(told["wait_s"])
        case CodeLimit.code:
            return CodeLimit()
        case IdentityLocked.code:
            return IdentityLocked(datetime.fromisoformat(told["until"]), told["wait_s"])
        case _:
            return CodeExpired()


def _code_sent(told: dict[str, Any]) -> CodeSent:
    if "error" in told:
        raise _error(told)
    return CodeSent(told["resend_after_s"], told["expires_in_s"])
