from concurrent.futures import ThreadPoolExecutor

from corpus.conversations import Conversations
from corpus.store import Store


def test_turns_come_back_in_order(store: Store) -> None:
    conversations = Conversations(store.engine)
    id_ = conversations.start()

    for n in range(3):
        conversations.append(id_, {"question": f"Q{n} é \ud800", "n": [n, None, 1.5]})

    assert [turn["n"] for turn in conversations.turns(id_)] == [[n, None, 1.5] for n in range(3)]
    assert conversations.turns(id_)[0]["question"] == "Q0 é \ud800"


def test_a_conversation_is_kept_from_its_first_turn_on(store: Store) -> None:
    conversations = Conversations(store.engine)

    id_ = conversations.start()

    assert conversations.kept() == []
    assert conversations.turns(id_) == []


def test_the_latest_conversations_come_first_with_their_opening(store: Store) -> None:
    conversations = Conversations(store.engine)
    ids = [conversations.start() for _ in range(5)]
    for n, id_ in enumerate(ids):
        conversations.append(id_, {"question": f"Q{n}"})
        conversations.append(id_, {"question": "and?"})

    kept = conversations.kept(limit=3)

    assert [c.id for c in kept] == ids[:1:-1]
    assert [c.opening for c in kept] == ["Q4", "Q3", "Q2"]


def test_what_is_forgotten_is_gone(store: Store) -> None:
    conversations = Conversations(store.engine)
    conversations.append("a", {"question": "A"})
    conversations.append("b", {"question": "B"})

    conversations.forget("a")
    conversations.forget("unknown")

    assert conversations.turns("a") == []
    assert [c.id for c in conversations.kept()] == ["b"]


def test_turns_of_several_threads_are_all_kept(store: Store) -> None:
    conversations = Conversations(store.engine)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: conversations.append("a", {"question": str(n)}), range(30)))

    asked = [turn["question"] for turn in conversations.turns("a")]
    assert sorted(asked, key=int) == [str(n) for n in range(30)]
