"""How much worse than the live model a candidate may be, figure by figure, and what a first model must reach.

Data, so that an insurer's change to it is one line. `docs/studio/training.md` prints this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Margin:
    """`worse_by`: what is let through, in the figure's own unit (a share 0–1; milliseconds for `latency_p95`).

    `rows`: so many rows may flip for the worse however few there are: on a small set they exceed `worse_by` and tell nothing.
    Five of five flipping one way is beyond chance (McNemar's exact test, 3 %), four are not; where little is asked so often,
    as of one intent, or an error weighs more, fewer.

    `floor`: what a model must reach where no live one is there to be compared with. `reason`: why so much.
    """

    title: str
    better: Literal["higher", "lower"]
    worse_by: float
    rows: int
    floor: float
    reason: str


# An intent or an entity with fewer held-out rows is not judged by itself: it counts in the figures over all.
LEAST_ROWS = 10
# Of the live model's p95, or milliseconds where that is less: nobody notices five, and on a busy machine they come and go.
LATENCY_FACTOR = 1.5

MARGINS: Mapping[str, Margin] = {
    "accuracy": Margin(
        "意图正确率", "higher", 0.005, 4, 0.80, "一般一次改动会让千分之几的说法来回变动，再多就是真的变差了"
    ),
    "macro_f1": Margin("意图宏平均 F1", "higher", 0.01, 2, 0.75, "小意图占比大，一两条就动零点几个百分点"),
    "intent": Margin(
        "单个意图的 F1（至少 10 条）",
        "higher",
        0.05,
        2,
        0.0,
        "四十条的意图里两三条之差；标错一批会掉十几个百分点",
    ),
    "known": Margin(
        "训练过的说法还听得懂（单个意图，至少 10 条）",
        "higher",
        0.01,
        2,
        0.0,
        "线上已经听懂的训练说法不该忘；标错的一批正是这样把原来的意图带偏的",
    ),
    "faq_hit_1": Margin(
        "常见问题第一个就对", "higher", 0.01, 3, 0.70, "加一个条目会从相近条目那里分走一两条"
    ),
    "out_of_scope_recall": Margin(
        "超出范围召回", "higher", 0.03, 2, 0.50, "不该答的答了会误导客户；这一类说法最散，几条之差是常事"
    ),
    "out_of_scope_false_rate": Margin(
        "超出范围误报", "lower", 0.01, 3, 0.12, "把客户正当的问题推开，百分之一已经看得见"
    ),
    "calibration_error": Margin("校准误差", "lower", 0.02, 1, 0.15, "该不该反问全看把握准不准"),
    "entity": Margin(
        "单个实体的 F1（至少 10 个）", "higher", 0.02, 1, 0.0, "实体多由表和规则找出，变动很少是偶然的"
    ),
    "cross_validation": Margin("交叉验证正确率", "higher", 0.01, 0, 0.0, "训练数据自己是否变得互相矛盾"),
    "latency_p95": Margin("理解一条消息的耗时 p95（毫秒）", "lower", 5.0, 0, 100.0, "五毫秒以内客户感觉不到"),
}


def table() -> str:
    """The margins in Markdown."""
    lines = ["| 指标 | 比线上最多差 | 至少放过 | 没有线上模型时 | 为什么 |", "|---|---|---|---|---|"]
    for name, margin in MARGINS.items():
        if name == "latency_p95":
            allowed, floor = (
                f"{margin.worse_by:g} 毫秒或 {LATENCY_FACTOR:g} 倍，取大的",
                f"不超过 {margin.floor:g}",
            )
        else:
            allowed = f"{margin.worse_by * 100:g} 个百分点"
            reached = f"{margin.floor * 100:g}%"
            floor = (
                "—" if not margin.floor else ("至少 " if margin.better == "higher" else "不超过 ") + reached
            )
        rows = f"{margin.rows} 条" if margin.rows else "—"
        lines.append(f"| {margin.title} | {allowed} | {rows} | {floor} | {margin.reason} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201
