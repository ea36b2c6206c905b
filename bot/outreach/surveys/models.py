"""Tables of surveys: invitations with their answers, campaigns, and who does not want to be asked."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base, Encrypted, UtcDateTime


class SurveyAnswerRow(Base):
    """One record is asked about once. Without `answered_at` an invitation; without `invited_at` nobody was invited, a colleague
    wrote the answer down. Items are 1 to 5, `recommend` 0 to 10, None where not said; `comment` is encrypted.

    `number`: of the record; of a campaign `CAMPAIGN:CUSTOMER`. `channel`: where the answer came from.
    """

    __tablename__ = "survey_answers"
    __table_args__ = (
        UniqueConstraint("occasion", "number"),
        Index("ix_survey_answers_customer", "customer_no", "invited_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    occasion: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(64))
    customer_no: Mapped[str | None] = mapped_column(String(32))
    campaign_id: Mapped[str | None] = mapped_column(String(16), index=True)
    about: Mapped[str] = mapped_column(String(100))
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    attitude: Mapped[int | None]
    speed: Mapped[int | None]
    quality: Mapped[int | None]
    ease: Mapped[int | None]
    recommend: Mapped[int | None]
    resolved: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Encrypted)
    channel: Mapped[str | None] = mapped_column(String(16))
    entered_by: Mapped[str | None] = mapped_column(String(64))


class SurveyRefusalRow(Base):
    """Who said 「以后别再问我」, and when."""

    __tablename__ = "survey_refusals"

    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyCampaignRow(Base):
    """`share`: per cent of the segment that are asked; `most`: never more than that. `line`, `claim_days`, `conversation_days`
    narrow it down, None does not. `done_at`: everybody who is to be asked was invited.
    """

    __tablename__ = "survey_campaigns"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    segment: Mapped[dict[str, object]] = mapped_column(JSON)
    most: Mapped[int]
    starts_on: Mapped[date]
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_by: Mapped[str | None] = mapped_column(String(64))
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
