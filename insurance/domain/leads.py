"""Lead 咨询线索: what somebody who wants advice told, for a licensed intermediary. The bot itself recommends nothing.

Kept only with consent, which may be taken back, and only as long as it is of use (个人信息保护法 13, 15, 19); bands
instead of exact figures.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from insurance.domain.consents import Consent, Wording
from insurance.domain.errors import InvalidValue
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.domain.working_days import target_day

# What the questions offer; own words are taken too, except for the bands.
INSURED = ("本人", "配偶", "孩子", "父母", "其他家人")
AGE_BANDS = ("17岁以下", "18至40岁", "41至60岁", "61岁以上")
CONCERNS = ("看病住院", "重大疾病", "意外", "身故保障", "养老", "车", "房子和财产")
BUDGET_BANDS = ("一千元以内", "一千到五千元", "五千到一万元", "一万元以上", "还没想好")

_LONGEST = 200

KEPT = timedelta(days=180)  # the wording says so

WORDING = Wording(
    "leads-1",
    "我会把您的回答和联系电话交给有执业资格的同事，只用于给您回电讲解，保存不超过180天。您可以不同意，也可以随时撤回，不影响其他服务。",
)


@dataclass(frozen=True)
class LeadAnswers:
    """None: not told. `insured`: who is to be insured; `existing_cover`: what there is already."""

    insured: str | None = None
    age_band: str | None = None
    concern: str | None = None
    budget_band: str | None = None
    existing_cover: str | None = None

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value is not None and (not value.strip() or len(value) > _LONGEST):
                raise InvalidValue(name, "form")
        if self.age_band is not None and self.age_band not in AGE_BANDS:
            raise InvalidValue("age_band", "choice")
        if self.budget_band is not None and self.budget_band not in BUDGET_BANDS:
            raise InvalidValue("budget_band", "choice")

    @property
    def empty(self) -> bool:
        return not any(asdict(self).values())


@dataclass(repr=False)
class Lead:
    """`contact`: a phone number. `keep_until`: deleted from then on. Done once an intermediary has called."""

    lead_no: str
    subject: str
    customer_no: str | None
    answers: LeadAnswers
    contact: str
    consent: Consent
    received_at: datetime
    keep_until: datetime
    done_at: datetime | None = None
    done_by: str | None = None

    def __repr__(self) -> str:
        return f"Lead({self.lead_no})"

    def due_on(self, terms: Terms = DEFAULT_TERMS) -> date:
        """The house's target for calling."""
        return target_day(self.received_at, terms.call_days)
