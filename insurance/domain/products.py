"""Product 产品: what was sold, as the clause says it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from insurance.domain.errors import UnknownAttribute


class Line(StrEnum):
    """险种"""

    LIFE = "life"
    ANNUITY = "annuity"
    CRITICAL_ILLNESS = "critical_illness"
    MEDICAL = "medical"
    ACCIDENT = "accident"
    AUTO_COMPULSORY = "auto_compulsory"
    AUTO_COMMERCIAL = "auto_commercial"
    HOME = "home"
    LIABILITY = "liability"

    @property
    def is_health(self) -> bool:
        return self in (Line.CRITICAL_ILLNESS, Line.MEDICAL)

    @property
    def is_auto(self) -> bool:
        return self in (Line.AUTO_COMPULSORY, Line.AUTO_COMMERCIAL)

    @property
    def insures_persons(self) -> bool:
        """人身保险 as against 财产保险 (保险法 95)."""
        return self in (Line.LIFE, Line.ANNUITY, Line.ACCIDENT) or self.is_health

    @property
    def is_indemnity(self) -> bool:
        """补偿型: never more than the loss; otherwise 给付型, a fixed benefit."""
        return self is Line.MEDICAL or self.is_auto or self in (Line.HOME, Line.LIABILITY)


# What customers call a line, the usual name first.
LINE_NAMES: dict[Line, tuple[str, ...]] = {
    Line.LIFE: ("寿险", "人寿保险"),
    Line.ANNUITY: ("年金险", "养老险"),
    Line.CRITICAL_ILLNESS: ("重疾险", "大病险"),
    Line.MEDICAL: ("医疗险", "住院险"),
    Line.ACCIDENT: ("意外险", "意外伤害险"),
    Line.AUTO_COMPULSORY: ("交强险", "车险"),
    Line.AUTO_COMMERCIAL: ("商业车险", "车险", "商业险", "车损险", "三者险"),
    Line.HOME: ("家财险", "房屋险"),
    Line.LIABILITY: ("责任险",),
}


class TermType(StrEnum):
    """Long: more than a year, or a year with guaranteed renewal (健康保险管理办法)."""

    LONG = "long"
    SHORT = "short"


class RenewalTerm(StrEnum):
    GUARANTEED = "guaranteed"
    REVIEWED = "reviewed"
    NONE = "none"


AttributeValue = int | str | tuple[str, ...] | None

ATTRIBUTES = (
    "waiting_days",
    "cooling_off_days",
    "grace_days",
    "deductible",
    "coverages",
    "exclusions",
    "renewal",
    "term_type",
)


@dataclass(frozen=True)
class Product:
    """None = does not apply. Days are natural days; `deductible` is the clause's wording, such as "10000/年"."""

    code: str
    name: str
    line: Line
    term_type: TermType
    cooling_off_days: int | None
    grace_days: int | None
    waiting_days: int | None
    deductible: str | None
    coverages: tuple[str, ...]
    exclusions: tuple[str, ...]
    renewal: RenewalTerm
    clause_version: str

    def attribute(self, name: str) -> AttributeValue:
        """The value of one of `ATTRIBUTES`; `UnknownAttribute` for any other name."""
        if name not in ATTRIBUTES:
            raise UnknownAttribute(name=name)
        value: AttributeValue = getattr(self, name)
        return value

    @property
    def short_name(self) -> str:
        """The name as customers say it: without the insurer's brand and without brackets."""
        name = (
            self.name.rpartition("·")[2]
            if "(" not in self.name
            else self.name.partition("(")[0].rpartition("·")[2]
        )
        return name.partition("(")[0].partition("（")[0]


# 有责 and 无责 limits in yuan: death and disability, medical, property (in force since 2020-09-19).
COMPULSORY_LIMITS = ("180000/18000/2000", "18000/1800/100")


def inconsistencies(product: Product) -> Iterator[str]:
    """Codes of the rules the product breaks; none for a sound one."""
    text = ";".join((product.name, *product.coverages))
    if not product.exclusions:
        yield "no_exclusions"
    if product.line.is_health:
        # 健康保险管理办法: cooling-off of long-term health at least 15 days, waiting period at most 180.
        if product.term_type is TermType.LONG and (product.cooling_off_days or 0) < 15:
            yield "cooling_off_below_15"
        if (product.waiting_days or 0) > 180:
            yield "waiting_above_180"
        if product.term_type is TermType.SHORT and product.renewal is not RenewalTerm.GUARANTEED:
            # Wording that looks like a guarantee is forbidden for short-term health.
            if product.grace_days is not None:
                yield "grace_without_guarantee"
            if "保证续保" in text.replace("不保证续保", ""):
                yield "guarantee_wording"
    if product.line is Line.AUTO_COMPULSORY and not all(limit in text for limit in COMPULSORY_LIMITS):
        yield "compulsory_limits"
    if "分红" in text and "不保证" not in text:
        yield "dividend_wording"
