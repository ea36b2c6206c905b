"""A small data repository, as people write one: with remarks, in both styles of YAML."""

from pathlib import Path

from bot.studio.knowledge.shelf import Shelf, shelf_of
from bot.studio.repository.repository import Author, DataRepository
from kernel.clock import Clock

LI = Author("li", "李老师")
FILES = {
    "config.yml": "language: zh\n",
    "domain.yml": """\
intents:
# wishes
- greet
- claim_report
# the rest
- thanks

entities: [date, money]

slots:
  phone:
    type: text
    mappings:
    - type: from_text
      not_intent: &stops [claim_report]

responses:
  # --- small talk
  utter_greet:
  - text: 您好，要办什么，直接说就行。   # warm
    buttons:
    - {title: 报案, payload: /claim_report}
  utter_bad_phone_length:
  - text: 手机号是 11 位，您发的是 {length} 位。
""",
    "data/nlu/claims.yml": """\
version: "3.1"

nlu:
# What happened to them.
- intent: claim_report
  examples: |
    - 我[昨天](date)追尾了
    - 我要报案
- intent: claim_extra
  examples: |
    - 补一份材料
""",
    "data/nlu/smalltalk.yml": "nlu:\n- intent: greet\n  examples: |\n    - 你好\n- intent: thanks\n  examples: |\n    - 谢谢\n",
    "data/rules/tasks.yml": "rules:\n- rule: 报案\n  steps: [{intent: claim_report}, {action: utter_greet}]\n",
    "data/faq/cooling_off.yml": """\
# F2 犹豫期与退保。
faq:
- id: cooling_off.days
  category: F2
  question: 犹豫期有多少天？
  similar:
  - 犹豫期几天
  - 冷静期多长
  answer: 多数产品十五天，写在保险合同里。   # as sold
  source: {name: 人身保险业务基本服务规定, article: 第二十条}
  mark: L
  reviewed_on: 2026-08-01
  related: [cooling_off.refund]

- id: cooling_off.refund
  category: F2
  question: 犹豫期退保退多少？
  answer: 退还全部保费，至多扣十元工本费。
  source: {name: 保险条款, article: null}
  mark: C
  reviewed_on: 2026-11-01
""",
    "data/lookup/documents.yml": """\
# Papers.
entity: document
entries:
- {value: 发票, aliases: [收据]}
- value: 身份证
  aliases: [身份证复印件]
  not_before: "号"   # 身份证号 is a number
""",
    "data/lookup/thesaurus.txt": "# Words.\n\n# --- Questions ---\n多久 几天 多长时间   # how long\n怎么 咋\n",
    "tests/golden/claims.yml": "conversations:\n- name: 报案\n  turns:\n  - presses: /claim_report\n",
    "tests/nlu/heldout.jsonl": '{"text": "保费什么时候扣呀", "intent": "faq"}\n'
    '{"text": "过了犹豫期再退亏不亏", "intent": "faq", "topic": "cooling_off.days"}\n',
}


class Folder:
    """The files of a folder, as a draft shows them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> str:
        return (self._folder / path).read_text("utf-8")

    def files(self, under: str, ext: str) -> list[str]:
        return sorted(str(path.relative_to(self._folder)) for path in (self._folder / under).glob(f"*.{ext}"))


def write_project(folder: Path) -> Path:
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def make_repository(folder: Path, clock: Clock) -> DataRepository:
    return DataRepository.at(folder / "repository", write_project(folder / "seed"), clock)


async def shelf(repository: DataRepository) -> Shelf:
    return shelf_of(await repository.snapshot())


async def text(repository: DataRepository, path: str) -> str:
    return (await repository.snapshot()).read(path)
