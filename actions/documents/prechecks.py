"""The pre-check of a conversation's papers: taken in, read one after the other, judged for what they are for, told, deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from actions.booking import reading
from actions.booking.errors import Unknown
from actions.booking.model import Appointment, Status
from actions.documents import pictures, required, store, telling
from actions.documents.judging import judge
from actions.documents.opening import Opening
from actions.documents.page_read import PageRead
from actions.documents.papers_now import PapersNow
from actions.documents.reading import Reader
from actions.documents.store import KeptPage, Papers, Times, Waiting
from actions.documents.subject import SERVICE, Subject, kept_until, purpose
from bot.clock import day_of
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from bot.retry import run_async
from knowledge.policy_list import PolicyList

STANDS = (Status.HELD, Status.CONFIRMED)


class Prechecks:
    """Takes papers in and reads them; `keep_days` without an appointment, 0: no picture is kept once it is read."""

    def __init__(
        self, policies: Callable[[], PolicyList], database: Database, cipher: Cipher, keep_days: int, reader: Reader
    ) -> None:
        self.policies = policies
        self._database = database
        self._cipher = cipher
        self._keep_days = keep_days
        self._opening = Opening()
        self._reader = reader

    async def take(
        self,
        conversation_id: str,
        data: bytes,
        now: datetime,
        subject: Subject | None = None,
        appointment: int | None = None,
        instead: str | None = None,
    ) -> list[str]:
        """Ids of the file's pages, which wait to be read. CannotOpen, TooMany. The page that they are taken `instead` of is
        deleted."""
        opened = await self._opening.open_pages(data)
        images = [(self._digest(data, place), pictures.jpeg(page)) for place, page in enumerate(opened)]

        def put(db: Connection) -> list[str]:
            papers = store.begin(db, conversation_id, now)
            booked = self._meant(db, papers, subject, appointment)
            if instead is not None:
                store.remove(db, conversation_id, instead)
            until = kept_until(booked, self._keep_days, now)
            return store.put(db, self._cipher, papers.id, images, Times(now, until))

        return await run_async(self._database, put)

    async def mean(self, conversation_id: str, subject: Subject, now: datetime) -> PapersNow:
        """Says what the papers are for."""

        def write(db: Connection) -> None:
            papers = store.begin(db, conversation_id, now)
            booked = self._booked(db, conversation_id, subject, None)
            store.meant_for(db, papers.id, str(subject), booked.number if booked else None)

        await run_async(self._database, write)
        return await self.papers(conversation_id, now)

    async def papers(self, conversation_id: str, now: datetime) -> PapersNow:
        """As they stand; without pages if none were shown."""
        return await run_async(self._database, self._now, conversation_id, now)

    async def picture(self, conversation_id: str, page_id: str) -> bytes | None:
        """A small JPEG of the upright page; None if there is none, or none any more."""
        image = await run_async(self._database, store.image_of, self._cipher, page_id, conversation_id)
        return None if image is None else pictures.small(image)

    async def remove(self, conversation_id: str, page_id: str | None = None) -> int:
        """Deletes a page, or all, with what was read on it; how many they were."""
        return await run_async(self._database, store.remove, conversation_id, page_id)

    async def read_next(self, now: datetime) -> str | None:
        """Reads the page that has waited longest, and tells what came of it once nothing more of its papers waits; the
        conversation's id, None if no page waits."""
        waiting = await run_async(self._database, store.take, self._cipher, now)
        if waiting is None:
            return None
        read, upright = await self._read(waiting)
        kept = upright if self._keep_days else None
        await run_async(self._database, self._keep_and_tell, waiting, read, kept, now)
        return waiting.conversation_id

    async def for_appointment(self, number: int, now: datetime) -> PapersNow | None:
        """The papers that were shown for it, judged for its day as it is now; None if none were."""

        def look(db: Connection) -> PapersNow | None:
            papers = store.of_appointment(db, number)
            return None if papers is None else self._now(db, papers.conversation_id, now)

        return await run_async(self._database, look)

    def close(self) -> None:
        """Ends the process that reads."""
        self._reader.close()

    async def _read(self, waiting: Waiting) -> tuple[PageRead, bytes]:
        if waiting.attempts > store.MOST_ATTEMPTS:
            return telling.unreadable(), waiting.image
        found = await self._reader.read(pictures.page(waiting.image))
        return found.as_kept(), found.picture

    def _keep_and_tell(
        self, db: Connection, waiting: Waiting, read: PageRead, upright: bytes | None, now: datetime
    ) -> None:
        if not store.keep(db, self._cipher, waiting.id, read, upright):
            return
        papers = self._now(db, waiting.conversation_id, now)
        if papers.waits:
            return
        for one in reading.of_conversation(db, self._cipher, waiting.conversation_id):
            required.note_pass(db, self._cipher, self.policies(), one, now)
        if papers.appointment is not None:  # of another conversation, perhaps
            required.note_pass(db, self._cipher, self.policies(), papers.appointment, now)
        new = [page.id for page in papers.pages if not page.told]
        reply = telling.reply(papers, new, self.policies(), day_of(now))
        Mailbox(self._cipher).tell(db, waiting.conversation_id, reply, now)
        store.told(db, new)

    def _now(self, db: Connection, conversation_id: str, now: datetime) -> PapersNow:
        kept = store.of_conversation(db, conversation_id)
        subject = Subject.of(kept.subject) if kept else None
        appointment = self._appointment(db, kept.appointment) if kept else None
        what_for = purpose(subject, appointment, self.policies(), now)
        pages: Sequence[KeptPage] = store.all_of(db, self._cipher, kept.id) if kept else ()
        judged = judge([page.read for page in pages if page.read is not None], what_for)
        wanted = required.of(db, self._cipher, self.policies(), appointment, now) if appointment else None
        return PapersNow(subject, appointment, what_for.day, tuple(pages), judged, wanted)

    def _meant(self, db: Connection, papers: Papers, subject: Subject | None, number: int | None) -> Appointment | None:
        """Notes what the papers are for, and gives the appointment. What was said before stays; else it is the booking that
        requires papers, what was talked about, or any booking."""
        if subject is None and number is None and papers.subject is not None:
            return self._appointment(db, papers.appointment)
        booked = self._booked(db, papers.conversation_id, subject, number)
        what = subject or (booked and Subject(SERVICE, booked.slot.service))
        if subject is None and number is None and not (booked and self._requires(booked)):
            topic = History(self._cipher).topic(db, papers.conversation_id)
            if (talked_about := Subject.talked_about(topic, self.policies())) is not None:
                what, booked = talked_about, self._booked(db, papers.conversation_id, talked_about, None)
        if what is not None:
            store.meant_for(db, papers.id, str(what), booked.number if booked else None)
        return booked

    def _requires(self, booked: Appointment) -> bool:
        service = self.policies().services.get(booked.slot.service)
        return service is not None and service.precheck is not None

    def _booked(
        self, db: Connection, conversation_id: str, subject: Subject | None, number: int | None
    ) -> Appointment | None:
        """The appointment that is named; else the conversation's next one, of the subject if there is one."""
        if number is not None:
            return self._appointment(db, number)
        return next(
            (
                one
                for one in reading.of_conversation(db, self._cipher, conversation_id)
                if one.status in STANDS and (subject is None or str(subject) == f"{SERVICE}/{one.slot.service}")
            ),
            None,
        )

    def _appointment(self, db: Connection, number: int | None) -> Appointment | None:
        """None if it stands no longer."""
        if number is None:
            return None
        try:
            found = reading.by_number(db, self._cipher, number)
        except Unknown:
            return None
        return found if found.status in STANDS else None

    def _digest(self, data: bytes, place: int) -> str:
        return self._cipher.lookup("document", hashlib.sha256(data).hexdigest(), str(place))
