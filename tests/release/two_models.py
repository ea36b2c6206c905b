"""Two trained models of the small project that differ in one answer."""

from dataclasses import dataclass
from pathlib import Path

from tests.small_project import make_small_project, train_small

QUESTION = "犹豫期有几天"
ENTRY = "cooling_off.days"
OLD, NEW = "一般不少于", "新的答案：一般不少于"


@dataclass(frozen=True)
class TwoModels:
    """`old` is live where nothing was released: it is the newer file. Ids; both lie in `folder`."""

    folder: Path
    old: str
    new: str


def make_two_models(folder: Path) -> TwoModels:
    models = folder / "models"
    models.mkdir(parents=True)
    changed = make_small_project(folder / "changed")
    (file,) = [
        each for each in (changed / "data" / "faq").glob("*.yml") if f"id: {ENTRY}" in each.read_text()
    ]
    text = file.read_text()
    head, _, rest = text.partition(f"id: {ENTRY}")
    assert OLD in rest, rest[:400]
    file.write_text(f"{head}id: {ENTRY}{rest.replace(OLD, NEW, 1)}")
    ids = []
    for project in (changed, make_small_project(folder / "plain")):
        trained = train_small(project)
        target = models / trained.name
        target.write_bytes(trained.read_bytes())
        ids.append(trained.name.removesuffix(".tar.gz"))
    return TwoModels(models, old=ids[1], new=ids[0])
