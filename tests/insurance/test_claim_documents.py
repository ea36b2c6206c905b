"""Claim documents: the checklists, what covers what, and what is kept of a document handed in."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from insurance.bootstrap import Services
from insurance.domain.claim_documents import (
    APPLICATION,
    LossKind,
    Need,
    RecognitionState,
    documents_for,
    loss_kind,
    still_missing,
    ticked,
)
from insurance.domain.claim_steps import ClaimStep
from insurance.domain.claims import ClaimStatus
from insurance.domain.errors import RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.products import Line
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from tests.insurance.samples import fill

K = LossKind
EVERY_LIST = [(line, kind) for line in (None, *Line) for kind in LossKind]
LOOKUP = yaml.safe_load(Path("data/lookup/documents.yml").read_text("utf-8"))
KNOWN = [entry["value"] for entry in LOOKUP["entries"]]


def names(line: Line | None, kind: LossKind, need: Need) -> set[str]:
    return {item.name for item in documents_for(line, kind) if item.need is need}


@pytest.mark.parametrize(("line", "kind"), EVERY_LIST)
def test_every_list_asks_for_the_claim_in_writing_and_never_for_the_policy(
    line: Line | None, kind: LossKind
) -> None:
    assert {APPLICATION, "身份证明", "收款账户"} <= names(line, kind, Need.MANDATORY)
    assert names(line, kind, Need.FETCHED) == {"保险合同"}
    listed = [item.name for item in documents_for(line, kind)]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("kind", LossKind)
def test_a_customer_can_name_a_document_for_each_that_must_come(kind: LossKind) -> None:
    stuck = [
        name
        for name in names(None, kind, Need.MANDATORY)
        if all(still_missing([name], [known]) for known in KNOWN)
    ]
    assert stuck == []


@pytest.mark.parametrize(
    ("kind", "mandatory", "may_follow"),
    [
        (K.DEATH, {"死亡证明", "受益人身份证明"}, {"户籍注销证明", "继承人证明"}),
        (K.CRITICAL_ILLNESS, {"诊断证明", "检查报告", "病历或出院小结"}, {"手术记录"}),
        (K.MEDICAL, {"病历或出院小结", "费用发票", "费用清单"}, {"医保结算单"}),
        (K.ACCIDENT, {"病历", "费用发票", "费用清单"}, {"意外事故证明"}),
        (K.DISABILITY, {"伤残鉴定报告"}, {"意外事故证明"}),
        (
            K.CAR_DAMAGE,
            {"驾驶证", "行驶证", "维修清单", "维修发票", "现场照片"},
            {"事故认定书或自行协商协议"},
        ),
        (K.THIRD_PARTY_INJURY, {"事故认定书", "病历", "费用发票"}, {"伤残鉴定报告", "赔偿凭证"}),
        (K.THEFT, {"立案证明", "登记证书"}, {"车钥匙"}),
        (K.PROPERTY, {"损失清单"}, {"维修发票"}),
    ],
)
def test_each_kind_of_loss_has_its_own_papers(
    kind: LossKind, mandatory: set[str], may_follow: set[str]
) -> None:
    assert mandatory <= names(None, kind, Need.MANDATORY)
    assert may_follow <= names(None, kind, Need.MAY_FOLLOW)


def test_with_people_hurt_on_the_road_the_cars_papers_may_follow() -> None:
    assert "维修发票" in names(Line.AUTO_COMMERCIAL, K.THIRD_PARTY_INJURY, Need.MAY_FOLLOW)
    assert "维修发票" not in names(Line.LIABILITY, K.THIRD_PARTY_INJURY, Need.MAY_FOLLOW)


@pytest.mark.parametrize(
    ("line", "cause", "injury", "kind"),
    [
        (Line.AUTO_COMMERCIAL, "追尾前车，前保险杠受损", "没有人受伤", K.CAR_DAMAGE),
        (Line.AUTO_COMMERCIAL, "停车时车门被划伤", None, K.CAR_DAMAGE),
        (Line.AUTO_COMMERCIAL, "追尾", "有人受伤", K.THIRD_PARTY_INJURY),
        (Line.AUTO_COMMERCIAL, "对方没有受伤，我骨折了", None, K.THIRD_PARTY_INJURY),
        (Line.AUTO_COMMERCIAL, "撞到未成年人", "未成年人头部流血", K.THIRD_PARTY_INJURY),
        (Line.AUTO_COMMERCIAL, "停在小区的车被偷了", None, K.THEFT),
        (Line.AUTO_COMPULSORY, "与电动车碰撞，对方受轻伤", None, K.THIRD_PARTY_INJURY),
        (Line.AUTO_COMPULSORY, "追尾前车", None, K.CAR_DAMAGE),
        (Line.LIABILITY, "电动自行车碰倒行人", "对方脚踝肿了", K.THIRD_PARTY_INJURY),
        (Line.LIABILITY, "碰碎了邻居的花盆", None, K.PROPERTY),
        (Line.HOME, "水管爆裂泡坏地板", None, K.PROPERTY),
        (Line.MEDICAL, "阑尾炎住院手术", None, K.MEDICAL),
        (Line.CRITICAL_ILLNESS, "甲状腺癌确诊", None, K.CRITICAL_ILLNESS),
        (Line.CRITICAL_ILLNESS, "因病身故", None, K.DEATH),
        (Line.ACCIDENT, "骑车摔倒骨折", None, K.ACCIDENT),
        (Line.ACCIDENT, "工伤截肢", None, K.DISABILITY),
        (Line.ACCIDENT, "溺水死亡", None, K.DEATH),
        (Line.LIFE, "父亲昨天去世了", None, K.DEATH),
        (Line.ANNUITY, None, None, K.OTHER),
        (None, "出事了", None, K.OTHER),
        (None, "家人身故", None, K.DEATH),
    ],
)
def test_the_kind_follows_from_the_line_and_the_facts(
    line: Line | None, cause: str | None, injury: str | None, kind: LossKind
) -> None:
    assert loss_kind(line, cause, injury) is kind


@pytest.mark.parametrize(
    ("items", "came", "missing"),
    [
        (["发票", "病历"], ["病历"], ["发票"]),
        (["费用发票"], ["发票"], []),
        (["被保险人身份证明"], ["身份证"], []),
        (["收款账户"], ["银行卡"], []),
        (["病历或出院小结"], ["出院小结"], []),
        (["行驶证", "维修清单和发票"], ["发票", "行驶证"], ["维修清单和发票"]),
        (["行驶证", "维修清单和发票"], ["维修发票", "行驶证", "维修清单"], []),
        (["维修清单和发票"], ["维修清单和发票"], []),
        (["住院发票", "门诊发票"], ["发票"], ["门诊发票"]),
        (["住院发票", "门诊发票"], ["门诊发票"], ["住院发票"]),
        (["身份证明", "受益人身份证明"], ["身份证"], ["受益人身份证明"]),
        (["驾驶证"], ["行驶证"], ["驾驶证"]),
        (["诊断证明"], ["死亡证明", "证"], ["诊断证明"]),
        (["公司自己的特别表格"], ["公司自己的特别表格"], []),
    ],
)
def test_a_document_covers_what_it_is_good_for_and_nothing_else(
    items: list[str], came: list[str], missing: list[str]
) -> None:
    assert list(still_missing(items, came)) == missing


NAMES = st.lists(st.sampled_from([*KNOWN, "维修清单和发票", "病历或出院小结", "身份证明"]), max_size=6)


@given(NAMES, NAMES, NAMES)
def test_more_documents_never_leave_more_missing(items: list[str], came: list[str], more: list[str]) -> None:
    before = still_missing(items, came)
    assert set(before) <= set(items)
    assert still_missing(items, items) == ()
    assert len(set(still_missing(items, [*came, *more]))) <= len(set(before))


def test_what_the_insurer_fetches_is_never_ticked() -> None:
    items = ticked(documents_for(Line.MEDICAL, K.MEDICAL), ["保险合同", "发票"])
    assert [item.name for item in items if item.received] == ["费用发票"]


@pytest.fixture
async def documents(services: Services, store: SqlStore, clock: FrozenClock) -> list[int]:
    """Two of C1's claim CLM-1, which waits for 发票 and 病历: the first named, the second not."""
    await fill(store)
    await services.claims.take_step("ann", "CLM-1", ClaimStep.SUBMIT)
    await services.claims.ask_documents("ann", "CLM-1", ["发票", "病历"])
    who = Identity("talk", Level.VERIFIED, "C1", clock.now() + timedelta(minutes=15))
    await services.claims.hand_in("talk", who, "CLM-1", [("发票", "a1"), (None, "a2")], "1")
    return [each.id for each in await services.claim_documents.documents_of("talk", "CLM-1")]


