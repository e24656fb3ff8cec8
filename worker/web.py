"""The web server's own routes beside the public files: pushed articles, health, metrics."""

from __future__ import annotations

import hmac
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from kombu.exceptions import OperationalError
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from feeds.server import create_app
from worker import bootstrap, tasks
from worker.app import QUEUES, configure
from worker.bootstrap import now
from worker.core.errors import InvalidInputError, TemporaryError
from worker.observe import DatabaseMetrics, set_up_logging

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request

    from worker.bootstrap import Services

STALE_AFTER = 10
"""Canary periods without a completed one after which a queue counts as stopped."""
log = structlog.get_logger()


class TooLargeError(Exception):
    """The request's body is larger than the settings allow."""


def web_app(services: Services) -> Starlette:
    """The public files, with `POST /api/articles`, `GET /health` and `GET /metrics` beside them."""
    routes = Routes(services)
    return create_app(
        services.settings.public_dir,
        extra_routes=[
            Route("/api/articles", routes.push, methods=["POST"]),
            Route("/health", routes.health, methods=["GET"]),
            Route("/health/web", routes.health_web, methods=["GET"]),
            Route("/metrics", routes.metrics, methods=["GET"]),
        ],
    )


def application() -> Starlette:
    """The same for a process of its own, which reads the settings itself."""
    services = bootstrap.services()
    set_up_logging(services.settings.log)
    configure(services.settings)
    return web_app(services)


class Routes:
    """The handlers, bound to one process's services."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._registry = CollectorRegistry()
        self._registry.register(DatabaseMetrics(services.ledger, QUEUES, now))

    async def push(self, request: Request) -> Response:
        """Take in one article or a list: 202 with ids and refusals, 422 when every one was refused."""
        if refusal := self._refusal(request):
            return refusal
        try:
            payload = json.loads(await self._body(request))
        except TooLargeError:
            limit = self._services.settings.server.max_push_bytes
            return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {limit} bytes; push fewer.")
        except (ValueError, RecursionError) as error:
            return _problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}.")
        try:
            report = await run_in_threadpool(self._services.intake.ingest, payload)
        except InvalidInputError as error:
            return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        except TemporaryError as error:
            return _problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "30"})
        try:
            await run_in_threadpool(tasks.translate_soon, list(report.ids))
        except OperationalError as error:  # kept already: the sweeper will find it
            log.warning("broker not reached", error=str(error))
        status = HTTPStatus.ACCEPTED if report.accepted else HTTPStatus.UNPROCESSABLE_ENTITY
        return JSONResponse(report.as_json(), status)

    async def health(self, _request: Request) -> Response:
        """200 while the database answers and no queue has stopped; 503 with the reason otherwise."""
        try:
            ages = await run_in_threadpool(self._heartbeat_ages)
        except TemporaryError as error:
            return _problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        limit = STALE_AFTER * self._services.settings.schedule.canary
        stopped = [queue for queue, age in ages.items() if age is not None and age > limit]
        status = HTTPStatus.SERVICE_UNAVAILABLE if stopped else HTTPStatus.OK
        return JSONResponse({"ok": not stopped, "stopped": stopped, "heartbeat_age_seconds": ages}, status)

    async def health_web(self, _request: Request) -> Response:
        """200 while this process and the database answer, whatever the workers do."""
        try:
            await run_in_threadpool(self._heartbeat_ages)
        except TemporaryError as error:
            return _problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        return JSONResponse({"ok": True})

    async def metrics(self, request: Request) -> Response:
        """Prometheus text."""
        if refusal := self._refusal(request):
            return refusal
        text = await run_in_threadpool(generate_latest, self._registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    def _refusal(self, request: Request) -> Response | None:
        """The answer to a caller without the token, or None."""
        token = self._services.settings.server.token.get_secret_value()
        if not token:
            return _problem(
                HTTPStatus.FORBIDDEN, "This address is switched off: the operator has set no VIETWIRE_SERVER__TOKEN."
            )
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
            return _problem(
                HTTPStatus.UNAUTHORIZED,
                "Send the token as 'Authorization: Bearer TOKEN'.",
                {"WWW-Authenticate": "Bearer"},
            )
        return None

    async def _body(self, request: Request) -> bytes:
        limit = self._services.settings.server.max_push_bytes
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > limit:
                raise TooLargeError
        return bytes(body)

    def _heartbeat_ages(self) -> dict[str, float | None]:
        last = {queue: self._services.ledger.last_beat(queue) for queue in QUEUES}
        return {queue: round((now() - beat).total_seconds(), 1) if beat else None for queue, beat in last.items()}


def _problem(status: HTTPStatus, detail: str, headers: dict[str, str] | None = None) -> Response:
    """A sentence for the caller (RFC 9457)."""
    body: dict[str, Any] = {"title": status.phrase, "status": status.value, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")
