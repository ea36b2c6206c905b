"""Checks while typing: the same, the same elsewhere, near ones, and what may not be trained."""

import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.studio.knowledge.checks import HeldOutTexts, Index, Label
from bot.studio.knowledge.markup import ODD, faults, plain
from bot.studio.knowledge.shelf import Said, shelf_of
from tests.studio.knowledge_project import Folder

ROOT = Path(__file__).parents[2]
DAYS, DEADLINE = Label("faq", "cooling_off.days"), Label("intent", "renewal_query")


def label_of(said: Said) -> Label:
    return Label(said.kind, said.id)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    files = {
        "domain.yml": "intents: [renewal_query]\nentities: [date]\n",
        "data/nlu/renewals.yml": "nlu:\n- intent: renewal_query\n  examples: |\n"
        "    - 我的保险[下个月](date)到期吗\n    - 续保\n    - 犹豫期有几天\n",
        "data/faq/cooling_off.yml": "faq:\n- id: cooling_off.days\n  question: 犹豫期有多少天？\n"
        "  similar: [犹豫期几天, 冷静期多长]\n",
        "tests/nlu/heldout.jsonl": '{"text": "保费什么时候扣呀", "intent": "renewal_query"}\n',
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    folder = Folder(tmp_path)
    return Index(shelf_of(folder), HeldOutTexts.of(folder))


@pytest.mark.parametrize(
    "text", ["我的保险下个月到期吗", "我的保险[下个月](date)到期了吗？", "请问我的保险下个月到期吗"]
)
def test_the_same_words_under_the_same_label(index: Index, text: str) -> None:
    found = index.check(text, DEADLINE)
    assert [each.text for each in found.same] == ["我的保险下个月到期吗"]
    assert not found.conflicts


def test_the_same_words_under_another_label_conflict(index: Index) -> None:
    found = index.check("犹豫期几天啊", DEADLINE)
    assert [(label_of(each), each.text) for each in found.conflicts] == [(DAYS, "犹豫期几天")]
    assert not found.same


def test_what_sounds_the_same_is_the_same(index: Index) -> None:
    assert [label_of(each) for each in index.check("犹豫其几天", DEADLINE).conflicts] == [DAYS]


def test_a_word_too_short_for_a_wording_of_ones_own_is_compared_as_it_stands(index: Index) -> None:
    assert [label_of(each) for each in index.check("续保", DAYS).conflicts] == [DEADLINE]
    assert not index.check("许保", DAYS).conflicts


def test_without_a_label_nothing_conflicts(index: Index) -> None:
    found = index.check("犹豫期几天", None)
    assert (len(found.same), found.conflicts) == (1, [])


def test_near_ones_come_once_a_label_the_most_alike_first(index: Index) -> None:
    near = index.check("犹豫期能有几天", None).near
    assert [(label_of(each.utterance), each.utterance.text) for each in near] == [
        (DEADLINE, "犹豫期有几天"),
        (DAYS, "犹豫期几天"),
    ]
    assert 1 > near[0].likeness > near[1].likeness > 0.6


def test_what_is_the_same_is_not_near_too(index: Index) -> None:
    assert "犹豫期几天" not in [each.utterance.text for each in index.check("犹豫期几天", DAYS).near]


@pytest.mark.parametrize("text", ["", "？？", "的"])
def test_nothing_said_finds_nothing(index: Index, text: str) -> None:
    found = index.check(text, DAYS)
    assert not (found.same or found.conflicts or found.near or found.held_out)


@pytest.mark.parametrize("text", ["保费什么时候扣呀", "保費什麼時候扣", "请问保费什么时候[扣](date)？"])
def test_what_is_held_out_is_known_however_it_is_spelt(index: Index, text: str) -> None:
    assert index.check(text).held_out
    assert not index.check("保费怎么扣的呀").held_out


def test_all_of_ours_is_checked_within_a_tenth_of_a_second() -> None:
    ours = Folder(ROOT)
    index = Index(shelf_of(ours), HeldOutTexts.of(ours))
    began = time.process_time()
    for text in (
        "撞了车第一步咋办",
        "我的保单什么时候到期",
        "退保能退多少钱",
        "等待期",
        "出院小结丢了还能报销吗 急",
    ):
        index.check(text, DAYS)
    assert (time.process_time() - began) / 5 < 0.1


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ("我[昨天](date)追尾了", None),
        ('花了[八百块]{"entity": "date", "value": "800"}', None),
        ("[微笑]谢谢", None),
        ("", "empty"),
        ("长" * 501, "too_long"),
        ("第一行\n第二行", "several_lines"),
        (" 前面空着", "blanks_around"),
        ("中间\x00断了", "odd_characters"),
        ("第一行\u2028第二行", "several_lines"),
        ("我[昨天](date追尾了", "broken_markup"),
        ("我[](date)追尾了", "broken_markup"),
        ("我[昨天]{date}追尾了", "broken_markup"),
        ("我[昨天](day)追尾了", "unknown_entity"),
    ],
)
def test_an_example_is_marked_well_or_named(example: str, problem: str | None) -> None:
    assert [fault.problem for fault in faults([example], {"date"})] == ([problem] if problem else [])


def test_the_same_example_stands_once() -> None:
    assert [(fault.place, fault.problem) for fault in faults(["[昨天](date)撞的", "昨天撞的"], {"date"})] == [
        (1, "twice")
    ]


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["date", "money"]))
def test_a_mark_around_anything_without_brackets_is_well_made(before: str, inside: str, name: str) -> None:
    assume(not set("[](){}") & set(before + inside))
    example = f"{before}[{inside}]({name})".strip()
    problems = [fault.problem for fault in faults([example], {"date", "money"})]
    if problems:
        assert ODD.search(example) or not inside.strip()
    else:
        assert plain(example) == (before.lstrip() + inside)


@given(st.text(alphabet="甲[](){}: a", max_size=20))
def test_whatever_passes_has_no_mark_left_open(example: str) -> None:
    if not list(faults([example], {"a", "甲"})):
        assert "](" not in plain(example)


def test_marks_are_taken_off() -> None:
    assert plain('我[昨天](date)花了[八百块]{"entity": "money"}') == "我昨天花了八百块"