async def test_new_documents_wait_for_a_reader_oldest_first(services: Services, documents: list[int]) -> None:
    assert [each.id for each in await services.claim_documents.pending_recognition(9)] == documents
    assert [each.id for each in await services.claim_documents.pending_recognition(1)] == documents[:1]


async def test_what_was_read_is_kept_and_counts_once(services: Services, documents: list[int]) -> None:
    first, _ = documents
    record = services.claim_documents.record_recognition
    assert await record(first, RecognitionState.DONE, {"amount": "88.00"}, "诊断证明")
    assert not await record(first, RecognitionState.FAILED)
    document, _ = await services.claim_documents.documents_of("talk", "CLM-1")
    assert document.recognition_state is RecognitionState.DONE
    assert document.recognition == {"amount": "88.00"}
    assert document.kind == "发票"
    assert len(await services.claim_documents.pending_recognition(9)) == 1


async def test_a_name_read_from_the_picture_may_complete_the_list(
    services: Services, clock: FrozenClock, documents: list[int]
) -> None:
    await services.claim_documents.record_recognition(documents[1], RecognitionState.DONE, {}, "病历")
    who = Identity("talk", Level.VERIFIED, "C1", clock.now() + timedelta(minutes=15))
    view = await services.claims.get(who, "CLM-1")
    assert (view.status, view.missing_documents) == (ClaimStatus.SUBMITTED, [])


