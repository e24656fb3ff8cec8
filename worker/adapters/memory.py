"""The translation memory in the database: a sentence is translated once, however often articles are edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from worker.adapters.database import reading, writing
from worker.adapters.schema import memory
from worker.core.model import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from worker.core.model import Remembered

ROWS_A_STATEMENT = 400  # a row binds eight values, and a statement takes 32,766 on SQLite


class TranslationMemory:
    """`worker.core.ports.Memory` over the table `memory`."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def get(self, keys: Sequence[str]) -> dict[str, Hypothesis]:
        """What is remembered under these keys; a key that is not known is absent."""
        found: dict[str, Hypothesis] = {}
        with reading(self._engine) as connection:
            for start in range(0, len(keys), ROWS_A_STATEMENT):
                rows = connection.execute(
                    memory.select().where(memory.c.key.in_(keys[start : start + ROWS_A_STATEMENT]))
                )
                for row in rows:
                    alignment = None if row.alignment is None else tuple((pair[0], pair[1]) for pair in row.alignment)
                    found[row.key] = Hypothesis(row.target_text, row.score, alignment)
        return found

    def put(self, items: Sequence[Remembered]) -> None:
        """Remember these; a key that is known already takes the new translation."""
        now = self._clock()
        # Sorted, so that two translators that remember the same sentences lock their rows in the same order.
        rows = [
            {
                "key": item.key,
                "source_text": item.source_text,
                "target_text": item.hypothesis.text,
                "score": item.hypothesis.score,
                "alignment": None if item.hypothesis.alignment is None else list(item.hypothesis.alignment),
                "engine": item.engine,
                "decoding": item.decoding,
                "made": now,
            }
            for item in sorted({item.key: item for item in items}.values(), key=lambda item: item.key)
        ]
        if not rows:
            return
        with writing(self._engine) as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(memory)
            for start in range(0, len(rows), ROWS_A_STATEMENT):
                statement = insert.values(rows[start : start + ROWS_A_STATEMENT])
                changed = {name: statement.excluded[name] for name in rows[0] if name != "key"}
                connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed))
