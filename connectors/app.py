"""The gateway process: the only file that knows how everything fits together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.asyncio import Redis
from starlette.exceptions import HTTPException

from actions.answer.skill import AnswerSkill
from actions.booking.bookings import Bookings
from actions.booking.due import Due
from actions.booking.skill import BookingSkill
from actions.corrections.queue import Corrections
from actions.direct import DirectEngine
from actions.dispatch.due import Dispatching
from actions.documents.prechecks import Prechecks
from actions.documents.reading import Reader
from actions.documents.skill import DocumentsSkill
from actions.eligibility.skill import EligibilitySkill
from actions.handoff.skill import HandoffSkill
from actions.profile.notices import Notices
from actions.profile.skill import ProfileSkill
from actions.registry import actions
from actions.repeat.skill import RepeatSkill
from actions.services import Services
from bot.clock import now
from bot.db import Database
from bot.engine import RasaEngine
from bot.errors import Refused
from bot.history import History
from bot.mailbox import Mailbox
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import Settings, load
from connectors import api, emergencies, internal, logs, metrics, versions
from connectors.bell import Bell
from connectors.booking import files, services
from connectors.booking import routes as booking
from connectors.booking.refusals import CODES
from connectors.desk import concerns, counter
from connectors.desk import papers as desk_papers
from connectors.desk import routes as desk
from connectors.documents import checklist
from connectors.documents import routes as documents
from connectors.documents.reading import read_waiting
from connectors.edge import Edge
from connectors.eligibility import routes as eligibility
from connectors.eligibility import sheets
from connectors.gateway import Gateway
from connectors.live_list import LiveList
from connectors.rate import REDIS_PATIENCE, RateLimit
from connectors.readiness import Readiness
from connectors.session import caller
from connectors.site import Site
from connectors.sms.codes import CodesBySms
from connectors.sms.connector import FileSms
from knowledge.policy import HOTLINE

PAGE = Path(__file__).parent / "web" / "static"
VENDOR = Path(__file__).parent / "web" / "node_modules" / "weui" / "dist" / "style" / "weui.min.css"
NO_CACHE = {"Cache-Control": "no-cache"}
"""The browser asks whether it still has the newest: an upgrade must not mix old and new parts of the page."""
STATUS = {
    "empty": 400,
    "bad_request": 400,
    "no_criteria": 404,
    "too_long": 413,
    "bad_facts": 422,
    "bad_checklist": 422,
    "rate_limited": 429,
    "unavailable": 503,
    **CODES,
    **documents.CODES,
}
RETRY_AFTER = {"rate_limited": "60", "too_soon": "60", "too_many_tries": "3600"}
"""Seconds."""


def create() -> FastAPI:
    """The application, for uvicorn: `uvicorn connectors.app:create --factory`."""
    logs.set_up()
    settings = load()
    app = FastAPI(title="Minsheng 民声", lifespan=lambda app: _running(app, settings), docs_url=None, redoc_url=None)
    app.add_middleware(Edge, large={documents.router.prefix: documents.LARGEST})
    app.include_router(api.router)
    app.include_router(eligibility.router)
    app.include_router(sheets.router)
    app.include_router(checklist.router)
    app.include_router(services.router)
    app.include_router(booking.router)
    app.include_router(files.router)
    app.include_router(documents.router)
    app.include_router(desk.router)
    app.include_router(counter.router)
    app.include_router(concerns.router)
    app.include_router(desk_papers.router)
    app.include_router(internal.router)
    _add_errors(app)
    _add_pages(app)
    return app


@asynccontextmanager
async def _running(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """Opens everything, and closes it again."""
    upgrade(settings.database)
    database = Database(settings.database)
    redis = Redis.from_url(settings.redis_url, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE)
    engine = RasaEngine(settings.rasa_url)
    here = wire(settings, database, redis, engine)
    app.state.site = here
    works = (here.bell.hear_others(), here.readiness.watch(), here.live.watch(), read_waiting(here))
    background = [asyncio.create_task(work) for work in works]
    structlog.get_logger().info("started", port=settings.port)
    yield
    here.stopping.set()
    for task in background:
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)
    here.prechecks.close()
    await engine.close()
    await redis.aclose()
    database.close()


def wire(settings: Settings, database: Database, redis: Redis, engine: RasaEngine) -> Site:
    """Every part, each handed what it needs."""
    live = LiveList(settings)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    history, bell = History(cipher), Bell(redis)
    answers = AnswerSkill(live.current, settings.region)
    profiles = ProfileSkill(live.current, settings.region, database, cipher, settings.keep_profile_days)
    bookings = Bookings(lambda: live.current().policies, database, cipher, settings.keep_photo_days)
    dispatching = Dispatching(lambda: live.current().policies, settings.region, database, cipher)
    prechecks = Prechecks(lambda: live.current().policies, database, cipher, settings.keep_photo_days, Reader())
    services = Services(
        answers=answers,
        eligibility=EligibilitySkill(live.current, settings.region, database, cipher, answers),
        bookings=BookingSkill(live.current, settings.region, database, cipher, history, bookings, dispatching, answers),
        documents=DocumentsSkill(live.current, settings.region, prechecks, answers),
        profiles=profiles,
        handoffs=HandoffSkill(database, lambda: live.current().policies.contacts[HOTLINE]),
        repeats=RepeatSkill(database, history),
        now=now,
    )
    return Site(
        settings=settings,
        cipher=cipher,
        database=database,
        history=history,
        gateway=Gateway(
            database,
            Mailbox(cipher),
            history,
            engine,
            DirectEngine(services),
            services.documents.delete,
            emergencies.watch(live.current().policies),
            bell,
            now,
        ),
        actions=actions(services),
        bookings=bookings,
        due=Due(bookings),
        dispatching=dispatching,
        prechecks=prechecks,
        notices=Notices(profiles),
        corrections=Corrections(database, cipher, partial(versions.open_kept, settings)),
        codes=CodesBySms(FileSms(settings.sms_path)),
        bell=bell,
        live=live,
        readiness=Readiness(database, redis, settings.rasa_url, live),
        sender_rate=RateLimit(settings.redis_url, "sender", settings.rate_per_sender),
        address_rate=RateLimit(settings.redis_url, "address", settings.rate_per_address),
        now=now,
        papers_wait=asyncio.Event(),
        stopping=asyncio.Event(),
    )


def _add_errors(app: FastAPI) -> None:
    """Every error says in Chinese what is wrong, and carries the trace id under which the log tells more."""

    def error(request: Request, status: int, code: str, message: str, more: Mapping[str, Any] = {}) -> JSONResponse:
        headers = {"Retry-After": RETRY_AFTER[code]} if code in RETRY_AFTER else None
        body = {"error": {"code": code, "message": message, "trace_id": request.state.trace_id, **more}}
        return JSONResponse(body, status, headers)

    @app.exception_handler(Refused)
    async def refused(request: Request, refusal: Refused) -> JSONResponse:
        metrics.REFUSED.labels(refusal.code).inc()
        return error(request, STATUS[refusal.code], refusal.code, refusal.message, refusal.more)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, _problem: RequestValidationError) -> JSONResponse:
        return error(request, 400, "bad_request", "发来的内容格式不对。")

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, problem: HTTPException) -> JSONResponse:
        code = "too_long" if problem.status_code == 413 else "bad_request"
        message = problem.detail if problem.detail > "\x7f" else "没有这个地址，或者不能这样访问。"
        return error(request, problem.status_code, code, message)


class Fresh(StaticFiles):
    """Files that the browser asks about before it shows its own copy."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """As its original, with the header."""
        response = super().file_response(*args, **kwargs)
        response.headers.update(NO_CACHE)
        return response


def _add_pages(app: FastAPI) -> None:
    """The citizens' page, and what watches the process."""
    app.mount("/static", Fresh(directory=PAGE), name="static")

    @app.get("/", include_in_schema=False)
    async def page(request: Request) -> FileResponse:
        response = FileResponse(PAGE / "index.html", headers=NO_CACHE)
        await caller(request, response, request.app.state.site)
        return response

    @app.get("/vendor/weui.min.css", include_in_schema=False)
    async def weui() -> FileResponse:
        return FileResponse(VENDOR, headers=NO_CACHE)

    @app.get("/healthz", tags=["operation"])
    async def healthz() -> dict[str, str]:
        """The process is alive."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["operation"])
    async def readyz(request: Request) -> JSONResponse:
        """Whether messages can be taken, and which parts do not work; 503 when they cannot."""
        readiness = request.app.state.site.readiness
        return JSONResponse(readiness.report(), 200 if readiness.ready else 503)

    @app.get("/metrics", tags=["operation"])
    async def scrape() -> Response:
        """For Prometheus."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
