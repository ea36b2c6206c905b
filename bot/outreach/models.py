"""Tables of the way out."""

from datetime import datetime

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class OutgoingRow(Base):
    """One message: planned → sending → sent | skipped, and back to planned while it may be tried again.

    `personal`: subject, text, sms and values, encrypted. `try_at`: not before that; of one that is being sent, when whoever
    sends it is given up. `token` grows with every claim, so a late sender's note finds another one. `channel` of one that
    is not sent: a provider there was asked and nobody knows how it went. `refused`: channels that did not take it.
    """

    __tablename__ = "outreach_messages"

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    customer_no: Mapped[str] = mapped_column(String(32))
    noun: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(64))
    personal: Mapped[str] = mapped_column(Encrypted)
    template: Mapped[str | None] = mapped_column(String(64))
    essential: Mapped[bool]
    arrears: Mapped[bool]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(16))
    channel: Mapped[str | None] = mapped_column(String(16))
    refused: Mapped[list[str]] = mapped_column(JSON)
    attempts: Mapped[int] = mapped_column(Integer)
    token: Mapped[int] = mapped_column(Integer)
    try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Where it landed, or where a reply is expected.
    conversation_id: Mapped[str | None] = mapped_column(String(32))

    __table_args__ = (
        Index("ix_outreach_messages_waiting", "state", "try_at"),
        Index("ix_outreach_messages_customer", "customer_no", "sent_at"),
        Index("ix_outreach_messages_sent", "sent_at"),
        Index("ix_outreach_messages_about", "noun", "number"),
    )
