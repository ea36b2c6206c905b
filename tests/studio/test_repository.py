"""The data repository: one commit a change, git reads it, nothing is lost to another writer, changes are taken back."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.studio.repository.differences import Overlap, compare, merge
from bot.studio.repository.errors import (
    ChangeNotFound,
    ChangeOverlaps,
    NoSuchFile,
    NotUndoable,
    PathRefused,
)
from bot.studio.repository.repository import Author, Change, DataRepository, Draft
from kernel.clock import FrozenClock

LI, WANG = Author("li", "李老师"), Author("wang", "王 <五>")
WORDS = "data/lookup/words.txt"
SMALL = {
    "domain.yml": "intents: [a]\n",
    WORDS: "一\n二\n三\n四\n五\n六\n七\n八\n",
    "data/nlu/a.yml": "nlu: []\n",
}
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def moment() -> FrozenClock:
    return FrozenClock(AT)


@pytest.fixture
def small(tmp_path: Path, moment: FrozenClock) -> DataRepository:
    """Eight lines to edit."""
    for path, text in SMALL.items():
        (tmp_path / "seed" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "seed" / path).write_text(text, "utf-8")
    (tmp_path / "seed" / "README.md").write_text("not ours")
    return DataRepository.at(tmp_path / "var" / "repository", tmp_path / "seed", moment)


def git(repository: DataRepository, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", "-C", str(repository.folder), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout + done.stderr


async def replaced(
    repository: DataRepository, old: str, new: str, author: Author = LI, path: str = WORDS
) -> Change:
    def work(draft: Draft) -> None:
        draft.write(path, draft.read(path).replace(old, new))

    change, _ = await repository.change(author, f"{old} → {new}", work)
    assert change is not None
    return change


async def text(repository: DataRepository, path: str = WORDS) -> str:
    return (await repository.snapshot()).read(path)


async def test_the_first_use_copies_the_project_and_nothing_before_it(small: DataRepository) -> None:
    assert not small.folder.exists()
    head = await small.head()
    assert sorted(
        str(p.relative_to(small.folder)) for p in small.folder.rglob("*.*") if ".git/" not in str(p)
    ) == [
        ".git",
        *sorted(SMALL),
    ]
    [first] = await small.changes()
    assert (first.id, first.author.username, first.files) == (head, "baowen", tuple(sorted(SMALL)))


async def test_git_itself_reads_what_was_written(small: DataRepository) -> None:
    change = await replaced(small, "三", "叁", WANG)
    assert git(small, "status", "--short", "--branch") == "## studio\n"
    assert "error" not in git(small, "fsck", "--strict")
    shown = git(small, "show", "--format=%H %an <%ae> %ad%n%s", "--date=iso", change.id)
    assert shown.splitlines()[:2] == [
        f"{change.id} 王 五 <wang@studio.invalid> 2026-11-22 17:30:00 +0800",
        "三 → 叁",
    ]
    assert "\n-三\n+叁\n" in shown
    assert (change.author.username, change.at, change.files) == ("wang", AT, (WORDS,))


async def test_a_repository_of_all_the_real_files_is_clean(repository: DataRepository) -> None:
    await repository.head()
    assert git(repository, "status", "--short") == ""
    assert len((await repository.snapshot()).files("data/faq", "yml")) > 10


async def test_an_error_leaves_nothing_and_no_change_is_none(small: DataRepository) -> None:
    def fails(draft: Draft) -> None:
        draft.write(WORDS, "x")
        draft.remove("domain.yml")
        raise ValueError("no")

    before = await small.head()
    with pytest.raises(ValueError, match="no"):
        await small.change(LI, "-", fails)
    assert await small.change(LI, "-", lambda draft: draft.write(WORDS, SMALL[WORDS])) == (None, None)
    assert await small.head() == before and await text(small) == SMALL[WORDS]


async def test_a_draft_sees_what_it_wrote_and_keeps_to_the_layout(small: DataRepository) -> None:
    def work(draft: Draft) -> list[str]:
        draft.write("data/stories/x.yml", "stories: []\n")
        draft.remove("data/nlu/a.yml")
        with pytest.raises(NoSuchFile):
            draft.read("data/nlu/a.yml")
        for path in ("README.md", "data/../x.yml", "/etc/passwd", "data/.hidden", "../x", "config.bert.yml"):
            with pytest.raises(PathRefused):
                draft.write(path, "")
        return draft.files("data", "yml")

    change, files = await small.change(LI, "-", work)
    assert files == ["data/stories/x.yml"] and change is not None
    assert change.files == ("data/nlu/a.yml", "data/stories/x.yml")
    assert git(small, "status", "--short") == ""


async def test_edits_by_hand_are_committed_first_as_the_editors(small: DataRepository) -> None:
    await small.head()
    (small.folder / WORDS).write_text(SMALL[WORDS] + "九\n", "utf-8")
    (small.folder / "data/nlu/a.yml").unlink()
    await replaced(small, "一", "壹")
    mine, by_hand, _ = await small.changes()
    assert (mine.author, mine.files) == (LI, (WORDS,))
    assert (by_hand.author.username, by_hand.files) == ("editor", (WORDS, "data/nlu/a.yml"))
    assert await text(small) == SMALL[WORDS].replace("一", "壹") + "九\n"


async def test_an_insurers_own_clone_keeps_its_branch_and_its_other_files(
    tmp_path: Path, moment: FrozenClock
) -> None:
    own = DataRepository.at(tmp_path / "clone", tmp_path / "nothing", moment)
    own.folder.mkdir()
    git(own, "init", "-q", "-b", "main")
    (own.folder / "notes.md").write_text("ours")
    (own.folder / "domain.yml").write_text("intents: [a]\n")
    git(own, "add", ".")
    git(own, "-c", "user.name=Zhao", "-c", "user.email=zhao@insurer.cn", "commit", "-qm", "Ours")
    (own.folder / "notes.md").write_text("being written")
    git(own, "add", "notes.md")
    await replaced(own, "[a]", "[a, b]", path="domain.yml")
    assert git(own, "status", "--short", "--branch") == "## main\nM  notes.md\n"
    assert git(own, "show", "HEAD:notes.md") == "ours"
    assert [each.author for each in await own.changes()] == [LI, Author("zhao", "Zhao")]


async def test_changes_come_in_pages_and_since_a_commit(small: DataRepository, moment: FrozenClock) -> None:
    made = []
    for number in "一二三四":
        moment.advance(timedelta(minutes=1))
        made.append((await replaced(small, number, number * 2)).id)
    newest = list(reversed(made))
    assert [each.id for each in await small.changes(limit=2)] == newest[:2]
    assert [each.id for each in await small.changes(before=newest[1], limit=2)] == newest[2:]
    assert [each.id for each in await small.changes(since=made[1])] == newest[:2]
    with pytest.raises(ChangeNotFound):
        await small.changes(before="0" * 40)


async def test_a_diff_shows_three_lines_around(small: DataRepository) -> None:
    change = await replaced(small, "五", "伍")
    [diff] = await small.diff(change.id)
    assert (diff.file, diff.cut) == (WORDS, False)
    [hunk] = diff.hunks
    assert [(line.kind, line.old, line.new, line.text) for line in hunk.lines] == [
        ("same", 2, 2, "二"), ("same", 3, 3, "三"), ("same", 4, 4, "四"), ("remove", 5, None, "五"),
        ("add", None, 5, "伍"), ("same", 6, 6, "六"), ("same", 7, 7, "七"), ("same", 8, 8, "八"),
    ]  # fmt: skip


async def test_a_change_is_taken_back_and_later_ones_elsewhere_stay(small: DataRepository) -> None:
    first = await replaced(small, "二", "贰")
    await replaced(small, "七", "柒")
    undone = await small.undo(first.id, WANG)
    assert await text(small) == SMALL[WORDS].replace("七", "柒")
    assert (undone.undoes, undone.author.username, undone.files) == (first.id, "wang", (WORDS,))
    assert await small.undone() == {first.id: undone.id}
    with pytest.raises(NotUndoable):
        await small.undo(first.id, LI)
    back = await small.undo(undone.id, LI)
    assert back.undoes == undone.id and "贰" in await text(small)


async def test_a_change_others_built_on_is_not_taken_back(small: DataRepository) -> None:
    change = await replaced(small, "二", "贰")
    await replaced(small, "贰", "两")
    before = await small.head()
    with pytest.raises(ChangeOverlaps) as refused:
        await small.undo(change.id, LI)
    assert refused.value.data == {"change": change.id, "files": [WORDS]}
    assert await small.head() == before


async def test_the_first_commit_and_what_is_none_cannot_be_taken_back(small: DataRepository) -> None:
    with pytest.raises(NotUndoable):
        await small.undo(await small.head(), LI)
    for nothing in ("0" * 40, "nothing-there"):
        with pytest.raises(ChangeNotFound):
            await small.undo(nothing, LI)
        with pytest.raises(ChangeNotFound):
            await small.diff(nothing)


async def test_files_that_came_and_went_come_and_go_back(small: DataRepository) -> None:
    def work(draft: Draft) -> None:
        draft.write("data/nlu/b.yml", "nlu: []\n")
        draft.remove("data/nlu/a.yml")

    change, _ = await small.change(LI, "-", work)
    assert change is not None
    await small.undo(change.id, LI)
    assert (await small.snapshot()).files("data/nlu", "yml") == ["data/nlu/a.yml"]


async def test_an_export_is_the_project_as_it_was(small: DataRepository, tmp_path: Path) -> None:
    before = await small.head()
    await replaced(small, "一", "壹")
    await small.export(before, tmp_path / "out")
    exported = {
        str(path.relative_to(tmp_path / "out")): path.read_text("utf-8")
        for path in (tmp_path / "out").rglob("*.*")
    }
    assert exported == SMALL


WRITER = """
import asyncio, sys
from pathlib import Path
from bot.studio.repository.repository import Author, DataRepository
from kernel.clock import SystemClock

