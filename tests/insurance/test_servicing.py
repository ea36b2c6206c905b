"""Servicing requests: every pair of states, what needs a second factor, the due date; and how contacts are read."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.domain.customers import ContactField, read_contact
from insurance.domain.errors import IllegalTransition, InvalidValue, RuleBroken
from insurance.domain.servicing import (
    KIND_NAMES,
    STATUS_NAMES,
    TRANSITIONS,
    ServicingKind,
    ServicingRequest,
    ServicingStatus,
    due_on,
)
from kernel.clock import SHANGHAI

S, K = ServicingStatus, ServicingKind
AT = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)

AGREED = {
    "received": "accepted withdrawn",
    "accepted": "completed declined withdrawn",
    "completed": "",
    "declined": "",
    "withdrawn": "",
}

VERBS: dict[ServicingStatus, Callable[[ServicingRequest], None]] = {
    S.ACCEPTED: lambda request: request.accept(at=AT, by="ann"),
    S.COMPLETED: lambda request: request.complete(at=AT, by="ann"),
    S.DECLINED: lambda request: request.decline(at=AT, by="ann", reason="缺被保险人同意"),
    S.WITHDRAWN: lambda request: request.withdraw(at=AT),
}

BY_STAFF_AFTER_A_SECOND_FACTOR = {
    "phone_change",
    "beneficiary_change",
    "holder_change",
    "surrender",
    "loan",
    "payment_account",
}


def a_request(kind: ServicingKind = K.REISSUE, status: ServicingStatus = S.RECEIVED) -> ServicingRequest:
    return ServicingRequest("BQ1", "talk", "C1", "POL-1", kind, {}, AT, date(2026, 11, 23), status)


@pytest.mark.parametrize("after", VERBS)
@pytest.mark.parametrize("before", S)
def test_a_request_moves_only_where_the_agreed_table_allows(
    before: ServicingStatus, after: ServicingStatus
) -> None:
    request = a_request(status=before)
    if after in AGREED[before].split():
        VERBS[after](request)
        assert request.status is request.events[-1].status is after
    else:
        with pytest.raises(IllegalTransition):
            VERBS[after](request)
        assert request.status is before
        assert len(request.events) == 1


def test_the_table_and_the_names_know_every_state_and_kind() -> None:
    assert set(TRANSITIONS) == set(STATUS_NAMES) == set(S)
    assert set(KIND_NAMES) == set(K)


@pytest.mark.parametrize("kind", K)
def test_what_moves_money_or_rights_is_done_only_after_a_second_factor(kind: ServicingKind) -> None:
    request = a_request(kind, S.ACCEPTED)
    if kind not in BY_STAFF_AFTER_A_SECOND_FACTOR:
        request.complete(at=AT, by="ann")
        return
    for nothing in (None, "password"):
        with pytest.raises(RuleBroken):
            request.complete(at=AT, by="ann", second_factor=nothing)  # type: ignore[arg-type]
    request.complete(at=AT, by="ann", second_factor="video")
    assert request.second_factor == "video"


def test_a_request_is_not_declined_without_a_reason() -> None:
    with pytest.raises(RuleBroken):
        a_request(status=S.ACCEPTED).decline(at=AT, by="ann", reason=" ")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 11, 16, 10, tzinfo=SHANGHAI), date(2026, 11, 23)),
        (datetime(2026, 11, 16, 0, 30, tzinfo=SHANGHAI), date(2026, 11, 23)),  # the day is Shanghai's
        (
            datetime(2026, 9, 30, 10, tzinfo=SHANGHAI),
            date(2026, 10, 13),
        ),  # the national holiday, 10-10 worked
        (datetime(2040, 12, 28, 10, tzinfo=SHANGHAI), date(2041, 1, 4)),  # no calendar: Mondays to Fridays
    ],
)
def test_a_request_is_due_after_five_working_days(received: datetime, due: date) -> None:
    assert due_on(received) == due


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("phone", "+86 199 0000-7777", "19900007777"),
        ("email", " ａ.b+c@x.com ", "a.b+c@x.com"),
        (
            "address",
            "四川省成都市武侯区青禾路3号（北门）2栋 1单元",
            "四川省成都市武侯区青禾路3号(北门)2栋 1单元",
        ),
        ("address", "Flat 12B, 8 Qinghe Road", "Flat 12B, 8 Qinghe Road"),
    ],
)
def test_a_contact_is_read_as_people_write_it(field: ContactField, text: str, value: str) -> None:
    assert read_contact(field, text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("phone", "0755-12345678"),
        ("phone", "1990000777"),
        ("email", "alice"),
        ("email", "alice@x"),
        ("email", "alice@x.com bob@x.com"),
        ("email", "a" * 250 + "@x.com"),
        ("address", ""),
        ("address", "青禾路"),
        ("address", "123456789"),
        ("address", "<script>青禾路1号</script>"),
        ("address", "青" * 121),
    ],
)
def test_what_cannot_be_a_contact_is_refused(field: ContactField, text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        read_contact(field, text)
    assert refused.value.data == {"field": field, "reason": "form"}


@given(st.sampled_from(["phone", "email", "address"]), st.text(max_size=300))
def test_a_contact_that_was_read_reads_the_same_again(field: ContactField, text: str) -> None:
    try:
        value = read_contact(field, text)
    except InvalidValue:
        return
    assert read_contact(field, value) == value
