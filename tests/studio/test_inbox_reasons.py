"""Which turns are for the trainers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversations.understandings import Understanding
from bot.studio.inbox.reasons import Finding, Said, findings
from tests.studio.inbox_turns import answered, intends, missed, pressed, talk


def reasons(turns: list[Said], **more: int | bool) -> dict[str, str]:
    return {each.said.text: each.reason.value for each in findings(turns, **more)}  # type: ignore[arg-type]


def only(turns: list[Said]) -> Finding:
    (found,) = findings(turns)
    return found


def test_what_the_bot_did_not_understand_is_missed() -> None:
    assert reasons(talk(("能开发票吗", missed()))) == {"能开发票吗": "missed"}


def test_a_good_answer_is_no_matter_for_trainers() -> None:
    assert reasons(talk(("几天之内要报案", answered()), ("谢谢", intends("thanks")))) == {}


@pytest.mark.parametrize(
    "understood",
    [
        intends("claim_status", 0.41),
        answered(ranking=(("faq", 0.5), ("surrender", 0.4)), topics=(("a.b", 0.6), ("a.c", 0.3))),
    ],
)
def test_an_answer_that_was_a_guess_is_unsure(understood: Understanding) -> None:
    assert reasons(talk(("那笔钱呢怎么说", understood))) == {"那笔钱呢怎么说": "unsure"}


@pytest.mark.parametrize(
    "objection", ["不是这个", "我问的不是这个", "答非所问", "你没听懂", "没听明白我的意思吗"]
)
def test_an_objection_right_after_an_answer_corrects_it(objection: str) -> None:
    turns = talk(("几天之内要报案", answered()), (objection, intends("express_dissatisfaction")))
    assert reasons(turns) == {"几天之内要报案": "corrected"}


def test_an_objection_an_hour_later_is_about_something_else() -> None:
    first, second = talk(("几天之内要报案", answered()), ("不是这个", intends("deny")))
    later = replace(second, turn=replace(second.turn, at=second.turn.at + timedelta(hours=1)))
    assert reasons([first, later]) == {}


def test_a_no_to_a_question_of_a_task_corrects_nothing() -> None:
    turns = talk(("我要报案", intends("claim_report")), ("不是", intends("deny", in_task=True)))
    assert reasons(turns) == {}


def test_the_same_question_in_other_words_and_another_answer_corrects_the_first() -> None:
    turns = talk(("住院费发票报销要多久", answered()), ("住院发票多久能报销", answered("claims.payout_time")))
    assert reasons(turns) == {"住院费发票报销要多久": "corrected"}


def test_another_question_after_an_answer_corrects_nothing() -> None:
    turns = talk(("几天之内要报案", answered()), ("犹豫期退保扣钱吗", answered("cooling_off.refund")))
    assert reasons(turns) == {}


def test_picking_another_suggestion_than_the_likeliest_corrects_and_says_what_it_was() -> None:
    unsure = answered("a.b", template="utter_suggest", faq=None)
    found = only(talk(("那个怎么弄啊", unsure), ("别的", pressed('/faq{"topic": "c.d"}'))))
    assert (found.reason.value, found.chosen) == ("corrected", '/faq{"topic": "c.d"}')


def test_picking_the_likeliest_suggestion_settles_the_doubt() -> None:
    unsure = answered("a.b", template="utter_suggest", faq=None, ranking=(("faq", 0.5),))
    assert reasons(talk(("那个怎么弄啊", unsure), ("这个", pressed('/faq{"topic": "a.b"}')))) == {}


def test_asking_for_a_person_after_an_answer_hands_the_question_off() -> None:
    turns = talk(("几天之内要报案", answered()), ("转人工", intends("handoff", handed_off=True)))
    assert reasons(turns) == {"几天之内要报案": "handed_off"}


def test_asking_for_a_person_long_after_says_nothing_of_the_answer() -> None:
    turns = talk(
        ("几天之内要报案", answered()),
        *(("嗯嗯好的", intends("affirm")) for _ in range(3)),
        ("转人工", intends("handoff", handed_off=True)),
    )
    assert reasons(turns) == {}


def test_a_bad_rating_is_about_the_last_question() -> None:
    turns = talk(("几天之内要报案", answered()), ("理赔款多久到", answered()), ("再见", intends("goodbye")))
    assert reasons(turns, score=2) == {"理赔款多久到": "rated_badly"}


def test_a_bad_rating_after_a_person_served_is_not_the_bots() -> None:
    assert reasons(talk(("几天之内要报案", answered())), score=1, served=True) == {}


@pytest.mark.parametrize(
    "text,understood",
    [
        ("你好", intends("greet", 0.3)),
        ("13800138000", missed(mentions=(("phone", 0, 11),))),
        ("？？？", missed()),
        ("王小明", missed(mentions=(("person", 0, 3),))),
        ("就是上个月住院那次", intends("claim_report", 0.3, in_task=True)),
    ],
)
def test_small_talk_bare_values_and_answers_to_the_bot_stay_out(text: str, understood: Understanding) -> None:
    assert reasons(talk((text, understood))) == {}


def test_a_question_beside_a_task_that_was_missed_is_for_the_trainers() -> None:
    assert reasons(talk(("能开发票吗", missed(in_task=True)))) == {"能开发票吗": "missed"}