async def main(folder, seed, name):
    repository = DataRepository.at(Path(folder), Path(seed), SystemClock())
    for number in range(10):
        def work(draft):
            draft.write("data/lookup/words.txt", draft.read("data/lookup/words.txt") + f"{name}{number}\\n")
        await repository.change(Author(name, name), f"{name}{number}", work)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_processes_that_write_at_once_lose_nothing(small: DataRepository, tmp_path: Path) -> None:
    seed = tmp_path / "seed"
    writers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, str(small.folder), str(seed), name)
        for name in "abc"
    ]
    assert [await writer.wait() for writer in writers] == [0, 0, 0]
    lines = (await text(small)).split()[8:]
    assert sorted(lines) == sorted(f"{name}{number}" for name in "abc" for number in range(10))
    changes = await small.changes()
    assert len(changes) == 31 and [each.message for each in reversed(changes[:-1])] == lines
    assert git(small, "status", "--short") == "" and "error" not in git(small, "fsck", "--strict")


async def test_tasks_that_write_at_once_lose_nothing(small: DataRepository) -> None:
    async def add(word: str) -> None:
        await small.change(LI, word, lambda draft: draft.write(WORDS, draft.read(WORDS) + word + "\n"))

    await asyncio.gather(*(add(f"w{number}") for number in range(12)))
    assert sorted((await text(small)).split()[8:]) == sorted(f"w{number}" for number in range(12))


