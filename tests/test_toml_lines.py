"""Lines of keys in TOML files of every shape."""

from __future__ import annotations

import pytest

from worker.toml_lines import locate

TEXT = '''# comment
title = "x"   # a = 1
[server]
host = "h"
port.number = 5
"odd key" = 1

[ site . links ]
'quoted.key' = 2
list = [
  "a = 1",   # port = 3
  [1, 2],
]
long = """
port = 9
[server]
\\""" still
"""
raw = \'\'\'
x = 1\'\'\'
after = { y = 1, z = [
  2 ] }

[[source]]
name = "one"
[[source]]
name = "two"
[source.extra]
deep = 1
[[source.part]]
p = 1
[[source.part]]
p = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("server",), 3),
        (("server", "host"), 4),
        (("server", "port", "number"), 5),
        (("server", "odd key"), 6),
        (("site", "links", "quoted.key"), 9),
        (("site", "links", "list"), 10),
        (("site", "links", "list", "1"), 10),
        (("site", "links", "long"), 14),
        (("site", "links", "raw"), 19),
        (("site", "links", "after"), 21),
        (("source", 0), 24),
        (("source", "0", "name"), 25),
        (("source", 1, "name"), 27),
        (("source", 1, "extra", "deep"), 29),
        (("source", 1, "part", 1, "p"), 33),
        (("source", 1, "part", 0, "p"), 31),
        (("source", 1, "missing"), 26),
        (("server", "missing"), 3),
        (("server", "host", "deeper"), 4),
        (("missing",), None),
        ((), 2),
    ],
)
def test_a_key_is_found_or_what_is_around_it(path: tuple[str | int, ...], line: int | None) -> None:
    assert locate(TEXT, path) == line


def test_nothing_is_found_in_nothing() -> None:
    assert locate("", ("a",)) is None
