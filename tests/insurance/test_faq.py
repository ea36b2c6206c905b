"""FAQ files: checked when read, and an expired entry is never served."""

from datetime import date
from pathlib import Path

import pytest

from insurance.services.faq import FaqError, FaqService, load

ENTRY = """
- id: claims.how_long
  category: F5
  question: 理赔多久有结果？
  similar: [多久能赔下来, 理赔要等几天]
  answer: 一般很快，复杂的 30 天内。
  source: {name: 保险法, article: 第二十三条}
  mark: L
  reviewed_on: 2026-11-01
"""


def folder(path: Path, *entries: str) -> Path:
    path.mkdir(exist_ok=True)
    for number, entry in enumerate(entries):
        (path / f"{number}.yml").write_text("faq:" + entry, "utf-8")
    return path


def test_an_entry_is_read_with_its_source(tmp_path: Path) -> None:
    entry = FaqService(folder(tmp_path / "faq", ENTRY)).get("claims.how_long", date(2026, 11, 16))
    assert entry is not None
    assert (entry.source.name, entry.source.article) == ("保险法", "第二十三条")
    assert entry.reviewed_on == date(2026, 11, 1)
    assert entry.similar == ("多久能赔下来", "理赔要等几天")


def test_an_expired_entry_is_never_served(tmp_path: Path) -> None:
    faq = FaqService(folder(tmp_path / "faq", ENTRY + "  expires_on: 2026-12-31\n"))
    assert faq.get("claims.how_long", date(2026, 12, 30)) is not None
    assert faq.get("claims.how_long", date(2026, 12, 31)) is None
    assert faq.all(date(2026, 12, 31)) == []


def test_an_entry_is_not_served_before_it_takes_effect(tmp_path: Path) -> None:
    faq = FaqService(folder(tmp_path / "faq", ENTRY + "  effective_on: 2026-12-01\n"))
    assert faq.get("claims.how_long", date(2026, 11, 30)) is None
    assert faq.get("claims.how_long", date(2026, 12, 1)) is not None


def test_a_channel_may_have_words_of_its_own(tmp_path: Path) -> None:
    entry = load(folder(tmp_path / "faq", ENTRY + "  channels: {wechat: 复杂的 30 天内。}\n"))[0]
    assert entry.answer_on("wechat") == "复杂的 30 天内。"
    assert entry.answer_on("web") == entry.answer_on(None) == "一般很快，复杂的 30 天内。"


def test_an_unknown_entry_is_none(tmp_path: Path) -> None:
    assert FaqService(folder(tmp_path / "faq", ENTRY)).get("x", date(2026, 11, 16)) is None


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("一般很快，复杂的 30 天内。", "长" * 151, "answer_too_long"),
        ("  source: {name: 保险法, article: 第二十三条}\n", "", "bad_source"),
        ("name: 保险法", "name: ''", "no_source"),
        ("  reviewed_on: 2026-11-01\n", "", "no_reviewed_on"),
        ("2026-11-01", "soon", "bad_reviewed_on"),
        ("mark: L", "mark: X", "unknown_mark"),
        ("category: F5", "category: F5\n  colour: red", "unknown_field_colour"),
        ("mark: L", "mark: L\n  related: [nothing]", "unknown_related_entry"),
        ("mark: L", "mark: L\n  channels: {wechat: " + "长" * 151 + "}", "channel_answer_too_long"),
        ("mark: L", "mark: L\n  channels: {fax: 传真}", "unknown_channel"),
        ("mark: L", "mark: L\n  channels: [wechat]", "bad_channels"),
        ("mark: L", "mark: L\n  effective_on: 2026-12-02\n  expires_on: 2026-12-02", "expired_before_effect"),
        ("理赔要等几天]", "多久能赔下来]", "similar_question_twice"),
    ],
    ids=lambda value: value[:12],
)
def test_a_bad_entry_is_named_with_its_file(tmp_path: Path, before: str, after: str, problem: str) -> None:
    with pytest.raises(FaqError) as error:
        load(folder(tmp_path / "faq", ENTRY.replace(before, after)))
    assert error.value.data == {"file": "0.yml", "entry": "claims.how_long", "problem": problem}


def test_ids_are_unique_over_all_files(tmp_path: Path) -> None:
    with pytest.raises(FaqError) as error:
        load(folder(tmp_path / "faq", ENTRY, ENTRY))
    assert error.value.data["file"] == "1.yml"


@pytest.mark.parametrize("content", ["faq: [", "other: []", "- a"])
def test_a_file_that_is_no_faq_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "bad.yml").write_text(content, "utf-8")
    with pytest.raises(FaqError) as error:
        load(tmp_path)
    assert error.value.data["file"] == "bad.yml"


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FaqError):
        load(tmp_path / "none")
