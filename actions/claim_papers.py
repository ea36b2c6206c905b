"""Claim documents in words: what to bring now, what may follow, what we fetch ourselves."""

from collections.abc import Sequence

from insurance.domain.claim_documents import ChecklistItem, Need

_HEADINGS = {
    Need.MANDATORY: "需要准备",
    Need.MAY_FOLLOW: "可能用得上，有的话可以后补",
    Need.FETCHED: "我们自己查，不用您交",
}
# Of what may follow, these are enough to begin with; the colleague names what the case needs.
_SHOWN = 4


def listed(documents: Sequence[ChecklistItem]) -> str:
    """A line per need, the documents joined by 「、」."""
    lines = []
    for need, heading in _HEADINGS.items():
        names = [item.name for item in documents if item.need is need]
        if need is Need.MAY_FOLLOW and len(names) > _SHOWN:
            names[_SHOWN - 1 :] = [f"{names[_SHOWN - 1]}等"]
        if names:
            lines.append(f"{heading}：{'、'.join(names)}")
    return "\n".join(lines)
