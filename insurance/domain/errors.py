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
    ├── UnknownAttribute     a product has no such attribute
    ├── ReasonRequired       personal data is shown to staff only for a stated reason
    ├── StoreUnavailable     the store or the core system behind it cannot be reached
    ├── FaqError             a FAQ file is wrong; names file and entry
    └── ImportRejected       problems

`data` holds plain JSON values and never personal data.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

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


class UnknownAttribute(InsuranceError):
    code = "unknown_attribute"


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
