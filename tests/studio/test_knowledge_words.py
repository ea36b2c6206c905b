"""Responses and tables edited; and what is found in all of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.studio.errors import BadEntry, BadTable, ItemNotFound, UnknownBlank, UnreadableFile
from bot.studio.knowledge import faq, intents, responses, tables
from bot.studio.knowledge.lists import paired
from bot.studio.knowledge.mentions import mentions
from bot.studio.knowledge.responses import Responses, Variant
from bot.studio.knowledge.tables import TableEntry, Tables
from bot.studio.repository.repository import DataRepository
from bot.studio.stories.shelf import stories_of
from insurance.domain.errors import ConductBreach
from kernel.clock import FrozenClock
from tests.studio.knowledge_project import FILES, LI, make_repository, shelf, text


@pytest.fixture
def repository(tmp_path: Path, clock: FrozenClock) -> DataRepository:
    return make_repository(tmp_path, clock)


async def put_response(repository: DataRepository, id: str, *variants: Variant) -> responses.Response:
    now = await shelf(repository)
    version = responses.response_of(now, responses.find(now, id)).version
    return await Responses(repository).put(id, version, variants, LI)


async def test_words_change_and_buttons_stay(repository: DataRepository) -> None:
    saved = await put_response(repository, "utter_greet", Variant("您好，想办什么？"))
    assert saved.variants == (Variant("您好，想办什么？"),)
    before = FILES["domain.yml"]
    after = before.replace("您好，要办什么，直接说就行。", "您好，想办什么？")
    assert await text(repository, "domain.yml") == after


async def test_a_channel_gets_words_of_its_own_and_loses_them(repository: DataRepository) -> None:
    words = (Variant("您好，要办什么，直接说就行。"), Variant("您好，微信里直接说。", "wechat"))
    assert (await put_response(repository, "utter_greet", *words)).variants == words
    await put_response(repository, "utter_greet", words[0])
    assert await text(repository, "domain.yml") == FILES["domain.yml"]


async def test_who_uses_a_response_is_named(repository: DataRepository) -> None:
    now = await shelf(repository)
    found = responses.response_of(now, responses.find(now, "utter_greet"))
    assert [(each.kind, each.title, each.line) for each in found.used_in] == [("rule", "报案", 3)]


async def test_only_blanks_that_somebody_fills(repository: DataRepository) -> None:
    await put_response(
        repository, "utter_bad_phone_length", Variant("您发的是 {length} 位，手机号是 11 位。")
    )
    with pytest.raises(UnknownBlank) as refused:
        await put_response(repository, "utter_bad_phone_length", Variant("{name}，您发的是 {length} 位。"))
    assert refused.value.data == {"unknown": ["name"], "known": ["length"]}


@pytest.mark.parametrize(
    ("variants", "problem"),
    [
        ([], "no_answer"),
        ([Variant(" ")], "no_answer"),
        ([Variant("您好", "fax")], "unknown_channel"),
        ([Variant("您好", "wechat")], "no_words_for_other_channels"),
    ],
)
async def test_a_response_says_something_everywhere(
    repository: DataRepository, variants: list[Variant], problem: str
) -> None:
    with pytest.raises(BadEntry) as refused:
        await put_response(repository, "utter_greet", *variants)
    assert refused.value.data["problem"] == problem


async def test_a_response_promises_nothing_it_may_not(repository: DataRepository) -> None:
    with pytest.raises(ConductBreach):
        await put_response(repository, "utter_greet", Variant("买了保证收益，稳赚不赔。"))


async def put_table(repository: DataRepository, id: str, *entries: TableEntry) -> tables.Table:
    version = tables.table_at(tables.find(await shelf(repository), id)).version
    return await Tables(repository).put(id, version, entries, LI)


async def test_an_alias_comes_and_conditions_stay(repository: DataRepository) -> None:
    rows = (
        TableEntry("发票", ("收据",)),
        TableEntry("身份证", ("身份证复印件", "身份证照片")),
        TableEntry("病历"),
    )
    assert (await put_table(repository, "documents", *rows)).entries == rows
    after = await text(repository, "data/lookup/documents.yml")
    assert '  not_before: "号"   # 身份证号 is a number\n' in after
    assert after.startswith("# Papers.\nentity: document\nentries:\n- {value: 发票, aliases: [收据]}\n")


async def test_a_name_means_one_thing(repository: DataRepository) -> None:
    with pytest.raises(BadTable) as refused:
        await put_table(repository, "documents", TableEntry("发票", ("收据",)), TableEntry("病历", ("收据",)))
    assert {(each["text"], each["problem"]) for each in refused.value.data["faults"]} == {("收据", "twice")}


async def test_words_are_lines_and_remarks_stay(repository: DataRepository) -> None:
    rows = (TableEntry("多久", ("几天",)), TableEntry("几号", ("哪天",)), TableEntry("怎么", ("咋",)))
    assert (await put_table(repository, "thesaurus", *rows)).entries == rows
    assert await text(repository, "data/lookup/thesaurus.txt") == (
        "# Words.\n\n# --- Questions ---\n多久 几天   # how long\n几号 哪天\n怎么 咋\n"
    )


async def test_a_meaning_goes_with_its_line(repository: DataRepository) -> None:
    await put_table(repository, "thesaurus", TableEntry("怎么", ("咋", "咋个")))
    after = await text(repository, "data/lookup/thesaurus.txt")
    assert after == "# Words.\n\n# --- Questions ---\n怎么 咋 咋个\n"


@pytest.mark.parametrize("word", ["", "怎 么", "怎么#"])
async def test_a_word_has_no_blank(repository: DataRepository, word: str) -> None:
    with pytest.raises(BadTable):
        await put_table(repository, "thesaurus", TableEntry("多久", ("几天", word)))


async def test_whatever_mentions_it_is_found_with_its_line(repository: DataRepository) -> None:
    found = mentions(await shelf(repository), "昨天追尾")
    assert [(each.kind, each.id, each.file, each.line) for each in found] == [
        ("intent", "claim_report", "data/nlu/claims.yml", 7)
    ]
    kinds = {each.kind for each in mentions(await shelf(repository), "报案")}
    assert kinds == {"intent", "response", "rule", "test"}


async def test_rules_and_golden_conversations_go_by_the_ids_of_stories(repository: DataRepository) -> None:
    found = mentions(await shelf(repository), "报案", ("rule", "test"))
    stories = stories_of(await repository.snapshot())
    assert {each.id for each in found} == {story.id for story in stories} and len(stories) == 2


async def test_what_is_not_there_is_not_found(repository: DataRepository) -> None:
    now = await shelf(repository)
    for find in (intents.find, faq.find, responses.find):
        with pytest.raises(ItemNotFound):
            find(now, "nothing.here")
    with pytest.raises(ItemNotFound):
        tables.find(now, "places")


async def test_a_file_that_was_spoilt_by_hand_is_named(repository: DataRepository) -> None:
    await repository.head()
    (repository.folder / "data/faq/cooling_off.yml").write_text("faq:\n- id: [", "utf-8")
    with pytest.raises(UnreadableFile) as refused:
        await shelf(repository)
    assert refused.value.data == {"file": "data/faq/cooling_off.yml"}


_LISTS = st.lists(st.sampled_from("甲乙丙丁"), max_size=8)


@given(_LISTS, _LISTS)
def test_items_never_cross_and_never_double(old: list[str], new: list[str]) -> None:
    places = [place for place in paired(old, new) if place is not None]
    assert places == sorted(set(places))


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=8, unique_by=lambda item: item[0]))
def test_what_stays_is_paired_with_its_like(items: list[tuple[int, bool]]) -> None:
    old = [name for name, _ in items]
    new = [name for name, stays in items if stays]
    assert [old[place] for place in paired(old, new) if place is not None] == new