some_lines = st.lists(st.sampled_from("abc"), max_size=8).map(lambda lines: "".join(f"{x}\n" for x in lines))


@given(some_lines, some_lines)
def test_with_nobody_else_a_merge_is_theirs(base: str, theirs: str) -> None:
    assert merge(base, base, theirs) == theirs == merge(base, theirs, base) == merge(base, theirs, theirs)


@given(some_lines, some_lines, some_lines, some_lines)
def test_what_two_changed_far_apart_has_both(top: str, new_top: str, bottom: str, new_bottom: str) -> None:
    middle = "1\n2\n3\n"
    merged = merge(top + middle + bottom, new_top + middle + bottom, top + middle + new_bottom)
    assert merged == new_top + middle + new_bottom


def test_lines_next_to_each_other_overlap() -> None:
    with pytest.raises(Overlap):
        merge("a\nb\n", "x\nb\n", "a\ny\n")


@given(some_lines, some_lines)
def test_a_diff_tells_both_versions(before: str, after: str) -> None:
    lines = [line for hunk in compare("f", before, after).hunks for line in hunk.lines]
    old, new = before.splitlines(), after.splitlines()
    assert all(old[line.old - 1] == line.text for line in lines if line.old)
    assert all(new[line.new - 1] == line.text for line in lines if line.new)
    assert bool(lines) == (before != after)
