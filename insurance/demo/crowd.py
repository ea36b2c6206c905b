"""Some hundred invented customers around the three known ones. Same seed, same day: same data."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from insurance.demo.customers import at_office_hours, years_later
from insurance.domain import id_numbers
from insurance.domain.claims import Claim, ClaimStatus, Party
from insurance.domain.customers import Customer, IdType
from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.domain.products import Line, Product, TermType

CUSTOMERS = 320
CLAIMS = 192
FIRST = 11  # numbers below are the known customers'

_SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红玲建国文博宇轩子涵梓萱浩然欣怡晨曦雨桐"
_CITIES = (
    "广东省广州市天河区",
    "江苏省南京市鼓楼区",
    "山东省青岛市市南区",
    "湖北省武汉市洪山区",
    "陕西省西安市雁塔区",
    "福建省厦门市思明区",
    "河南省郑州市金水区",
)

# Yearly premium and sum insured in yuan.
_PRICES: dict[str, tuple[int, int | None]] = {
    "QHL01": (1850, 1000000),
    "QHL02": (20000, 300000),
    "QHL03": (30000, None),
    "QHH01": (7400, 300000),
    "QHH02": (412, 2000000),
    "QHH03": (689, 2000000),
    "QHH04": (198, 20000),
    "QHA01": (298, 500000),
    "QHA02": (35, 300000),
    "QHP01": (950, 200000),
    "QHP02": (3100, 2000000),
    "QHP03": (268, 1000000),
    "QHP04": (120, 200000),
}
_CAUSES: dict[Line, tuple[str, ...]] = {
    Line.LIFE: ("被保险人因病身故",),
    Line.ANNUITY: ("被保险人因病身故",),
    Line.CRITICAL_ILLNESS: ("甲状腺癌确诊", "急性心肌梗死住院", "乳腺原位癌手术"),
    Line.MEDICAL: ("阑尾炎住院手术", "肺炎住院治疗", "胆囊结石手术"),
    Line.ACCIDENT: ("骑车摔倒致脚踝骨折", "雨天路滑摔伤", "厨房烫伤"),
    Line.AUTO_COMPULSORY: ("与电动车碰撞，对方受轻伤", "追尾前车"),
    Line.AUTO_COMMERCIAL: ("停车时被刮擦", "暴雨路段涉水", "追尾前车，前保险杠受损"),
    Line.HOME: ("水管爆裂泡坏地板", "台风吹坏窗户"),
    Line.LIABILITY: ("电动自行车碰倒行人",),
}


def crowd_customers(random: Random) -> list[Customer]:
    """Adults; every twentieth shares the phone of the one before, as families do."""
    customers: list[Customer] = []
    for number in range(FIRST, FIRST + CUSTOMERS):
        born = date(1950, 1, 1) + timedelta(days=random.randrange(55 * 365))
        body = f"990000{born:%Y%m%d}{number:03d}"
        name = random.choice(_SURNAMES) + "".join(random.sample(_GIVEN, random.choice((1, 2, 2))))
        shared = bool(customers) and number % 20 == 0
        customers.append(
            Customer(
                customer_no=f"C{number:06d}",
                name=name,
                id_type=IdType.ID_CARD,
                id_number=body + id_numbers.check_character(body),
                phone=customers[-1].phone if shared else f"1990000{number:04d}",
                email=f"demo{number}@example.com" if number % 3 else None,
                address=f"{random.choice(_CITIES)}青禾路{number}号",
            )
        )
    return customers


def crowd_policies(
    random: Random, customers: Sequence[Customer], products: Sequence[Product], on: date
) -> list[Policy]:
    """One to three per customer, in every status."""
    policies = []
    serial = 1000
    for customer in customers:
        for product in random.sample(products, random.choice((1, 2, 2, 3))):
            serial += 1
            policies.append(_policy(random, customer, product, f"{product.code}{serial:010d}", on))
    return policies


def _policy(random: Random, holder: Customer, product: Product, policy_no: str, on: date) -> Policy:
    premium, sum_insured = _PRICES[product.code]
    status = PolicyStatus.IN_FORCE
    next_due_on: date | None = None
    expires_on: date | None
    pay_mode = PayMode.ANNUAL
    if product.term_type is TermType.LONG:
        # Due between 100 days ago and 11 months ahead: upcoming, in grace and suspended all occur.
        next_due_on = on + timedelta(days=random.randint(-100, 330))
        effective_on = years_later(next_due_on, -random.randint(2, 9))
        for_life = product.code in ("QHL02", "QHH01")
        expires_on = None if for_life else years_later(effective_on, 20)
        if (on - next_due_on).days > (product.grace_days or 0):
            status = PolicyStatus.SUSPENDED
        elif random.random() < 0.06:
            status = random.choice((PolicyStatus.SURRENDERED, PolicyStatus.TERMINATED))
            next_due_on = None
    elif product.code == "QHA02":
        pay_mode = PayMode.SINGLE
        effective_on = on + timedelta(days=random.randint(-60, 20))
        expires_on = effective_on + timedelta(days=random.randint(2, 30))
    else:
        effective_on = on - timedelta(days=random.randint(1, 440))
        expires_on = years_later(effective_on, 1)
    if expires_on is not None and expires_on <= on:
        status = PolicyStatus.EXPIRED
    return Policy(
        policy_no=policy_no,
        product_code=product.code,
        customer_no=holder.customer_no,
        insured_name=f"{holder.name[0]}小禾" if product.code == "QHH04" else holder.name,
        beneficiary="法定" if product.line in (Line.LIFE, Line.ANNUITY, Line.ACCIDENT) else None,
        sum_insured=None if sum_insured is None else Decimal(sum_insured),
        premium=Decimal(premium) + Decimal(random.randrange(0, 20000)) / 100,
        pay_mode=pay_mode,
        effective_on=effective_on,
        expires_on=expires_on,
        next_due_on=next_due_on,
        status=status,
        plate_no=f"粤BD{policy_no[-4:]}" if product.line.is_auto else None,
    )


S = ClaimStatus
_TO_REVIEW = (S.SUBMITTED, S.ACCEPTED, S.REGISTERED, S.CALCULATING, S.REVIEWING)
_TO_DENIAL = (S.SUBMITTED, S.ACCEPTED, S.REGISTERED, S.INVESTIGATING, S.REVIEWING, S.DENIED)
CLAIM_PATHS: dict[ClaimStatus, tuple[ClaimStatus, ...]] = {
    S.REPORTED: (),
    S.SUBMITTED: (S.SUBMITTED,),
    S.DOCS_PENDING: (S.SUBMITTED, S.DOCS_PENDING),
    S.ACCEPTED: (S.SUBMITTED, S.DOCS_PENDING, S.ACCEPTED),
    S.REGISTERED: (S.SUBMITTED, S.ACCEPTED, S.REGISTERED),
    S.INVESTIGATING: (S.SUBMITTED, S.ACCEPTED, S.REGISTERED, S.INVESTIGATING),
    S.ASSESSING: (S.SUBMITTED, S.ACCEPTED, S.REGISTERED, S.ASSESSING),
    S.CALCULATING: (S.SUBMITTED, S.ACCEPTED, S.REGISTERED, S.CALCULATING),
    S.REVIEWING: _TO_REVIEW,
    S.AWAIT_AGREEMENT: (*_TO_REVIEW, S.AWAIT_AGREEMENT),
    S.APPROVED: (*_TO_REVIEW, S.APPROVED),
    S.PAID: (*_TO_REVIEW, S.AWAIT_AGREEMENT, S.APPROVED, S.PAID),
    S.DENIED: _TO_DENIAL,
    S.DISPUTED: (*_TO_DENIAL, S.DISPUTED),
    S.CLOSED: (*_TO_REVIEW, S.APPROVED, S.PAID, S.CLOSED),
    S.WITHDRAWN: (S.SUBMITTED, S.WITHDRAWN),
}
_ENDED = frozenset({S.PAID, S.DENIED, S.CLOSED, S.WITHDRAWN})


def crowd_claims(random: Random, policies: Sequence[Policy], lines: dict[str, Line], on: date) -> list[Claim]:
    """The same number in each state, on policies that covered the day of loss."""
    claims = []
    for number in range(CLAIMS):
        status = list(S)[number % len(S)]
        path = CLAIM_PATHS[status]
        last = random.randint(12, 150) if status in _ENDED else random.randint(1, 6)
        reported_on = on - timedelta(days=last + sum(random.randint(1, 2) for _ in path))
        loss_on = reported_on - timedelta(days=random.randint(0, 3))
        fitting = [
            policy
            for policy in policies
            if policy.effective_on <= loss_on
            and (policy.expires_on is None or loss_on < policy.expires_on)
            and not (status is S.ASSESSING and lines[policy.product_code].insures_persons)
        ]
        policy = random.choice(fitting)
        claims.append(
            build_claim(
                random,
                f"LP{1001 + number:010d}",
                policy.policy_no,
                lines[policy.product_code],
                path,
                reported_on,
                loss_on,
                on - timedelta(days=last),
            )
        )
    return claims


def build_claim(
    random: Random,
    claim_no: str,
    policy_no: str,
    line: Line,
    path: Sequence[ClaimStatus],
    reported_on: date,
    loss_on: date,
    last_on: date,
) -> Claim:
    claimed = Decimal(random.randrange(30000, 3000000)) / 100
    claim = Claim(
        claim_no=claim_no,
        policy_no=policy_no,
        line=line,
        reported_at=at_office_hours(reported_on, 9),
        date_of_loss=loss_on,
        cause=random.choice(_CAUSES[line]),
        amount_claimed=claimed,
    )
    days = (last_on - reported_on).days
    for place, status in enumerate(path, start=1):
        day = reported_on + timedelta(days=days * place // len(path))
        _step(claim, status, day, (claimed * Decimal("0.9")).quantize(Decimal("0.01")), 9 + min(place, 9))
    return claim


def _step(claim: Claim, status: ClaimStatus, day: date, amount: Decimal, hour: int) -> None:
    at = at_office_hours(day, hour)
    staff, claimant = Party.STAFF, Party.CLAIMANT
    match status:
        case S.SUBMITTED:
            claim.submit(at=at, by=claimant)
        case S.DOCS_PENDING:
            claim.ask_documents(at=at, by=staff, documents=("理赔申请书", "费用发票"))
        case S.ACCEPTED:
            claim.accept(at=at, by=staff)
        case S.REGISTERED:
            claim.register(at=at, by=staff)
        case S.INVESTIGATING:
            claim.investigate(at=at, by=staff)
        case S.ASSESSING:
            claim.assess(at=at, by=staff)
        case S.CALCULATING:
            claim.calculate(at=at, by=staff)
        case S.REVIEWING:
            claim.review(at=at, by=staff)
        case S.AWAIT_AGREEMENT:
            claim.propose(at=at, by=staff, amount=amount)
        case S.APPROVED:
            claim.approve(at=at, by=staff, amount=amount)
        case S.PAID:
            claim.pay(at=at, by=staff)
        case S.DENIED:
            claim.deny(at=at, by=staff, reason="属于责任免除范围", clause="条款第七条")
        case S.DISPUTED:
            claim.dispute(at=at, by=claimant, note="申请人对结果有异议")
        case S.CLOSED:
            claim.close(at=at, by=staff)
        case S.WITHDRAWN:
            claim.withdraw(at=at, by=claimant)
        case S.REPORTED:
            raise AssertionError("a claim begins reported")
