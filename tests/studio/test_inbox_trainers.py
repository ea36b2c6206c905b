"""Two trainers and a stream of questions: whatever they do in whatever order, nothing is lost and nothing labelled twice."""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from bot.conversations.service import Conversations
from bot.gateway import migrations
from bot.studio.errors import AlreadyLabelled, StudioError, VersionConflict
from bot.studio.inbox.inbox import TrainersInbox
from bot.studio.inbox.labels import Annotation, Chosen, Label
from bot.studio.inbox.page import Group
from bot.studio.inbox.store import InboxStore
from bot.studio.knowledge.knowledge import Knowledge
from bot.studio.knowledge.reviews import ReviewTasks
from bot.studio.knowledge.wording import key
from bot.studio.repository.repository import Author
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import create_engine
from kernel.signals import LocalSignals
from tests.studio.inbox_turns import missed, said
from tests.studio.knowledge_project import make_repository, text

TABLES = migrations.all_tables()
TRAINERS = (Author("li", "李老师"), Author("wang", "王老师"))
ABOUT = ("追尾了咋整", "发票怎么开", "宠物能保不", "老板是谁呀")
LABELS = (Label("intent", "claim_report"), Label("intent", "thanks"), Label("ignore"))


class Trainers(RuleBasedStateMachine):
    """Every trainer acts on what their page showed, however old that is."""

    pages = Bundle("pages")

    @initialize()
    def opened(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.run(self._open(Path(self.folder.name)))
        self.asked: list[str] = []
        self.labelled: dict[str, Label] = {}
        self.taught: list[str] = []

    async def _open(self, folder: Path) -> None:
        self.clock = FrozenClock(datetime(2026, 11, 16, 2, tzinfo=UTC))
        self.engine = create_engine(f"sqlite:///{folder / 'inbox.db'}")
        async with self.engine.begin() as connection:
            await connection.run_sync(TABLES.create_all)
        keyring = Keyring([b"k" * 32])
        self.conversations = Conversations(self.engine, keyring, self.clock, LocalSignals())
        knowledge = Knowledge.of(
            make_repository(folder, self.clock), ReviewTasks(self.engine, self.clock), self.clock
        )
        self.inbox = TrainersInbox(
            InboxStore(self.engine, keyring, self.clock), self.conversations, knowledge
        )

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.run(self.engine.dispose())
            self.loop.close()
            self.folder.cleanup()

    @rule(about=st.sampled_from(ABOUT), words=st.sampled_from(("", "请问", "我的", "那边")))
    def somebody_asks(self, about: str, words: str) -> None:
        async def asks() -> None:
            self.clock.advance(timedelta(seconds=1))
            conversation_id = (await self.conversations.open("web")).id
            await said(self.conversations, conversation_id, f"{words}{about}", missed())
            await self.inbox.sweep()

        self.run(asks())
        self.asked.append(f"{words}{about}")

    @rule(target=pages)
    def a_page_is_read(self) -> list[Group]:
        return list(self.run(self._groups()))

    async def _groups(self) -> list[Group]:
        return (await self.inbox.pages.open(reason=None, after=None, limit=100)).groups

    @rule(page=pages, which=st.integers(0, 3), who=st.sampled_from(TRAINERS), label=st.sampled_from(LABELS))
    def a_group_is_labelled(self, page: list[Group], which: int, who: Author, label: Label) -> None:
        if which < len(page):
            group = page[which]
            self._label(Chosen(group.id, group.version), [each.id for each in group.items], label, who)

    @rule(page=pages, who=st.sampled_from(TRAINERS), label=st.sampled_from(LABELS))
    def one_question_is_labelled(self, page: list[Group], who: Author, label: Label) -> None:
        if page:
            id = page[-1].items[-1].id
            self._label(Chosen(missed_ids=[id]), [id], label, who)

    @rule(page=pages, label=st.sampled_from(LABELS))
    def both_label_a_group_at_once(self, page: list[Group], label: Label) -> None:
        if not page:
            return
        chosen, shown = Chosen(page[0].id, page[0].version), [each.id for each in page[0].items]

        async def both() -> list[Any]:
            acts = (self.inbox.labels.annotate(chosen, label, who) for who in TRAINERS)
            return list(await asyncio.gather(*acts, return_exceptions=True))

        results = self.run(both())
        done = [each for each in results if isinstance(each, Annotation)]
        assert len(done) <= 1
        assert all(isinstance(each, Annotation | AlreadyLabelled | VersionConflict) for each in results), (
            results
        )
        for each in done:
            self._note(each, shown, label)

    @rule(page=consumes(pages))
    def a_group_is_split(self, page: list[Group]) -> None:
        if page and len(page[0].items) > 1:
            try:
                self.run(self.inbox.labels.split([page[0].items[0].id]))
            except StudioError:
                assert page[0].items[0].id in self.labelled

    def _label(self, chosen: Chosen, shown: list[str], label: Label, who: Author) -> None:
        try:
            made = self.run(self.inbox.labels.annotate(chosen, label, who))
        except AlreadyLabelled as refused:
            assert refused.data["by"] in {"李老师", "王老师"}
            return
        except VersionConflict:
            return
        self._note(made, shown, label)

    def _note(self, made: Annotation, shown: list[str], label: Label) -> None:
        """What was labelled is some of what the page showed, none of it labelled before."""
        texts = {
            item.id: item.text
            for group in self.run(self._done())
            if group.id == made.id
            for item in group.items
        }
        done = set(texts)
        assert len(done) == made.missed and done <= set(shown)
        assert not done & self.labelled.keys()
        self.labelled |= dict.fromkeys(done, label)
        self.taught += texts.values() if label.kind == "intent" else ()

    async def _done(self) -> list[Group]:
        return (await self.inbox.pages.done(reason=None, after=None, limit=100)).groups

    @invariant()
    def every_question_is_open_or_labelled_or_like_what_is_ignored(self) -> None:
        if not hasattr(self, "inbox"):
            return
        open_now = [item for group in self.run(self._groups()) for item in group.items]
        assert not {item.id for item in open_now} & self.labelled.keys()
        unseen = len(self.asked) - len(open_now) - len(self.labelled)
        assert unseen == 0 or (unseen > 0 and any(each.kind == "ignore" for each in self.labelled.values()))

    @invariant()
    def what_was_taught_stands_in_the_files_once(self) -> None:
        if not hasattr(self, "inbox"):
            return
        repository = self.inbox.knowledge.repository
        files = ("data/nlu/claims.yml", "data/nlu/smalltalk.yml")
        lines = [line for file in files for line in self.run(text(repository, file)).splitlines()]
        for question in set(self.asked):
            assert lines.count(f"    - {question}") <= 1
        taught = {key(line.removeprefix("    - ")) for line in lines}
        assert {key(each) for each in self.taught} <= taught


TestTrainers = Trainers.TestCase
TestTrainers.settings = settings(max_examples=8, stateful_step_count=12, deadline=None)
