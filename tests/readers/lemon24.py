"""lemon24's reader as a command: `poll` or `seen`, the database, and feed addresses on standard input."""

from __future__ import annotations

import json
import sys

from reader import make_reader


def main() -> None:
    """Do as told."""
    verb, database = sys.argv[1:]
    with make_reader(database, feed_root=None) as reader:
        if verb == "seen":
            print(json.dumps([_shown(entry) for entry in reader.get_entries()]))  # noqa: T201 - its answer
            return
        for address in sys.stdin.read().split():
            reader.add_feed(address, exist_ok=True)
        reader.update_feeds(scheduled=False)  # now, however fresh Cache-Control says that the copy still is
        broken = {feed.url: feed.last_exception.value_str for feed in reader.get_feeds() if feed.last_exception}
        if broken:
            sys.exit(f"could not read {broken}")


def _shown(entry: object) -> dict[str, str]:
    content = entry.get_content(prefer_summary=False)  # type: ignore[attr-defined]
    return {
        "id": entry.id,  # type: ignore[attr-defined]
        "title": entry.title,  # type: ignore[attr-defined]
        "text": content.value,
        "picture": entry.enclosures[0].href,  # type: ignore[attr-defined]
        "author": entry.author,  # type: ignore[attr-defined]
        "published": entry.published.isoformat(),  # type: ignore[attr-defined]
    }


if __name__ == "__main__":
    main()
