"""Conversations, kept in the database of the library so that they survive a reload."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select

from corpus.database import reading, writing
from corpus.schema import conversations, turns


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation on record.

    Attributes:
        created: Time of its first question, ISO 8601 in UTC.
        opening: Its first question.
    """

    id: str
    created: str
    opening: str


class Conversations:
    """Reads and writes the conversations of one library.

    A turn is kept as the JSON that the caller gives: this package does not know answers.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self) -> str:
        """A name for a new conversation; nothing is written before its first turn."""
        return uuid.uuid4().hex

    def append(self, id_: str, record: dict[str, Any]) -> None:
        """Keep one more turn of a conversation."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        with writing(self._engine) as connection:
            known = connection.execute(select(conversations).where(conversations.c.id == id_))
            if known.first() is None:
                connection.execute(insert(conversations).values(id=id_, created=now))
            count = connection.execute(
                select(func.count()).select_from(turns).where(turns.c.conversation_id == id_)
            ).scalar_one()
            connection.execute(
                insert(turns).values(conversation_id=id_, ordinal=count, asked=now, answer=record)
            )

    def turns(self, id_: str) -> list[dict[str, Any]]:
        """The turns of a conversation, oldest first; none for a name that is not known."""
        statement = select(turns.c.answer).where(turns.c.conversation_id == id_)
        with reading(self._engine) as connection:
            return list(connection.scalars(statement.order_by(turns.c.ordinal)))

    def kept(self, *, limit: int = 20) -> list[KeptConversation]:
        """The latest conversations, newest first."""
        statement = (
            select(conversations.c.id, conversations.c.created, turns.c.answer)
            .join(turns, (turns.c.conversation_id == conversations.c.id) & (turns.c.ordinal == 0))
            .order_by(conversations.c.created.desc(), conversations.c.id)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [
                KeptConversation(row.id, row.created, str(row.answer.get("question", "")))
                for row in connection.execute(statement)
            ]

    def forget(self, id_: str) -> None:
        """Remove a conversation and its turns."""
        with writing(self._engine) as connection:
            connection.execute(delete(conversations).where(conversations.c.id == id_))
