"""Intents edited: only the lines meant change, nobody's work is lost, nothing wrong gets in."""

from pathlib import Path

import pytest

from bot.studio.errors import BadExamples, HeldOut, ItemExists, ItemInUse, UnreadableFile, VersionConflict
from bot.studio.knowledge import intents
from bot.studio.knowledge.intents import Intents
from bot.studio.repository.repository import DataRepository
from kernel.clock import FrozenClock
from tests.studio.knowledge_project import FILES, LI, make_repository, shelf, text


@pytest.fixture
def repository(tmp_path: Path, clock: FrozenClock) -> DataRepository:
    return make_repository(tmp_path, clock)


async def put_examples(
    repository: DataRepository, *examples: str, id: str = "claim_report"
) -> intents.Intent:
    now = intents.intent_of(intents.find(await shelf(repository), id))
    return await Intents(repository).put(id, now.version, examples, LI)


async def test_an_example_is_one_more_line(repository: DataRepository) -> None:
    saved = await put_examples(repository, "我[昨天](date)追尾了", "我要报案", "家里被水淹了")
    assert saved.examples == ("我[昨天](date)追尾了", "我要报案", "家里被水淹了")
    before = FILES["data/nlu/claims.yml"]
    assert await text(repository, "data/nlu/claims.yml") == before.replace(
        "    - 我要报案\n", "    - 我要报案\n    - 家里被水淹了\n"
    )


async def test_a_change_is_signed_by_the_trainer(repository: DataRepository) -> None:
    await put_examples(repository, "我要报案")
    (change, *_) = await repository.changes()
    assert (change.author, change.message, change.files) == (
        LI,
        "意图 claim_report：修改例句",
        ("data/nlu/claims.yml",),
    )


async def test_the_same_again_is_no_change(repository: DataRepository) -> None:
    before = await repository.head()
    await put_examples(repository, "我[昨天](date)追尾了", "我要报案")
    assert await repository.head() == before


async def test_the_second_of_two_trainers_is_shown_the_firsts_work(repository: DataRepository) -> None:
    now = intents.intent_of(intents.find(await shelf(repository), "claim_report"))
    first = await Intents(repository).put("claim_report", now.version, ["我要报案", "撞车了"], LI)
    with pytest.raises(VersionConflict) as conflict:
        await Intents(repository).put("claim_report", now.version, ["我要报案", "摔了"], LI)
    assert conflict.value.data["current"] == first


async def test_an_edit_of_another_intent_in_the_file_is_no_conflict(repository: DataRepository) -> None:
    now = intents.intent_of(intents.find(await shelf(repository), "claim_report"))
    await put_examples(repository, "补一份材料", "补发票", id="claim_extra")
    await Intents(repository).put("claim_report", now.version, ["我要报案"], LI)
    assert "补发票" in await text(repository, "data/nlu/claims.yml")


@pytest.mark.parametrize(
    ("examples", "problem"),
    [([], "none"), (["我[昨天](day)撞了"], "unknown_entity"), (["撞了", "撞了"], "twice")],
)
async def test_a_bad_example_is_refused_by_name(
    repository: DataRepository, examples: list[str], problem: str
) -> None:
    with pytest.raises(BadExamples) as refused:
        await put_examples(repository, *examples)
    assert refused.value.data["faults"][0]["problem"] == problem


async def test_what_understanding_is_measured_on_is_not_trained(repository: DataRepository) -> None:
    with pytest.raises(HeldOut) as refused:
        await put_examples(repository, "我要报案", "请问保费什么时候扣")
    assert refused.value.data["texts"] == ["请问保费什么时候扣"]


async def test_labels_add_what_is_not_there_yet(repository: DataRepository) -> None:
    added = await Intents(repository).add_examples("claim_report", ["我昨天追尾了", "刮车了", "刮车了"], LI)
    assert added is not None
    now = intents.find(await shelf(repository), "claim_report")
    assert intents.intent_of(now).examples == ("我[昨天](date)追尾了", "我要报案", "刮车了")
    assert await Intents(repository).add_examples("claim_report", ["刮车了"], LI) is None


async def test_a_new_intent_joins_the_domain_beside_those_of_its_file(repository: DataRepository) -> None:
    await Intents(repository).create("claim_cancel", "data/nlu/claims.yml", ["不报了"], LI)
    domain = await text(repository, "domain.yml")
    assert "- claim_report\n- claim_cancel\n# the rest\n" in domain
    assert (await text(repository, "data/nlu/claims.yml")).endswith(
        "- intent: claim_cancel\n  examples: |\n    - 不报了\n"
    )


async def test_a_new_intent_may_have_a_file_of_its_own(repository: DataRepository) -> None:
    made = await Intents(repository).create("gifts", "data/nlu/gifts.yml", ["有礼品吗"], LI)
    assert (made.file, made.examples) == ("data/nlu/gifts.yml", ("有礼品吗",))
    assert (await shelf(repository)).domain["intents"] == ["greet", "claim_report", "thanks", "gifts"]
    assert await text(repository, "data/nlu/gifts.yml") == (
        'version: "3.1"\n\nnlu:\n- intent: gifts\n  examples: |\n    - 有礼品吗\n'
    )


async def test_a_name_is_given_once(repository: DataRepository) -> None:
    with pytest.raises(ItemExists):
        await Intents(repository).create("thanks", "data/nlu/claims.yml", ["多谢"], LI)


async def test_an_intent_that_something_needs_stays(repository: DataRepository) -> None:
    with pytest.raises(ItemInUse) as refused:
        await Intents(repository).remove("claim_report", LI)
    used = {(each.kind, each.file) for each in refused.value.data["used_in"]}
    assert used == {
        ("rule", "data/rules/tasks.yml"),
        ("response", "domain.yml"),
        ("domain", "domain.yml"),
        ("test", "tests/golden/claims.yml"),
    }


async def test_an_intent_that_nothing_needs_goes(repository: DataRepository) -> None:
    await Intents(repository).remove("thanks", LI)
    now = await shelf(repository)
    assert now.find("intent", "thanks") is None
    assert "thanks" not in now.domain["intents"]


async def test_examples_with_metadata_are_shown_and_left_alone(repository: DataRepository) -> None:
    await repository.head()
    longer = (
        "nlu:\n- intent: greet\n  examples:\n  - text: |\n      - 你好\n    metadata: {sentiment: neutral}\n"
    )
    (repository.folder / "data/nlu/smalltalk.yml").write_text(longer, "utf-8")
    assert intents.intent_of(intents.find(await shelf(repository), "greet")).examples == ("你好",)
    with pytest.raises(UnreadableFile):
        await put_examples(repository, "你好", "您好", id="greet")
    assert await text(repository, "data/nlu/smalltalk.yml") == longer
