"""These need what training needs: `make test-training` runs them, `make test` leaves them out."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]
