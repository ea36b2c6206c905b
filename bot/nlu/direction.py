"""Whether a day without a year lies ahead: by the words beside it, such as 到期, 续费, 预约, 能到账."""

import re

_COMING = re.compile(
    r"[号日天底午秋节庆旦一二三四五六末](?:之前|以前|前)(?:必须|给|回|打|联|能|要|办|到|处理|答复)|到期|满期|期满|续[保费期缴交]|[缴交扣]费|扣款|还款|截止|生效|预约|打算|准备|[回来]电|打给我|联系我|之前[给回打联]|下次|起保|开始保"
)
# Right behind the day: 20号能到账吗, 周五之前可以处理好吗.
_MODAL = re.compile(
    r"(?:[之以]?前|[早晚]上?|[上中下]午|左右|那天|以后|之后|再|就|才|我|他|她|你们?|您|咱|是不是|是否|还){0,4}"
    r"(?:[能会要]|可以|必须|务必|一定|得(?!了|知|到|病)|给(?:我)?(?:回|打|答|结|处|个))"
)
_STOP = re.compile(r"[,，。.;；!！?？\n]")
_HAPPENED = re.compile(r"[了过]|[报交买办投签住出做扣付缴追撞摔生查寄提][\u4e00-\u9fff]?的")
_REACH = 8  # how far before a day its word may stand


def is_ahead(text: str, start: int, end: int, before: int | None, behind: int | None) -> bool:
    """Whether the day at `start` to `end` lies ahead; `before` and `behind` are where its neighbours end and begin."""
    if _MODAL.match(text, end):
        return True
    if before is None and behind is None:  # the only day: the whole message may speak of it
        clause = _clause(text, start, end)
        return bool(_COMING.search(text)) and not (_HAPPENED.search(clause) and not _COMING.search(clause))
    stop = _STOP.search(text, end)
    limit = min(stop.start() if stop else len(text), len(text) if behind is None else behind)
    return bool(
        _COMING.search(text, max(end - 1, 0), limit)
        or re.search(
            r"(?:到期日?|截止|预约|续保|约在|定在)\S{0,3}$", text[max(before or 0, start - _REACH) : start]
        )
    )


def _clause(text: str, start: int, end: int) -> str:
    stops = [match.end() for match in _STOP.finditer(text, 0, start)]
    stop = _STOP.search(text, end)
    return text[stops[-1] if stops else 0 : stop.start() if stop else len(text)]