async def test_of_two_readers_at_once_one_result_counts(services: Services, documents: list[int]) -> None:
    results = await asyncio.gather(
        *(
            services.claim_documents.record_recognition(documents[1], RecognitionState.DONE, {}, "病历")
            for _ in range(4)
        )
    )
    assert sorted(results) == [False, False, False, True]


async def test_a_document_that_is_not_there_cannot_be_read(services: Services) -> None:
    with pytest.raises(RecordNotFound):
        await services.claim_documents.record_recognition(1, RecognitionState.DONE)


async def test_what_was_read_counts_once_the_customer_has_judged_it(
    services: Services, documents: list[int]
) -> None:
    fields = {
        name: {"value": value, "confidence": 0.9} for name, value in (("total", "88.00"), ("payer", "王五"))
    }
    await services.claim_documents.record_recognition(
        documents[0], RecognitionState.DONE, {"kind": "medical_invoice", "fields": fields}
    )
    first, _ = await services.claim_documents.documents_of("talk", "CLM-1")
    assert (first.proposed, first.confirmed) == ({"total": "88.00", "payer": "王五"}, {})
    await services.claim_documents.judge("talk", first.id, {"total": "80.00"})
    first, _ = await services.claim_documents.documents_of("talk", "CLM-1")
    assert (first.proposed, first.confirmed) == ({}, {"total": "80.00"})
    assert first.recognition is not None and first.recognition["fields"] == fields


async def test_nobody_judges_what_was_not_read_or_is_anothers(
    services: Services, documents: list[int]
) -> None:
    await services.claim_documents.record_recognition(documents[0], RecognitionState.DONE, {"fields": {}})
    for subject, document in (("another", documents[0]), ("talk", documents[1]), ("talk", 10**6)):
        with pytest.raises(RecordNotFound):
            await services.claim_documents.judge(subject, document, {"total": "1.00"})
