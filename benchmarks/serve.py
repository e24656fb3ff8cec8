"""Conditional GETs a second: the public folder's server beside nginx, on the same files, in the same run.

    python benchmarks/serve.py [--seconds 30] [--connections 64] [--workers 2]

Needs nginx and wrk on PATH (Debian: nginx-light, wrk). Exits with 1 if the ratio is below 0.5 or if anything but 200
and 304 was answered.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import uvicorn

from feeds.connection import FeedConnection
from feeds.server import create_app

PUBLIC = "VIETWIRE_BENCHMARK_PUBLIC"
WANTED_RATIO = 0.5
ROUNDS = 3

_NGINX = """
worker_processes auto; pid {home}/nginx.pid; error_log {home}/nginx.log; daemon off;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=1000;
    types {{ application/rss+xml xml; application/feed+json json; text/html html; }}
    client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
    uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
    server {{ listen 127.0.0.1:{port} reuseport; root {public}; }}
}}
"""

# wrk counts every status above 399 as an error; this counts each one, over all threads.
_WRK = """
local requests, n, threads = {requests}, 0, {{}}
function setup(thread) table.insert(threads, thread) end
function init(args) other, full, unchanged = 0, 0, 0 end
function request() n = n % #requests + 1; return requests[n] end
function response(status)
    if status == 304 then unchanged = unchanged + 1
    elseif status == 200 then full = full + 1
    else other = other + 1 end
end
function done(summary)
    local full, unchanged, other = 0, 0, 0
    for _, thread in ipairs(threads) do
        full = full + thread:get("full")
        unchanged = unchanged + thread:get("unchanged")
        other = other + thread:get("other")
    end
    local e = summary.errors
    io.write(string.format('\\n{{"seconds": %f, "full": %d, "unchanged": %d, "other": %d, "broken": %d}}\\n',
        summary.duration / 1e6, full, unchanged, other, e.connect + e.read + e.write + e.timeout))
end
"""


def app() -> object:
    """What each worker process of ours serves."""
    return create_app(Path(os.environ[PUBLIC]))


def make_files(public: Path) -> list[str]:
    """Feeds of the sizes that occur (10 to 120 kB), and their paths."""
    text = " ".join(f"{number} delegates of the Provincial People's Committee" for number in range(3000))
    paths = []
    for number in range(10):
        path = f"/feeds/category/topic-{number}.rss.xml"
        file = public / path[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text[: 12_000 * (number + 1)])
        os.utime(file, (time.time() - 3600, time.time() - 3600))
        paths.append(path)
    return paths


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return once the port answers; RuntimeError after 20 seconds."""
    waiting = threading.Event()
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            waiting.wait(0.1)
        else:
            return
    raise RuntimeError(f"nothing listens on port {port}: look at the server's own output above")


def validators(port: int, paths: list[str]) -> dict[str, str]:
    """The ETag each path has now."""
    found = {}
    for path in paths:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            found[path] = answer.headers["ETag"]
    return found


def load(port: int, etags: dict[str, str], seconds: float, connections: int, script: Path) -> dict[str, float]:
    """Poll all paths with wrk, as a reader does that has them; its counts."""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: newsboat/2.21.0 (Linux x86_64)\r\n"
        f"Accept: application/rss+xml, application/atom+xml, */*\r\nIf-None-Match: {etag}\r\n\r\n"
        for path, etag in etags.items()
    ]
    table = "{" + ", ".join(json.dumps(request) for request in requests) + "}"
    script.write_text(_WRK.format(requests=table))
    wrk = [str(shutil.which("wrk")), "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(script)]
    output = subprocess.run(  # noqa: S603 - our own command line
        [*wrk, f"http://127.0.0.1:{port}/"], check=True, capture_output=True, text=True
    ).stdout
    counts: dict[str, float] = json.loads(output.strip().splitlines()[-1])
    counts["rate"] = (counts["full"] + counts["unchanged"]) / counts["seconds"]
    return counts


def start_nginx(home: Path, public: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Nginx with a worker for each core, and its port."""
    port = free_port()
    settings = home / "nginx.conf"
    settings.write_text(_NGINX.format(home=home, public=public, port=port))
    return subprocess.Popen([str(shutil.which("nginx")), "-c", str(settings)]), port  # noqa: S603 - our own


def start_ours(public: Path, workers: int) -> tuple[subprocess.Popen[bytes], int]:
    """Our server in `workers` processes, and its port."""
    port = free_port()
    command = [sys.executable, __file__, "--serve", str(port), "--workers", str(workers)]
    here = {**os.environ, PUBLIC: str(public), "PYTHONPATH": os.pathsep.join(["benchmarks", "."])}
    return subprocess.Popen(command, env=here), port  # noqa: S603 - our own command line


def serve(port: int, workers: int) -> None:
    """Run our server until it is told to stop."""
    uvicorn.run(
        "serve:app",
        factory=True,
        port=port,
        workers=workers,
        http=FeedConnection,
        access_log=False,
        log_level="warning",
        server_header=False,
    )


def main() -> int:
    """Measure both, in turns, and say how they compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.workers)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        home, public = Path(folder), Path(folder) / "public"
        home.chmod(0o755)  # nginx's workers are another user
        public.mkdir()
        paths = make_files(public)
        servers = {"nginx": start_nginx(home, public), "vietwire": start_ours(public, given.workers)}
        rates: dict[str, list[float]] = {name: [] for name in servers}
        strange = 0.0
        try:
            etags = {}
            for name, (_, port) in servers.items():
                wait_for(port)
                etags[name] = validators(port, paths)
            for number in range(ROUNDS):
                for name, (_, port) in servers.items():
                    counts = load(port, etags[name], given.seconds / ROUNDS, given.connections, home / "wrk.lua")
                    rates[name].append(counts["rate"])
                    if name == "vietwire":
                        strange += counts["other"] + counts["broken"]
                    print(
                        f"round {number + 1}  {name:9s} {counts['rate']:9.0f} conditional GETs/s  {counts}", flush=True
                    )
        finally:
            for process, _ in servers.values():
                process.send_signal(signal.SIGTERM)
                process.wait(20)
    ratio = sum(rates["vietwire"]) / sum(rates["nginx"])
    print(f"ratio {ratio:.2f} of nginx (wanted: {WANTED_RATIO}); answers other than 200 and 304: {strange:.0f}")
    return 0 if ratio >= WANTED_RATIO and not strange else 1


if __name__ == "__main__":
    raise SystemExit(main())
