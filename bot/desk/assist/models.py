"""Tables of what helps an agent to write."""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, UtcDateTime


class ConductBreachRow(Base):
    """A guard that stopped a draft before the customer could read it; `draft` names the draft, whose words are not kept."""

    __tablename__ = "conduct_breaches"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    draft: Mapped[str] = mapped_column(String(32))
    username: Mapped[str] = mapped_column(String(64))
    guard: Mapped[str] = mapped_column(String(20))
    conversation_id: Mapped[str] = mapped_column(String(32))
