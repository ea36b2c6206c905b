"""What was measured of models, kept: the live model is measured once per state of the held-out files."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.studio.training.evaluation import Evaluation, Known
from bot.studio.training.models import CrossValidationRow, EvaluationRow, KnownRow
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly


class Evaluations:
    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock

    async def of(self, model: str, data: str) -> Evaluation | None:
        """With the model's cross-validation, whenever that was done."""
        query = select(EvaluationRow.__table__).where(
            EvaluationRow.model == model, EvaluationRow.data == data
        )
        async with readonly(self._engine).connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            crossed = (
                await connection.execute(
                    select(CrossValidationRow.__table__).where(CrossValidationRow.model == model)
                )
            ).one_or_none()
        if row is None:
            return None
        kept = msgspec.convert(self._keyring.decrypt_json(row["body"]), Evaluation)
        return msgspec.structs.replace(
            kept,
            latency={"p50": row["p50"], "p95": row["p95"]},
            cross_validation={"accuracy": crossed.accuracy, "macro_f1": crossed.macro_f1}
            if crossed
            else None,
        )

    async def measured(self, data: str) -> list[str]:
        """Models whose figures on this state of the held-out files are kept."""
        query = select(EvaluationRow.model).where(EvaluationRow.data == data)
        async with readonly(self._engine).connect() as connection:
            return list((await connection.scalars(query)).all())

    async def crossed(self) -> list[str]:
        """Models that were cross-validated."""
        async with readonly(self._engine).connect() as connection:
            return list((await connection.scalars(select(CrossValidationRow.model))).all())

    async def keep(self, evaluation: Evaluation) -> None:
        """In place of an earlier one of the same model on the same files."""
        body = msgspec.structs.replace(evaluation, cross_validation=None)
        values: dict[str, Any] = {
            "model": evaluation.model,
            "data": evaluation.data,
            "at": self._clock.now(),
            **evaluation.latency,
            "body": self._keyring.encrypt_json(msgspec.to_builtins(body)),
        }
        mine = (EvaluationRow.model == evaluation.model, EvaluationRow.data == evaluation.data)
        async with self._engine.begin() as connection:
            await connection.execute(delete(EvaluationRow).where(*mine))
            await connection.execute(insert(EvaluationRow).values(values))

    async def keep_latency(self, model: str, data: str, latency: Mapping[str, float]) -> None:
        """Measured anew, beside another model: `p50` and `p95` in milliseconds."""
        mine = (EvaluationRow.model == model, EvaluationRow.data == data)
        async with self._engine.begin() as connection:
            await connection.execute(update(EvaluationRow).where(*mine).values(**latency))

    async def known(self, model: str, against: str) -> Known | None:
        """None where the two were not compared on the model's training data."""
        query = select(KnownRow.body).where(KnownRow.model == model, KnownRow.against == against)
        async with readonly(self._engine).connect() as connection:
            body = await connection.scalar(query)
        return msgspec.convert(self._keyring.decrypt_json(body), Known) if body else None

    async def keep_known(self, model: str, known: Known) -> None:
        """In place of an earlier comparison of the two."""
        body = self._keyring.encrypt_json(msgspec.to_builtins(known))
        mine = (KnownRow.model == model, KnownRow.against == known.against)
        async with self._engine.begin() as connection:
            await connection.execute(delete(KnownRow).where(*mine))
            await connection.execute(insert(KnownRow).values(model=model, against=known.against, body=body))

    async def keep_crossed(self, model: str, figures: Mapping[str, float]) -> None:
        """`accuracy` and `macro_f1` over the data the model was trained on."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(CrossValidationRow).where(CrossValidationRow.model == model))
            await connection.execute(
                insert(CrossValidationRow).values(model=model, at=self._clock.now(), **figures)
            )
