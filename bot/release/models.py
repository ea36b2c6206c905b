"""Every table of releases."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class ReleaseRow(Base):
    """One act (`bot.release.states.Act`), append only. `live`: the live model before it; `note` is encrypted."""

    __tablename__ = "releases"

    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(10))
    model: Mapped[str] = mapped_column(String(64), index=True)
    share: Mapped[int] = mapped_column(Integer)
    live: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Encrypted)


class TrainedModelRow(Base):
    """What is known of a model that was trained in the studio; the fields of `bot.release.registry.TrainedModel`."""

    __tablename__ = "trained_models"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    trained_at: Mapped[datetime] = mapped_column(UtcDateTime)
    trained_by: Mapped[str | None] = mapped_column(String(64))
    commit: Mapped[str | None] = mapped_column(String(40))
    job: Mapped[str | None] = mapped_column(String(32))


class ShadowTurnRow(Base):
    """A turn a model understood beside the one that answered it; `body` (both readings) is encrypted."""

    __tablename__ = "shadow_turns"

    model: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    against: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    same: Mapped[bool]
    body: Mapped[str] = mapped_column(Encrypted)

    __table_args__ = (
        Index("ix_shadow_turns_model_at", "model", "at"),
        Index("ix_shadow_turns_conversation", "conversation_id"),
    )
