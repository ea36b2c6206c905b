"""FAQ entries edited: by the law of entries, each field where it stands, for whoever else edits too."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.studio.errors import BadEntry, HeldOut, ItemExists, ItemInUse, StudioError, VersionConflict
from bot.studio.knowledge import faq
from bot.studio.knowledge.faq import Entry, FaqEntries, NewFaqEntry, Source
from bot.studio.knowledge.shelf import shelf_of
from bot.studio.repository.repository import DataRepository
from insurance.domain.errors import ConductBreach
from insurance.domain.faq import ANSWER_LENGTH
from insurance.services.faq import load
from kernel.clock import FrozenClock, today
from tests.studio.knowledge_project import FILES, LI, Folder, make_repository, shelf, text


@pytest.fixture
def repository(tmp_path: Path, clock: FrozenClock) -> DataRepository:
    return make_repository(tmp_path, clock)


@pytest.fixture
def entries(repository: DataRepository, clock: FrozenClock) -> FaqEntries:
    return FaqEntries(repository, clock)


async def entry(repository: DataRepository, id: str = "cooling_off.days") -> Entry:
    return faq.entry_at(faq.find(await shelf(repository), id))


async def put_entry(repository: DataRepository, entries: FaqEntries, **changes: object) -> Entry:
    now = await entry(repository)
    return await entries.put(now.id, now.version, replace(now, **changes), LI)  # type: ignore[arg-type]


async def test_a_similar_question_is_one_more_line(repository: DataRepository, entries: FaqEntries) -> None:
    await put_entry(repository, entries, similar=("犹豫期几天", "冷静期多长", "能反悔几天"))
    before = FILES["data/faq/cooling_off.yml"]
    after = before.replace("  - 冷静期多长\n", "  - 冷静期多长\n  - 能反悔几天\n")
    assert await text(repository, "data/faq/cooling_off.yml") == after


async def test_a_new_answer_counts_as_looked_at_today(
    repository: DataRepository, entries: FaqEntries, clock: FrozenClock
) -> None:
    saved = await put_entry(repository, entries, answer="多数产品二十天。")
    assert saved.reviewed_on == today(clock)
    assert "answer: 多数产品二十天。   # as sold\n" in await text(repository, "data/faq/cooling_off.yml")


async def test_a_similar_question_says_nothing_of_the_answer(
    repository: DataRepository, entries: FaqEntries
) -> None:
    assert (await put_entry(repository, entries, similar=("能反悔几天",))).reviewed_on == date(2026, 8, 1)


def test_none_of_ours_would_be_written_otherwise() -> None:
    ours = shelf_of(Folder(Path(__file__).parents[2]))
    items = list(ours.items("faq"))
    assert len(items) > 200
    assert [item.id for item in items if faq.changed(item, faq.entry_at(item)) != item.value] == []


async def test_what_is_written_in_a_way_of_its_own_stays_so(
    repository: DataRepository, entries: FaqEntries
) -> None:
    now = await entry(repository, "cooling_off.refund")
    saved = await entries.put(now.id, now.version, replace(now, similar=("能退多少",)), LI)
    assert saved.reviewed_on == date(2026, 11, 1)
    assert "source: {name: 保险条款, article: null}" in await text(repository, "data/faq/cooling_off.yml")


async def test_fields_come_and_go_in_their_order(
    repository: DataRepository, entries: FaqEntries, tmp_path: Path
) -> None:
    saved = await put_entry(
        repository,
        entries,
        similar=(),
        related=(),
        details="按合同约定起算。",
        channels={"wechat": "多数十五天。"},
        effective_on=date(2026, 12, 1),
        expires_on=date(2027, 12, 1),
    )
    (read, _) = load(repository.folder / "data" / "faq")
    assert (read.details, read.answer_on("wechat"), read.effective_on) == (
        "按合同约定起算。",
        "多数十五天。",
        date(2026, 12, 1),
    )
    assert (saved.similar, saved.related, saved.expires_on) == ((), (), date(2027, 12, 1))
    assert "similar" not in await text(repository, "data/faq/cooling_off.yml")


async def test_two_trainers_of_one_entry_do_not_overwrite_each_other(
    repository: DataRepository, entries: FaqEntries
) -> None:
    seen = await entry(repository)
    saved = await entries.put(seen.id, seen.version, replace(seen, answer="十五天。"), LI)
    with pytest.raises(VersionConflict) as conflict:
        await entries.put(seen.id, seen.version, replace(seen, answer="二十天。"), LI)
    assert conflict.value.data["current"] == saved


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"answer": "长" * (ANSWER_LENGTH + 1)}, "answer_too_long"),
        ({"answer": " "}, "no_answer"),
        ({"source": Source("")}, "bad_source"),
        ({"mark": "X"}, "unknown_mark"),
        ({"category": "F99"}, "unknown_category"),
        ({"related": ("nothing.here",)}, "unknown_related_entry"),
        ({"similar": ("几天", "几天")}, "similar_question_twice"),
        ({"similar": ("几天\n几天",)}, "several_lines"),
        ({"channels": {"wechat": "长" * (ANSWER_LENGTH + 1)}}, "channel_answer_too_long"),
        ({"expires_on": date(2026, 1, 1)}, "expired_before_review"),
    ],
)
async def test_the_law_of_entries_holds(
    repository: DataRepository, entries: FaqEntries, changes: dict[str, object], problem: str
) -> None:
    with pytest.raises(BadEntry) as refused:
        await put_entry(repository, entries, **changes)
    assert refused.value.data["problem"] == problem


@pytest.mark.parametrize("where", ["answer", "details", "channels"])
async def test_what_may_not_be_said_is_not_saved(
    repository: DataRepository, entries: FaqEntries, where: str
) -> None:
    words = "这款产品保证收益，稳赚不赔。"
    with pytest.raises(ConductBreach):
        await put_entry(repository, entries, **{where: {"wechat": words} if where == "channels" else words})


async def test_a_held_out_question_is_not_trained(repository: DataRepository, entries: FaqEntries) -> None:
    with pytest.raises(HeldOut):
        await entries.add_similar("cooling_off.refund", ["保费什么时候扣呀"], LI)


async def test_similar_questions_are_added_without_marks(
    repository: DataRepository, entries: FaqEntries
) -> None:
    texts = ["[昨天](date)买的能退多少", "犹豫期退保退多少？"]
    assert await entries.add_similar("cooling_off.refund", texts, LI) is not None
    assert (await entry(repository, "cooling_off.refund")).similar == ("昨天买的能退多少",)
    after = await text(repository, "data/faq/cooling_off.yml")
    assert "退多少？\n  similar:\n  - 昨天买的能退多少\n  answer: 退还" in after
    assert await entries.add_similar("cooling_off.refund", texts, LI) is None


NEW = NewFaqEntry(
    category="F2",
    question="犹豫期从哪天算？",
    answer="从签收合同那天算。",
    source=Source("保险条款"),
    mark="C",
)


async def test_a_new_entry_is_named_by_its_sound_and_looked_at_today(
    repository: DataRepository, entries: FaqEntries, clock: FrozenClock
) -> None:
    change, id = await entries.create(replace(NEW, similar=("哪天起算",)), LI)
    assert (change.message, id) == ("新增标准问：犹豫期从哪天算？", "cooling_off.you_yu_qi_cong_na")
    made = await entry(repository, id)
    assert (made.file, made.similar, made.reviewed_on) == (
        "data/faq/cooling_off.yml",
        ("哪天起算",),
        today(clock),
    )
    after = await text(repository, "data/faq/cooling_off.yml")
    assert after.startswith(FILES["data/faq/cooling_off.yml"].rstrip("\n"))
    assert len(load(repository.folder / "data" / "faq")) == 3


async def test_the_same_sound_twice_gets_a_number(entries: FaqEntries) -> None:
    names = [
        (await entries.create(replace(NEW, question=each), LI))[1] for each in ("从哪天算？", "从哪天算")
    ]
    assert names == ["cooling_off.cong_na_tian_suan", "cooling_off.cong_na_tian_suan_2"]


async def test_a_first_entry_of_a_category_makes_its_file(
    repository: DataRepository, entries: FaqEntries
) -> None:
    _, id = await entries.create(replace(NEW, category="F9", id="home.pipes"), LI)
    assert (await entry(repository, id)).file == "data/faq/home.yml"
    assert [each.id for each in load(repository.folder / "data" / "faq")][-1] == "home.pipes"


@pytest.mark.parametrize("id", ["claims.start", "start", "cooling_off.Start", "cooling_off.从哪"])
async def test_an_id_begins_as_its_category_does(entries: FaqEntries, id: str) -> None:
    with pytest.raises(BadEntry):
        await entries.create(replace(NEW, id=id), LI)


async def test_an_id_is_given_once(entries: FaqEntries) -> None:
    with pytest.raises(ItemExists):
        await entries.create(replace(NEW, id="cooling_off.days"), LI)


async def test_an_entry_that_others_name_stays(repository: DataRepository, entries: FaqEntries) -> None:
    with pytest.raises(ItemInUse) as refused:
        await entries.remove("cooling_off.refund", LI)
    assert [each.id for each in refused.value.data["used_in"]] == ["cooling_off.days"]


async def test_a_name_far_along_its_line_is_found(repository: DataRepository, entries: FaqEntries) -> None:
    await entries.create(replace(NEW, id="cooling_off.last"), LI)
    await put_entry(repository, entries, related=("cooling_off.refund", "cooling_off.last"))
    path = repository.folder / "data/faq/cooling_off.yml"
    before = path.read_text("utf-8")
    path.write_text(before.replace("[cooling_off.refund,", f"[cooling_off.refund,{' ' * 200}"), "utf-8")
    with pytest.raises(ItemInUse):
        await entries.remove("cooling_off.last", LI)


async def test_categories_of_the_insurers_own_are_kept(
    repository: DataRepository, entries: FaqEntries
) -> None:
    await repository.head()
    path = repository.folder / "data/faq/cooling_off.yml"
    path.write_text(path.read_text("utf-8").replace("category: F2", "category: 自营"), "utf-8")
    assert (await put_entry(repository, entries, answer="二十天。")).category == "自营"
    assert faq.categories(await shelf(repository))["自营"] == "自营"


async def test_an_entry_that_is_measured_stays(entries: FaqEntries) -> None:
    with pytest.raises(ItemInUse) as refused:
        await entries.remove("cooling_off.days", LI)
    assert [(each.file, each.line) for each in refused.value.data["used_in"]] == [
        ("tests/nlu/heldout.jsonl", 2)
    ]


async def test_an_entry_nobody_names_goes(repository: DataRepository, entries: FaqEntries) -> None:
    _, id = await entries.create(NEW, LI)
    await entries.remove(id, LI)
    after = await text(repository, "data/faq/cooling_off.yml")
    assert after.rstrip() == FILES["data/faq/cooling_off.yml"].rstrip()


async def test_a_review_is_one_line(
    repository: DataRepository, entries: FaqEntries, clock: FrozenClock
) -> None:
    assert (await entries.reviewed("cooling_off.days", LI)).reviewed_on == today(clock)
    before = FILES["data/faq/cooling_off.yml"]
    after = before.replace("2026-08-01", today(clock).isoformat())
    assert await text(repository, "data/faq/cooling_off.yml") == after


async def test_what_was_reviewed_a_quarter_ago_is_due(repository: DataRepository, clock: FrozenClock) -> None:
    def due(on: date) -> list[str]:
        return [each.id for each in faq.summaries(now, on) if each.due]

    now = await shelf(repository)
    assert due(date(2026, 10, 31)) == []
    assert due(date(2026, 11, 1)) == ["cooling_off.days"]
    assert due(date(2027, 2, 1)) == ["cooling_off.days", "cooling_off.refund"]


async def test_a_refused_change_leaves_nothing(repository: DataRepository, entries: FaqEntries) -> None:
    before = await repository.head()
    with pytest.raises(StudioError):
        await entries.create(replace(NEW, similar=("保费什么时候扣呀",)), LI)
    assert await repository.head() == before
