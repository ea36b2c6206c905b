"""Every figure over a small world that was counted by hand. The span is 2026-11-02 (Monday) to 11-15 (Sunday)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.middleware import SETTINGS
from bot.insights.insights import INSIGHTS
from bot.insights.kpis import GROUPS
from bot.outreach.surveys.models import SurveyRefusalRow
from bot.staff.accounts import Role
from kernel.crypto import Keyring
from tests.gateway_fixtures import Gateway, Seat
from tests.insights.data import Data, sh

SPAN = {"from": "2026-11-02", "to": "2026-11-15"}
ENTRY = "claims.report_deadline"
S, M, H = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

# id → value, n. What is counted, and what is not, stands beside the rows below.
EXPECTED: dict[str, tuple[float | None, int]] = {
    "conversations": (20, 20),  # c01 to c20; c21 lies a second before the span
    "containment_rate": (60.0, 20),  # 12 / 20
    # Bot: c01–c06, c09–c12 in time, c07 and c08 not: 10 / 12. People: c13–c16, c20, c12 later in time, c17 and c19 not,
    # c18 left while there was time: 6 / 8. Together 16 / 20.
    "first_response_12h_rate": (80.0, 20),
    "first_response_24h_rate": (90.0, 20),  # c07 and c17 come in time now: 18 / 20
    "first_wait_p50": (300, 7),  # 60 90 120 [300] 600 39600 46800
    "first_wait_p90": (46800, 7),  # the seventh of seven: 7 × 0.9 = 6.3
    "abandonment_rate": (22.2, 9),  # c18 and c19 of nine engagements: 2 / 9
    "handoff_rate": (40.0, 20),  # c13 to c20: 8 / 20
    "service_inconsistency_rate": (
        25.0,
        8,
    ),  # 11-02 one of three, 11-03 one of three, 11-04 none of two: 2 / 8
    "template_use_rate": (37.5, 8),  # c13, c14, c15 of eight messages: 3 / 8
    "claims_reported": (7, 7),  # k1 to k7
    "claim_accept_3d_rate": (60.0, 5),  # k1, k2, k6 of these and k3, k4: 3 / 5
    "claim_cycle_p50": (10.0, 5),  # days: 2 4 [10] 10 13
    "claim_cycle_p90": (13.0, 5),  # the fifth of five: 5 × 0.9 = 4.5
    "complaints_received": (5, 5),
    "complaint_response_24h_rate": (50.0, 4),  # t1 and t3 of these and t2, t5: 2 / 4; t4 was withdrawn
    "complaint_plan_48h_rate": (75.0, 4),  # t1, t2, t3
    "complaint_in_time_rate": (50.0, 4),  # t1 and t3
    "complaint_satisfaction": (66.7, 3),  # t1 said 4, t2 said 2, t3 was noted as content: 2 / 3
    "csat": (40.0, 5),  # stars 5 4 of 5 4 3 1 2: 2 / 5
    "csat_attitude": (80.0, 5),  # 5 4 5 4 of 5 4 5 3 4: 4 / 5
    "csat_speed": (50.0, 4),  # 4 5 of 4 2 5 3: 2 / 4
    "csat_quality": (66.7, 3),  # 5 4 of 5 3 4: 2 / 3
    "csat_ease": (50.0, 2),  # 5 of 5 3: 1 / 2
    "nps": (14.3, 7),  # 10 9 10 promote, 6 2 detract, 8 7 neither: (3 - 2) / 7
    "bad_ratings": (4, 4),  # c14, c15, s2, s6; c13 would not recommend and says not why
    "survey_response_rate": (83.3, 6),  # s4 of s1 to s6 did not answer: 5 / 6; s7 was not invited
    "reminder_coverage": (80.0, 5),  # r1, r2, r3, r8 of these and r4: 4 / 5
    "reminders_sent": (3, 3),  # r1, r2, r3; r8 went out after the span
    "reminder_conversion_rate": (66.7, 3),  # P1 and P2 of P1, P2, P3
    "renewal_rate": (66.7, 3),  # P2 and P4 of P2, P3, P4
    "notice_delivery_rate": (50.0, 4),  # n1 and n2 of these and n3, n5: 2 / 4
    "opt_outs": (3, 3),  # C1 at once on three channels, C2 on one, C3 wants no surveys
    "faq_hit_rate": (66.7, 9),  # six entries of these, c10 without one, c03 and c09 not understood: 6 / 9
    "missed_rate": (15.4, 13),  # c03 and c09 of thirteen: 2 / 13
    "topics": (10, 10),  # thirteen less the two that were missed and a greeting
}


def conversations(data: Data) -> None:
    # The bot alone: opened, and its first answer after …
    data.conversation("c01", "web", sh("11-02 09:00"))
    data.conversation("c02", "web", sh("11-02 10:00"))
    data.conversation("c03", "web", sh("11-02 23:59:59"))  # the last second of Monday
    data.conversation("c04", "web", sh("11-03 00:00:00"))  # the first of Tuesday
    data.conversation("c05", "wechat", sh("11-03 09:00"), 3 * H)
    data.conversation("c06", "wechat", sh("11-04 09:00"), 12 * H)
    data.conversation("c07", "wechat", sh("11-04 09:00"), 12 * H + S)
    data.conversation("c08", "wechat", sh("11-05 09:00"), None)
    data.conversation("c09", "web", sh("11-07 12:00"))  # Saturday
    data.conversation("c10", "web", sh("11-08 12:00"))  # Sunday
    data.conversation("c11", "web", sh("11-09 12:00"))
    data.conversation("c12", "web", sh("11-10 12:00"))
    data.engagement("c12", "claims", sh("11-11 18:00"), M)  # after thirty hours: contained all the same
    data.conversation("c21", "web", sh("11-01 23:59:59"))  # of the span before
    # People were asked for in the first 24 hours.
    for id, channel, opened in [
        ("c13", "web", "11-02 09:00"),
        ("c14", "web", "11-02 14:00"),
        ("c15", "wechat", "11-03 09:00"),
        ("c16", "wechat", "11-04 20:00"),
        ("c17", "web", "11-05 20:00"),
        ("c18", "web", "11-06 09:00"),
        ("c19", "web", "11-09 09:00"),
        ("c20", "web", "11-15 23:00"),
    ]:
        data.conversation(id, channel, sh(opened))
    data.engagement("c13", "claims", sh("11-02 09:01"), 2 * M)
    data.engagement("c14", "claims", sh("11-02 14:00"), 5 * M)
    data.engagement("c15", "general", sh("11-03 09:00"), 10 * M, channel="wechat", reason="escalated")
    data.engagement("c16", "general", sh("11-04 20:00"), 11 * H, channel="wechat")
    data.engagement("c17", "general", sh("11-05 20:00"), 13 * H)
    data.engagement("c18", "claims", sh("11-06 09:00"), None, left=5 * M)
    data.engagement("c19", "claims", sh("11-09 09:00"), None, left=30 * H, reason="escalated")
    data.engagement("c20", "claims", sh("11-15 23:00"), 90 * S)


def said(data: Data) -> None:
    # Bot answers from an entry; B is another answer than most got that day.
    for id, channel, at, text in [
        ("c01", "web", "11-02 09:00", "答 A"),
        ("c04", "web", "11-03 00:00", "答 A"),
        ("c05", "wechat", "11-03 09:00", "答 A"),
        ("c15", "wechat", "11-03 09:00", "答 B"),
        ("c06", "wechat", "11-04 09:00", "答 A"),
        ("c07", "wechat", "11-04 09:00", "答  A\n"),  # spaces are no difference
    ]:
        data.understood(id, channel, sh(at), "faq", faq=ENTRY, topic=ENTRY)
        data.message(id, "bot", sh(at) + S, text, turn=1)
    # Agents: c14 adds to the entry, c13 changes it; c15 takes a canned reply; the others write themselves.
    data.message("c13", "agent", sh("11-02 09:03"), "不用报案")
    data.used("c13", sh("11-02 09:03") + S, f"faq:{ENTRY}")
    data.message("c14", "agent", sh("11-02 14:05"), "您好，答 A，请放心")
    data.used("c14", sh("11-02 14:05") + S, f"faq:{ENTRY}")
    data.message("c14", "agent", sh("11-02 14:07"), "还有什么可以帮您")
    data.message("c15", "agent", sh("11-03 09:10"), "您好")
    data.used("c15", sh("11-03 09:10") + S, "canned:greeting")
    for id, at in [
        ("c16", "11-05 07:00"),
        ("c17", "11-06 09:00"),
        ("c20", "11-15 23:01"),
        ("c12", "11-11 18:01"),
    ]:
        data.message(id, "agent", sh(at), "我来看看")
    # What else was typed; c16 pressed a button and c17 answered the bot.
    data.understood("c02", "web", sh("11-02 10:00"), "claim_status")
    guess = {"ranking": [["nlu_fallback", 0.5], ["claim_status", 0.3]]}
    data.understood("c03", "web", sh("11-02 23:59:59"), "nlu_fallback", missed=True, details=guess)
    data.understood("c09", "web", sh("11-07 12:00"), "nlu_fallback", missed=True)
    data.understood("c10", "web", sh("11-08 12:00"), "product_question")
    data.understood("c11", "web", sh("11-09 12:00"), "greet")
    data.understood("c13", "web", sh("11-02 09:00"), "handoff", handed_off=True)
    data.understood("c14", "web", sh("11-02 14:00"), "claim_status", handed_off=True)
    data.understood("c16", "wechat", sh("11-04 20:00"), "claim_status", typed=False)
    data.understood("c17", "web", sh("11-05 20:00"), "claim_status", in_task=True)


def opinions(data: Data) -> None:
    data.rating("c01", sh("11-02 09:10"), 5, 10)
    data.rating("c02", sh("11-02 10:10"), 4, 8)
    data.rating("c13", sh("11-02 09:30"), 3, 6)
    data.rating("c14", sh("11-02 14:30"), 1, 2, "打 13812345678 也没人理")
    data.rating("c15", sh("11-03 09:30"), 2, None)
    data.rating("c20", sh("11-16 00:10"), 5, 9)  # after the span
    said = sh("11-04 10:00"), sh("11-05 10:00"), sh("11-08 10:00")
    data.survey(
        "s1", "claim", sh("11-03 10:00"), said[0], attitude=5, speed=4, quality=5, ease=5, recommend=9
    )
    data.survey(
        "s2", "claim", sh("11-03 10:00"), said[1], attitude=4, speed=2, quality=3, ease=3, recommend=7
    )
    data.survey(
        "s3", "conversation", sh("11-08 09:00"), said[2], attitude=5, speed=5, quality=4, recommend=10
    )
    data.survey("s4", "claim", sh("11-09 10:00"), None)
    done = sh("11-12 10:00"), sh("11-13 10:00")
    data.survey("s5", "complaint", sh("11-10 10:00"), done[0], "TS1", resolved=4, attitude=3, speed=3)
    data.survey("s6", "complaint", sh("11-11 10:00"), done[1], "TS2", resolved=2)
    data.survey("s7", "campaign", None, sh("11-14 10:00"), attitude=4)


def claims(data: Data) -> None:
    data.insured()
    k = data.claim
    k("K1", sh("11-02 09:00"), (sh("11-03 09:00"), "accepted"), (sh("11-06 09:00"), "paid"))
    # The third day counts to its end: to 11-05 23:59:59.
    k("K2", sh("11-02 23:59"), (sh("11-05 23:59:59"), "accepted"), (sh("11-12 23:59"), "closed"))
    k("K3", sh("11-03 00:00"), (sh("11-07 00:00"), "accepted"), (sh("11-13 00:00"), "paid"))
    k("K4", sh("11-06 10:00"))  # Friday; never accepted
    k("K5", sh("11-07 10:00"), (sh("11-08 10:00"), "withdrawn"))  # does not count for acceptance
    k("K6", sh("11-09 10:00"), (sh("11-10 10:00"), "accepted"), (sh("11-11 10:00"), "paid"))
    # Approved when the core system told of it first: nobody knows when it was accepted, so neither time counts.
    taken_over = (sh("11-14 10:00"), "approved", "taken_over")
    k("K7", sh("11-10 10:00"), taken_over, (sh("11-15 10:00"), "paid"))
    k("K8", sh("10-20 10:00"), (sh("10-21 10:00"), "accepted"), (sh("11-02 10:00"), "paid"))


def complaints(data: Data) -> None:
    def steps(answered: str, planned: str, told: str) -> list[tuple[Any, str, str]]:
        return [
            (sh(answered), "registered", "status"),
            (sh(answered), "registered", "acknowledged"),
            (sh(planned), "registered", "planned"),
            (sh(told), "notified", "status"),
        ]

    data.complaint("TS1", sh("11-02 10:00"), *steps("11-02 12:00", "11-03 10:00", "11-06 10:00"))
    # An hour late, to the second, and three days late: ten working days end on 11-17.
    data.complaint("TS2", sh("11-03 10:00"), *steps("11-04 11:00", "11-05 10:00", "11-20 10:00"))
    weekend = steps("11-08 10:00", "11-09 10:00", "11-12 10:00")
    data.complaint("TS3", sh("11-07 23:59"), *weekend, category="servicing", satisfied=True)
    withdrawn = [(sh("11-09 12:00"), "registered", "status"), (sh("11-09 13:00"), "withdrawn", "status")]
    data.complaint("TS4", sh("11-09 10:00"), *withdrawn)
    data.complaint("TS5", sh("11-15 23:59:59"))


def outreach(data: Data) -> None:
    reminder = "reminder"
    data.outgoing("P1:2026-11-05:3", reminder, sh("11-02 09:00"), "sent", channel="sms")
    data.outgoing("P2:2026-11-06:3", reminder, sh("11-02 09:00"), "sent", channel="wechat")
    data.outgoing("P3:2026-11-07:3", reminder, sh("11-03 09:00"), "sent", channel="sms")
    for policy, day, reason in [
        ("P5", "11-04", "capped"),
        ("P6", "11-05", "opted_out"),
        ("P7", "11-06", "paid"),
        ("P8", "11-07", "unreachable"),
    ]:
        data.outgoing(f"{policy}:2026-12-01:1", reminder, sh(f"{day} 09:00"), "skipped", reason=reason)
    late = sh("11-16 09:00")
    data.outgoing("P9:2026-12-15:1", reminder, sh("11-15 23:59"), "sent", channel="web", sent=late)
    data.outgoing("P10:2026-12-15:1", reminder, sh("11-12 09:00"), "planned")
    data.outgoing("n1", "notice", sh("11-02 09:00"), "sent", channel="sms")
    data.outgoing("n2", "notice", sh("11-03 09:00"), "sent", channel="web")
    for key, reason in [("n3", "unreachable"), ("n4", "superseded"), ("n5", "expired")]:
        data.outgoing(key, "notice", sh("11-04 09:00"), "skipped", reason=reason)
    data.outgoing("v1", "survey", sh("11-04 09:00"), "sent", channel="sms")
    for seq, channel in enumerate(("sms", "wechat", "email"), start=1):
        data.choice("C1", seq, channel, sh("11-05 10:00"))
    data.choice("C1", 4, "sms", sh("11-06 10:00"), on=True)
    data.choice("C2", 1, "sms", sh("11-07 10:00"))
    data.add(SurveyRefusalRow, {"customer_no": "C3", "at": sh("11-08 10:00")})
    data.period("P1", date(2026, 11, 5), "instalment", "paid", date(2026, 12, 5))
    data.period("P2", date(2026, 11, 6), "renewal", "paid")
    data.period("P3", date(2026, 11, 7), "auto", None)
    data.period("P4", date(2026, 11, 8), "auto", "paid")  # nobody was reminded
    data.period("P5", date(2026, 11, 9), "renewal", "surrendered")  # does not count
    data.period("P6", date(2026, 11, 10), "instalment", None, date(2026, 12, 25))  # still in grace


@pytest.fixture
async def chief(gateway: Gateway, database: AsyncEngine) -> Seat:
    """On 2026-12-20 every time has run out, but one of grace."""
    data = Data(database, Keyring(gateway.app[SETTINGS].data_keys))
    for part in (conversations, said, opinions, claims, complaints, outreach):
        part(data)
    await data.write()
    gateway.clock.set(sh("12-20 10:00"))
    await gateway.app[INSIGHTS].facts.refresh()
    return await gateway.sign_in("chief", Role.SUPERVISOR)


async def read(seat: Seat, path: str, **query: str) -> Any:
    response = await seat.get(f"/api/insights/{path}", **(SPAN | query))
    assert response.status == 200, await response.text()
    return await response.json()


async def test_every_kpi_is_what_was_counted_by_hand(chief: Seat) -> None:
    found = await read(chief, "kpis")
    kpis = {kpi["id"]: kpi for group in found["groups"] for kpi in group["kpis"]}
    assert {id: (kpi["value"], kpi["n"]) for id, kpi in kpis.items()} == EXPECTED
    # Days end at midnight in Shanghai: c01 c02 c03 c13 c14, then c04 c05 c15.
    assert [day["value"] for day in kpis["conversations"]["trend"][:2]] == [5, 3]
    # The fourteen days before: c21 alone, and one claim reported, none due.
    assert [kpis[id]["previous"] for id in ("conversations", "containment_rate", "claims_reported")] == [
        1,
        100.0,
        1,
    ]
    assert [
        kpis[id]["met"] for id in ("first_response_12h_rate", "claim_cycle_p50", "reminder_coverage")
    ] == [False] * 3
    assert kpis["csat_attitude"]["met"] is None


def test_every_kpi_has_a_value_that_was_counted_by_hand() -> None:
    assert {kpi.id for group in GROUPS for kpi in group.kpis} == set(EXPECTED)


PARTS = {
    ("first_response_12h_rate", "answered_by"): {"bot": (83.3, 12), "person": (75.0, 8)},
    ("handoff_rate", "reason"): {"requested": (30.0, 6), "escalated": (10.0, 2)},  # of 20 conversations
    ("abandonment_rate", "queue"): {"claims": (33.3, 6), "general": (0.0, 3)},
    ("service_inconsistency_rate", "by"): {"bot": (16.7, 6), "person": (50.0, 2)},
    ("template_use_rate", "kind"): {"faq": (25.0, 2), "canned": (12.5, 1)},  # of 8 messages
    ("complaint_satisfaction", "told"): {"survey": (50.0, 2), "staff": (100.0, 1)},
    ("complaints_received", "category"): {"claim": (4, 4), "servicing": (1, 1)},
    ("csat", "queue"): {"bot": (100.0, 2), "claims": (0.0, 2), "general": (0.0, 1)},
    # Ratings: 10 against 6 and 2, of four.
    ("nps", "occasion"): {"rating": (-25.0, 4), "claim": (50.0, 2), "conversation": (100.0, 1)},
    ("reminder_coverage", "reason"): {"capped": (0.0, 1)},
    ("renewal_rate", "case"): {"auto": (50.0, 2), "renewal": (100.0, 1)},
    ("opt_outs", "of"): {"reminder": (2, 2), "survey": (1, 1)},
    # Six entries and claim_status twice; product_question; handoff.
    ("topics", "stage"): {"claim": (8, 8), "inquiry": (1, 1), "contact": (1, 1)},
}


async def test_parts_are_what_was_counted_by_hand(chief: Seat) -> None:
    found = {(kpi, by): (await read(chief, f"kpis/{kpi}", by=by))["breakdown"] for kpi, by in PARTS}
    shown = {of: {part["key"]: (part["value"], part["n"]) for part in parts} for of, parts in found.items()}
    assert shown == PARTS


async def test_an_entry_is_called_by_its_question(chief: Seat) -> None:
    found = await read(chief, "kpis/service_inconsistency_rate", by="entry")
    assert {each["key"]: each["name"] for each in found["breakdown"]}[ENTRY] == "出险后多久要报案？"


async def test_the_records_behind_a_figure_are_those_that_were_counted(chief: Seat) -> None:
    found = await read(chief, "kpis/first_response_12h_rate/records", by="answered_by", key="person")
    assert [(each["number"], each["value"]) for each in found["records"]] == [
        ("c20", 100),
        ("c12", 100),
        ("c19", 0),
        ("c17", 0),
        ("c16", 100),
        ("c15", 100),
        ("c14", 100),
        ("c13", 100),
    ]
    bad = await read(chief, "kpis/bad_ratings/records", by="occasion", key="rating")
    assert [(each["number"], each["text"]) for each in bad["records"]] == [
        ("c15", "2 星"),
        ("c14", "1 星：打 138****5678 也没人理"),
    ]


async def test_topics_and_pains_of_the_journey(chief: Seat) -> None:
    found = await read(chief, "topics")
    assert [(topic["id"], topic["stage"], topic["n"]) for topic in found["topics"]] == [
        (ENTRY, "claim", 6),
        ("claim_status", "claim", 2),
        ("handoff", "contact", 1),
        ("product_question", "inquiry", 1),
    ]
    stages = {stage["id"]: (stage["n"], stage["pain"]) for stage in found["stages"]}
    # Eight understood and c03, whose best guess is a claim; c14 handed on, c03 missed; c14 and c15 rated badly: 4 / 9.
    assert stages["claim"] == (9, {"handoffs": 1, "missed": 1, "bad_ratings": 2, "rate": 44.4})
    # c13 asked for a person and got one.
    assert stages["contact"] == (1, {"handoffs": 0, "missed": 0, "bad_ratings": 0, "rate": 0.0})
    assert stages["renewal"] == (0, {"handoffs": 0, "missed": 0, "bad_ratings": 0, "rate": None})


async def test_the_report_of_the_month(chief: Seat) -> None:
    found = await read(chief, "report", month="2026-11")
    assert (found["from"], found["to"], found["compared_from"]) == ("2026-11-01", "2026-11-30", "2026-10-01")
    causes = [(each["key"], each["n"], each["in_time"], each["satisfaction"]) for each in found["complaints"]]
    # Of TS1, TS2, TS5 one in time; of TS1, TS2 one content.
    assert causes == [("claim", 4, 33.3, 50.0), ("servicing", 1, 100.0, 100.0)]
    funnel = [
        (each["key"], each["due"], each["reminded"], each["paid"], each["rate"]) for each in found["renewal"]
    ]
    assert funnel == [("instalment", 1, 1, 1, 100.0), ("renewal", 1, 1, 1, 100.0), ("auto", 2, 1, 1, 50.0)]
    assert found["tasks"] == []
