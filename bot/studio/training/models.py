"""Tables of training: jobs, what was measured of models, verdicts."""

from datetime import datetime

from sqlalchemy import Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class TrainingJobRow(Base):
    """waiting → running → done | failed | cancelled.

    `slot` is 1 while it runs, so that the database itself lets one run at a time; `open_commit` is its commit until it ends,
    so that no data version is trained twice at once. `attempt` fences: who lost the lease writes nothing more. `log` and
    `details` (of a failure) are encrypted lists of lines; `seconds` is how long each stage took, as JSON.
    """

    __tablename__ = "training_jobs"

    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    stage: Mapped[str | None] = mapped_column(String(16))
    progress: Mapped[float] = mapped_column(Float)
    by: Mapped[str] = mapped_column(String(64))
    commit: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Encrypted)
    cross_validate: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    model: Mapped[str | None] = mapped_column(String(32))
    gate: Mapped[str | None] = mapped_column(String(8))
    error: Mapped[str | None] = mapped_column(String(32))
    details: Mapped[str] = mapped_column(Encrypted)
    log: Mapped[str] = mapped_column(Encrypted)
    seconds: Mapped[str] = mapped_column(Text)
    cancel: Mapped[bool]
    attempt: Mapped[int] = mapped_column(Integer)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    slot: Mapped[int | None] = mapped_column(Integer, unique=True)
    open_commit: Mapped[str | None] = mapped_column(String(40), unique=True)


class EvaluationRow(Base):
    """A model on one state of the held-out files; `body` (rows hold people's words) is encrypted."""

    __tablename__ = "evaluations"

    model: Mapped[str] = mapped_column(String(32), primary_key=True)
    data: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    p50: Mapped[float] = mapped_column(Float)
    p95: Mapped[float] = mapped_column(Float)
    body: Mapped[str] = mapped_column(Encrypted)


class KnownRow(Base):
    """What a model makes of the wordings of its training data that `against` understands; `body` is encrypted."""

    __tablename__ = "known_wordings"

    model: Mapped[str] = mapped_column(String(32), primary_key=True)
    against: Mapped[str] = mapped_column(String(32), primary_key=True)
    body: Mapped[str] = mapped_column(Encrypted)


class CrossValidationRow(Base):
    """Over the data a model was trained on."""

    __tablename__ = "cross_validations"

    model: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    accuracy: Mapped[float] = mapped_column(Float)
    macro_f1: Mapped[float] = mapped_column(Float)


class GateRow(Base):
    """A verdict at the end of a job; `against` was live then, None where none was. `figures` by name, as JSON."""

    __tablename__ = "gates"
    __table_args__ = (Index("ix_gates_model_no", "model", "no"),)

    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    model: Mapped[str] = mapped_column(String(32))
    against: Mapped[str | None] = mapped_column(String(32))
    data: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(String(8))
    figures: Mapped[str] = mapped_column(Text)
