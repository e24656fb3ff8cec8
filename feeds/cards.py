"""Articles as lists show them, the newest kept so that a list costs no more than what is new in it."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from feeds.catalog import Catalog, Place
    from feeds.model import Entry
    from feeds.views import Card, Views

_HELD = 5000


class Cards:
    """The cards of one catalogue's entries. Not safe to share between threads."""

    def __init__(self, catalog: Catalog, views: Views) -> None:
        self._catalog = catalog
        self._views = views
        self._held: OrderedDict[tuple[str, datetime], Card] = OrderedDict()

    def at(self, places: Sequence[Place]) -> list[Card]:
        """The cards of the entries at these places, in the same order; only entries never seen are read."""
        missing = [place.uid for place in places if (place.uid, place.updated) not in self._held]
        fresh = {uid: self.of(entry) for uid, entry in self._catalog.entries(missing).items()} if missing else {}
        found = []
        for place in places:
            card = self._held.get((place.uid, place.updated)) or fresh.get(place.uid)
            if card is not None:
                found.append(card)
        return found

    def of(self, entry: Entry) -> Card:
        """The entry's card."""
        key = (entry.uid, entry.updated)
        card = self._held.get(key)
        if card is None:
            card = self._held[key] = self._views.card(entry)
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
        else:
            self._held.move_to_end(key)
        return card
