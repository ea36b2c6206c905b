"""The three customers every demo knows, with dates that move along so that their stories never age.

None of the numbers can belong to anyone: area 99 does not exist, and the phones are a block nobody is given.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from insurance.domain.claims import Claim, Party
from insurance.domain.customers import Customer, IdType
from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.domain.products import Line
from kernel.clock import SHANGHAI


@dataclass(frozen=True)
class DemoCustomer:
    """`story`: what there is to see, for the demo's guide."""

    customer: Customer
    policy_nos: tuple[str, ...]
    claim_nos: tuple[str, ...]
    story: str

    @property
    def id_last4(self) -> str:
        return self.customer.id_number[-4:]


def _customer(number: int, name: str, id_number: str, address: str) -> Customer:
    return Customer(
        customer_no=f"C{number:06d}",
        name=name,
        id_type=IdType.ID_CARD,
        id_number=id_number,
        phone=f"1990000{number:04d}",
        email=f"demo{number}@example.com",
        address=address,
    )


DEMO_CUSTOMERS: tuple[DemoCustomer, ...] = (
    DemoCustomer(
        _customer(1, "王秀兰", "990000196403120020", "广东省深圳市南山区青禾路1号"),
        ("QHH010000000001", "QHA010000000001"),
        ("LP0000000001",),
        "62岁；守护重疾在宽限期内；一笔意外医疗理赔已赔付",
    ),
    DemoCustomer(
        _customer(2, "陈志强", "990000198507230012", "浙江省杭州市西湖区青禾路2号"),
        ("QHP010000000002", "QHP020000000002"),
        ("LP0000000002",),
        "车险客户；一笔车损理赔还缺两份材料",
    ),
    DemoCustomer(
        _customer(3, "林晓雨", "990000199311080029", "四川省成都市武侯区青禾路3号"),
        ("QHH020000000003",),
        (),
        "百万医疗再过12天到期，需要续保",
    ),
)


def years_later(day: date, years: int) -> date:
    """The same day `years` on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def at_office_hours(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


def _policy(
    policy_no: str,
    holder: Customer,
    premium: str,
    sum_insured: str | None,
    effective_on: date,
    expires_on: date | None,
    *,
    next_due_on: date | None = None,
    beneficiary: str | None = None,
    plate_no: str | None = None,
) -> Policy:
    return Policy(
        policy_no=policy_no,
        product_code=policy_no[:5],
        customer_no=holder.customer_no,
        insured_name=holder.name,
        beneficiary=beneficiary,
        sum_insured=None if sum_insured is None else Decimal(sum_insured),
        premium=Decimal(premium),
        pay_mode=PayMode.ANNUAL,
        effective_on=effective_on,
        expires_on=expires_on,
        next_due_on=next_due_on,
        status=PolicyStatus.IN_FORCE,
        plate_no=plate_no,
    )


def demo_policies(on: date) -> list[Policy]:
    """The policies of the three, as they stand on that day."""
    wang, chen, lin = (known.customer for known in DEMO_CUSTOMERS)
    due_on = on - timedelta(days=20)
    accident, car, medical = (years_later(on + timedelta(days=left), -1) for left in (95, 160, 12))
    return [
        _policy(
            "QHH010000000001",
            wang,
            "6820.00",
            "300000.00",
            years_later(due_on, -6),
            None,
            next_due_on=due_on,
            beneficiary="法定",
        ),
        _policy("QHA010000000001", wang, "298.00", "500000.00", accident, years_later(accident, 1)),
        _policy(
            "QHP010000000002", chen, "950.00", "200000.00", car, years_later(car, 1), plate_no="粤BDEM02"
        ),
        _policy(
            "QHP020000000002", chen, "3260.00", "2000000.00", car, years_later(car, 1), plate_no="粤BDEM02"
        ),
        _policy("QHH020000000003", lin, "386.00", "2000000.00", medical, on + timedelta(days=12)),
    ]


def demo_claims(on: date) -> list[Claim]:
    """One paid, one waiting for documents; made through the same verbs as any claim."""

    def ago(days: int, hour: int = 10) -> datetime:
        return at_office_hours(on - timedelta(days=days), hour)

    staff, claimant = Party.STAFF, Party.CLAIMANT
    paid = Claim(
        claim_no="LP0000000001",
        policy_no="QHA010000000001",
        line=Line.ACCIDENT,
        reported_at=ago(38, 9),
        date_of_loss=on - timedelta(days=39),
        cause="下楼梯踩空，左手腕骨折",
        amount_claimed=Decimal("4368.50"),
    )
    paid.submit(at=ago(37), by=claimant, note="已收到理赔申请书、病历和发票")
    paid.accept(at=ago(36), by=staff)
    paid.register(at=ago(36, 15), by=staff)
    paid.calculate(at=ago(34), by=staff)
    paid.review(at=ago(33), by=staff)
    paid.approve(at=ago(32), by=staff, amount=Decimal("4112.50"))
    paid.pay(at=ago(30), by=staff, note="款项已付至您登记的收款账户")
    pending = Claim(
        claim_no="LP0000000002",
        policy_no="QHP020000000002",
        line=Line.AUTO_COMMERCIAL,
        reported_at=ago(6, 18),
        date_of_loss=on - timedelta(days=6),
        cause="地下车库倒车，右后保险杠与立柱碰撞",
        amount_claimed=Decimal("2800.00"),
    )
    pending.submit(at=ago(5), by=claimant, note="已收到驾驶证和现场照片")
    pending.ask_documents(at=ago(4), by=staff, documents=("行驶证", "维修清单和发票"))
    return [paid, pending]
