"""Every error of this room.

    InsuranceError
    ├── IdentityRequired     the service needs a higher identity level
    ├── RecordNotFound       there is no such record, or it is somebody else's: the two are never told apart
    ├── CodeError
    │   ├── WrongCode        tries_left
    │   ├── CodeExpired      no code waits for this conversation, or it is too old
    │   ├── CodeTooSoon      wait_s
    │   ├── CodeLimit        no more codes today
    │   └── IdentityLocked   until, wait_s
    ├── IllegalTransition    a state table forbids the step
    ├── RuleBroken           a rule beside the state table forbids it
    ├── RecordChanged        somebody else wrote since the version that was read
    ├── NotPermitted         the step is not this member of staff's to take
    ├── InvalidValue         field, reason: what was stated cannot be so
    ├── ConsentRequired      nothing is kept without the customer's consent to a known wording
    ├── NoEmail              no e-mail address is on record; adding one comes first
    ├── NotSuspended         the policy is in force or over: nothing is there to reinstate
    ├── PaymentError
    │   ├── NothingDue       nothing is to be paid for this policy
    │   ├── NotPayable       reason; opens_on where it is too early
    │   ├── NoPaymentPage    the insurer's page is not set up: staff helps
    │   └── BadPaymentLink   reason: forged, expired
    ├── DocumentUnreadable   reason: a customer's file that nobody should open
    ├── ReaderFailed         reason: a document could not be read now; another try may succeed
    ├── UnknownAttribute     a product has no such attribute
    ├── ConductBreach        guard, span, safe: what may not be said to a customer
    ├── ReasonRequired       personal data is shown to staff only for a stated reason
    ├── StoreUnavailable     the store or the core system behind it cannot be reached
    ├── FaqError             a FAQ file is wrong; names file and entry
    └── ImportRejected       problems

`data` holds plain JSON values and never personal data.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from kernel.errors import BaowenError


class InsuranceError(BaowenError):
    """The root of this room's errors."""

    code = "insurance_error"


class IdentityRequired(InsuranceError):
    """`level` is the number of the level needed (`insurance.domain.identity.Level`)."""

    code = "identity_required"

    def __init__(self, level: int) -> None:
        super().__init__(level=int(level))
        self.level = level


class RecordNotFound(InsuranceError):
    """Not found and not yours look alike, so that nobody can find out what exists."""

    code = "record_not_found"


class CodeError(InsuranceError):
    """The family of one-time code errors."""

    code = "code_error"


class WrongCode(CodeError):
    code = "wrong_code"

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left=tries_left)
        self.tries_left = tries_left


class CodeExpired(CodeError):
    code = "code_expired"


class CodeTooSoon(CodeError):
    code = "code_too_soon"

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s=wait_s)
        self.wait_s = wait_s


class CodeLimit(CodeError):
    code = "code_limit"


class IdentityLocked(CodeError):
    code = "identity_locked"

    def __init__(self, until: datetime, wait_s: int) -> None:
        super().__init__(until=until.isoformat(), wait_s=wait_s)
        self.until = until
        self.wait_s = wait_s


class IllegalTransition(InsuranceError):
    code = "illegal_transition"

    def __init__(self, record: str, current: str, to: str) -> None:
        super().__init__(record=record, current=current, to=to)


class RuleBroken(InsuranceError):
    code = "rule_broken"

    def __init__(self, rule: str) -> None:
        super().__init__(rule=rule)
        self.rule = rule


class RecordChanged(InsuranceError):
    """Of two members of staff at once one wins; the other reads the record anew and decides again."""

    code = "record_changed"


class NotPermitted(InsuranceError):
    """`step`: what the member of staff wanted to do."""

    code = "forbidden"

    def __init__(self, step: str) -> None:
        super().__init__(step=step)


class InvalidValue(InsuranceError):
    """`reason`: `form` (it cannot be one), `unchanged` (it is on record already), `empty`, `choice`."""

    code = "invalid_value"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field=field, reason=reason)
        self.field = field
        self.reason = reason


class ConsentRequired(InsuranceError):
    """`wording`: the version to show and to get agreed."""

    code = "consent_required"

    def __init__(self, wording: str) -> None:
        super().__init__(wording=wording)


class NoEmail(InsuranceError):
    code = "no_email"


class NotSuspended(InsuranceError):
    code = "not_suspended"


class PaymentError(InsuranceError):
    """The family of payment hand-over errors."""

    code = "payment_error"


class NothingDue(PaymentError):
    code = "nothing_due"


class NotPayable(PaymentError):
    """`reason`: `suspended` (reinstatement comes first), `ended` (a new policy), `too_early` (`opens_on`)."""

    code = "not_payable"

    def __init__(self, reason: str, opens_on: date | None = None) -> None:
        super().__init__(reason=reason, opens_on=opens_on.isoformat() if opens_on else None)
        self.reason = reason


class NoPaymentPage(PaymentError):
    code = "no_payment_page"


class BadPaymentLink(PaymentError):
    code = "bad_payment_link"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class DocumentUnreadable(InsuranceError):
    """`reason`: `damaged` (or not what it says it is), `unknown_type`, `too_large`, `no_document` (a strip, a dot)."""

    code = "document_unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class ReaderFailed(InsuranceError):
    """`reason`: `too_slow`, `ended` (the reading process died), or the name of what it met with."""

    code = "reader_failed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class UnknownAttribute(InsuranceError):
    code = "unknown_attribute"


class ConductBreach(InsuranceError):
    """`found`: guard, span in characters, safe wording and severity of every breach; `data` names the first one that is
    stopped, else the first, and all in `breaches`.
    """

    code = "conduct"

    def __init__(self, found: Sequence[tuple[str, tuple[int, int], str, str]]) -> None:
        breaches = [
            {"guard": guard, "span": list(span), "safe": safe, "severity": severity}
            for guard, span, safe, severity in found
        ]
        first = next((breach for breach in breaches if breach["severity"] == "block"), breaches[0])
        super().__init__(**first, breaches=breaches)


class ReasonRequired(InsuranceError):
    code = "reason_required"


class StoreUnavailable(InsuranceError):
    """Nothing is known while it lasts: say so, never guess a status."""

    code = "store_unavailable"


class FaqError(InsuranceError):
    code = "bad_faq"

    def __init__(self, file: str, entry: str | None, problem: str) -> None:
        super().__init__(file=file, entry=entry, problem=problem)


@dataclass(frozen=True)
class Problem:
    """One wrong cell or row of an import file. `line` is physical, the header is line 1; `column` None = the row."""

    line: int
    column: str | None
    reason: str


class ImportRejected(InsuranceError):
    """Nothing was imported; every problem found is named, in the order of the file."""

    code = "import_rejected"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(problems=[asdict(problem) for problem in self.problems])
