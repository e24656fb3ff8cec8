"""Rendered entries, kept between publications: a feed of fifty entries of which one is new costs one rendering."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from feeds.content import rendition
from feeds.render import fragment_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from feeds.catalog import Catalog, Place
    from feeds.model import Entry
    from feeds.pictures import CopyOf
    from feeds.site import Edition, Format, Site

Version = tuple[str, "datetime"]
"""An entry's uid and its update: a new version has another one."""
Renderings = dict[tuple["Edition", "Format"], bytes]


class Fragments:
    """Every edition and format of the entries asked for last, at most `limit` bytes of them beside those in use."""

    def __init__(self, site: Site, catalog: Catalog, limit: int, copy_of: CopyOf | None = None) -> None:
        self._site = site
        self._catalog = catalog
        self._limit = limit
        self._copy_of = copy_of
        self._kept: OrderedDict[Version, Renderings] = OrderedDict()
        self._weight = 0

    def of(self, places: Sequence[Place]) -> list[Renderings]:
        """The fragments of each place's entry, in order; one that has just been withdrawn is left out."""
        missing = [place for place in places if (place.uid, place.updated) not in self._kept]
        loaded: Mapping[str, Entry] = self._catalog.entries([place.uid for place in missing]) if missing else {}
        found: list[Renderings] = []
        for place in places:
            version = (place.uid, place.updated)
            if version in self._kept:
                self._kept.move_to_end(version)
                found.append(self._kept[version])
            elif place.uid in loaded:
                found.append(self._render(loaded[place.uid]))
        while self._weight > self._limit and self._kept:
            _, oldest = self._kept.popitem(last=False)
            self._weight -= sum(map(len, oldest.values()))
        return found

    def _render(self, entry: Entry) -> Renderings:
        made: Renderings = {}
        for edition in self._site.editions:
            shown = rendition(self._site, entry, edition, self._copy_of)
            for form in self._site.formats:
                made[edition, form] = fragment_of(shown, form)
        self._kept[entry.uid, entry.updated] = made
        self._weight += sum(map(len, made.values()))
        return made
