"""The process with Rasa, on a really trained model of the small project."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.conversations.errors import PayloadNotOffered
from bot.laboratory.errors import LaboratoryFailed, NoSuchPerson, TrialGone
from bot.laboratory.laboratory import Laboratory
from tests.small_project import make_small_project, train_small

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small_project(tmp_path_factory.mktemp("laboratory") / "project")


@pytest.fixture(scope="module")
def model(project: Path) -> Path:
    return train_small(project)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def laboratory() -> AsyncIterator[Laboratory]:
    laboratory = Laboratory()
    yield laboratory
    await laboratory.close()


async def parsed(laboratory: Laboratory, model: Path, project: Path, text: str, **more: Any) -> Any:
    return await laboratory.ask("parse", model=model, text=text, data=project, **more)


async def opened(laboratory: Laboratory, model: Path, **more: Any) -> Any:
    return await laboratory.ask("open", model=model, **more)


async def said(laboratory: Laboratory, project: Path, trial: str, text: str) -> Any:
    return await laboratory.ask("say", trial=trial, text=text, data=project)


def texts(answered: Any) -> str:
    return "\n".join(each["text"] for each in answered["messages"])


async def test_a_question_is_understood_and_its_words_weighed(
    laboratory: Laboratory, model: Path, project: Path
) -> None:
    found = await parsed(laboratory, model, project, "犹豫期有几天")
    assert (found["intent"]["name"], found["topic"]) == ("faq", "cooling_off.days")
    assert found["why"]["decided"] == "sure"
    strongest = max(found["why"]["features"], key=lambda each: each["weight"])
    assert strongest["text"] in ("犹豫期", "几天", "〔多久＋犹豫期〕")


async def test_the_nearest_examples_come_from_the_model_and_the_project(
    laboratory: Laboratory, model: Path, project: Path
) -> None:
    entry = (await parsed(laboratory, model, project, "犹豫期几天"))["why"]["nearest"][0]
    intent = (await parsed(laboratory, model, project, "转人工"))["why"]["nearest"][0]
    assert (entry["kind"], entry["id"], entry["likeness"]) == ("faq", "cooling_off.days", 1.0)
    assert (intent["kind"], intent["id"], intent["text"]) == ("intent", "handoff", "转人工")


@pytest.mark.parametrize(("text", "reason"), [("13800000001", "values"), ("？？", "nothing")])
async def test_who_had_the_last_word_is_told(
    laboratory: Laboratory, model: Path, project: Path, text: str, reason: str
) -> None:
    assert (await parsed(laboratory, model, project, text))["why"]["decided"] == reason


async def test_a_day_is_meant_as_of_when_it_was_said(
    laboratory: Laboratory, model: Path, project: Path
) -> None:
    found = await parsed(laboratory, model, project, "昨天追尾了", at="2026-11-16T10:00:00+08:00")
    assert [each["value"] for each in found["entities"] if each["entity"] == "date"] == ["2026-11-15"]


async def test_a_turn_tells_the_rule_it_went_by(laboratory: Laboratory, model: Path, project: Path) -> None:
    trial = await opened(laboratory, model)
    turn = (await said(laboratory, project, trial["id"], "你好"))["turn"]
    assert turn["decided_by"] == {"policy": "RulePolicy", "rules": ["问好"]}
    assert [each["name"] for each in turn["actions"]] == ["action_greet"]


async def test_a_trainer_passes_the_identity_check_with_the_code_shown(
    laboratory: Laboratory, model: Path, project: Path
) -> None:
    trial = await opened(laboratory, model, customer="1")
    asked = await said(laboratory, project, trial["id"], "帮我查一下我的保单")
    assert asked["turn"]["slots"]["requested_slot"] == [None, "phone"]
    await said(laboratory, project, trial["id"], trial["person"]["phone"])
    (sent,) = (await said(laboratory, project, trial["id"], trial["person"]["id_last4"]))["codes"]
    through = await said(laboratory, project, trial["id"], sent["code"])
    assert [each["card"]["kind"] for each in through["messages"] if each["card"]] == ["policy", "policy"]
    assert through["turn"]["decided_by"]["rules"] == ["核身完成后接着办"]


async def test_two_trials_know_nothing_of_each_other(
    laboratory: Laboratory, model: Path, project: Path
) -> None:
    first, second = [await opened(laboratory, model, customer="1") for _ in range(2)]
    await said(laboratory, project, first["id"], "帮我查一下我的保单")
    assert "手机号" not in texts(await said(laboratory, project, second["id"], "谢谢"))


async def test_after_a_hand_off_no_turn_is_shown(laboratory: Laboratory, model: Path, project: Path) -> None:
    trial = await opened(laboratory, model)
    await said(laboratory, project, trial["id"], "转人工")
    assert (await said(laboratory, project, trial["id"], "在吗"))["turn"] is None


async def test_a_button_nobody_offered_is_refused(laboratory: Laboratory, model: Path) -> None:
    trial = await opened(laboratory, model)
    with pytest.raises(PayloadNotOffered):
        await laboratory.ask("say", trial=trial["id"], payload="/surrender")


async def test_a_customer_the_demo_has_not_is_refused(laboratory: Laboratory, model: Path) -> None:
    with pytest.raises(NoSuchPerson):
        await opened(laboratory, model, customer="99")


async def test_a_closed_trial_is_gone(laboratory: Laboratory, model: Path, project: Path) -> None:
    trial = await opened(laboratory, model)
    await laboratory.ask("close", trial=trial["id"])
    with pytest.raises(TrialGone):
        await said(laboratory, project, trial["id"], "你好")


async def test_of_more_than_twenty_trials_the_longest_unused_goes(
    laboratory: Laboratory, model: Path, project: Path
) -> None:
    trials = [await opened(laboratory, model) for _ in range(21)]
    with pytest.raises(TrialGone):
        await said(laboratory, project, trials[0]["id"], "你好")
    assert texts(await said(laboratory, project, trials[1]["id"], "你好"))


async def test_several_ask_at_once_and_each_gets_its_own_answer(
    laboratory: Laboratory, model: Path, project: Path
) -> None:
    asked = ["你好", "谢谢", "转人工"]
    found = await asyncio.gather(*(parsed(laboratory, model, project, text) for text in asked))
    assert [each["text"] for each in found] == asked


async def test_a_process_that_fell_is_started_again_without_its_trials(
    laboratory: Laboratory, model: Path, project: Path
) -> None:
    trial = await opened(laboratory, model)
    assert laboratory.pid is not None
    os.kill(laboratory.pid, signal.SIGKILL)
    with pytest.raises(LaboratoryFailed):
        await said(laboratory, project, trial["id"], "你好")
    with pytest.raises(TrialGone):
        await said(laboratory, project, trial["id"], "你好")
    assert (await parsed(laboratory, model, project, "你好"))["intent"]["name"] == "greet"


async def test_the_small_project_is_in_order(laboratory: Laboratory, project: Path) -> None:
    found = await laboratory.ask("validate", folder=project)
    assert [each for each in found if each["severity"] == "error"] == []


async def test_a_rule_with_an_unknown_action_is_found(laboratory: Laboratory, tmp_path: Path) -> None:
    project = make_small_project(tmp_path / "project")
    rule = "- rule: 新规则\n  steps: [{intent: greet}, {action: action_nowhere}]\n"
    path = project / "data" / "rules" / "smalltalk.yml"
    path.write_text(path.read_text("utf-8") + rule, "utf-8")
    found = await laboratory.ask("validate", folder=project)
    assert any(each["severity"] == "error" and "action_nowhere" in each["text"] for each in found)


async def test_a_file_that_is_no_yaml_is_named(laboratory: Laboratory, tmp_path: Path) -> None:
    project = make_small_project(tmp_path / "project")
    path = project / "data" / "nlu" / "claims.yml"
    path.write_text(path.read_text("utf-8") + "\n- intent: [\n", "utf-8")
    (found,) = await laboratory.ask("validate", folder=project)
    assert (found["severity"], found["file"]) == ("error", "data/nlu/claims.yml")


async def test_a_model_that_is_none_fails_and_the_next_is_asked(
    laboratory: Laboratory, model: Path, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.tar.gz").write_bytes(b"no archive")
    with pytest.raises(LaboratoryFailed):
        await parsed(laboratory, tmp_path / "broken.tar.gz", project, "你好")
    assert (await parsed(laboratory, model, project, "你好"))["intent"]["name"] == "greet"
