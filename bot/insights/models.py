"""Tables of insights: figures per day, made of what other rooms keep and never of words; they may be made again."""

from datetime import date, datetime

from sqlalchemy import JSON, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


class FactRow(Base):
    """What was seen of a measure on a day in Shanghai: how often (`n`), and the sum of it (`total`).

    `dimension` and `key` empty: of everything; else of that part of it. `buckets`: value → how often, values rounded to
    four figures, of measures that percentiles are asked of.
    """

    __tablename__ = "insight_facts"

    dimension: Mapped[str] = mapped_column(String(24), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(96), primary_key=True)
    n: Mapped[int] = mapped_column(Integer)
    total: Mapped[float] = mapped_column(Float)
    buckets: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (Index("ix_insight_facts_day", "day", "dimension", "measure"),)


class ComputedDayRow(Base):
    """As of when the facts of a source on a day were seen."""

    __tablename__ = "insight_days"

    source: Mapped[str] = mapped_column(String(24), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
