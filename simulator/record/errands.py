"""Errands: pieces of work that wait on the journal's own PostgreSQL until a worker, on whichever machine, is free.

The only place that knows procrastinate. Its tables lie in a schema of their own and hold nothing that is worth keeping:
what an errand brings is written into the journal by whoever does it, and doing one twice must do no harm.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from simulator.errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procrastinate import App, JobContext

    from simulator.record.connection import Store
    from simulator.record.journal import Journal

logger = logging.getLogger(__name__)

SCHEMA = "procrastinate"
ERRAND, CALL, LOOK = "errand", "call", "look for stalled errands"
"""Names of tasks: the work itself, a question whether anybody is there, and what picks up what a killed worker left."""
URGENT = 10
BEAT_S, STALLED_S, LOOK_S = 5.0, 30.0, 10
"""How often a worker says that it lives, after how long it counts as dead, how often somebody looks for such."""
_ASK_S = 0.05
_BATCH = 500

Do = Callable[[Mapping[str, Any], int], None]
"""Does an errand: its plain values, and how often it was begun before."""


def errands_of(journal: Journal) -> Errands | None:
    """The errands of a journal; None where it lies in a file, which one machine reads."""
    store = journal.store
    return Errands(store) if store.dialect == "postgresql" else None


class Errands:
    """Errands on one database.

    Args:
        store: the open database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def prepare(self) -> None:
        """Make the tables where there are none.

        Raises:
            SurroundingsError: procrastinate is not installed, or the user may make no schema.
        """
        with self._store.write() as connection:
            # Two workers that start at once must not both make them.
            connection.execute(text("SELECT pg_advisory_xact_lock(5110907)"))
            if self._there(connection):
                return
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
            # The driver itself: the script has percent signs, and SQLAlchemy would take them for parameters.
            driver: Any = connection.connection.driver_connection
            driver.execute(_procrastinate().schema.SchemaManager.get_schema())

    def somebody_is_there(self, queue: str, within_s: float = 5.0) -> bool:
        """Whether a worker takes errands of a queue: one is called, and answers by taking the call.

        Args:
            queue: the queue.
            within_s: how long an answer is waited for; not at all where no worker has been heard of lately.
        """
        if not self._anybody_heard_of():
            return False
        with self._app() as app:
            called = app.configure_task(CALL, queue=queue, priority=URGENT).defer()
            ends = time.monotonic() + within_s
            while time.monotonic() < ends:
                if self._status(called) != "todo":
                    return True
                time.sleep(_ASK_S)
            app.job_manager.cancel_job_by_id(called, delete_job=True)
        return False

    def put(self, queue: str, errands: Iterable[Mapping[str, Any]]) -> None:
        """Have errands wait.

        Args:
            queue: where.
            errands: plain values; each names its `run`.
        """
        with self._app() as app:
            waiting: list[Any] = [{"errand": dict(errand)} for errand in errands]
            for at in range(0, len(waiting), _BATCH):
                app.configure_task(ERRAND, queue=queue).batch_defer(*waiting[at : at + _BATCH])

    def left(self, run: str) -> int:
        """How many errands of a run wait or are being done."""
        query = text(
            f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs WHERE status IN ('todo', 'doing') "  # noqa: S608 - as above
            "AND task_name = :task AND args -> 'errand' ->> 'run' = :run"
        )
        with self._store.read() as connection:
            return int(connection.execute(query, {"task": ERRAND, "run": run}).scalar_one())

    def drop(self, run: str) -> None:
        """Take back the errands of a run that nobody has begun."""
        with self._store.write() as connection:
            connection.execute(
                text(
                    f"DELETE FROM {SCHEMA}.procrastinate_jobs WHERE status = 'todo' "  # noqa: S608 - our own name
                    "AND task_name = :task AND args -> 'errand' ->> 'run' = :run"
                ),
                {"task": ERRAND, "run": run},
            )

    def work(
        self, queue: str, do: Do, *, beat_s: float = BEAT_S, stalled_s: float = STALLED_S, look_s: int = LOOK_S
    ) -> None:
        """Do errands of a queue, one at a time, until the process is told to end; the one in hand is done first.

        Args:
            queue: whose.
            do: does one.
            beat_s: how often this worker says that it lives.
            stalled_s: after how long without that another one's errand is given to somebody else.
            look_s: how often it is looked for such.

        Raises:
            SurroundingsError: the database cannot be reached, or procrastinate is not installed.
        """
        self.prepare()
        with self._app(worker=True) as app:

            @app.task(name=ERRAND, pass_context=True)
            def errand(context: JobContext, errand: Mapping[str, Any]) -> None:
                do(errand, context.job.attempts)

            @app.task(name=CALL)
            def call() -> None:
                """Taken: that is the answer."""

            @app.periodic(cron=f"* * * * * */{look_s}", periodic_id=queue)
            @app.task(name=LOOK, queue=queue, priority=URGENT, queueing_lock=f"{LOOK} {queue}")
            async def look(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
                stalled = await app.job_manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=stalled_s)
                for job in stalled:
                    logger.warning("errand %s was left by a worker that is gone", job.id)
                    await app.job_manager.retry_job(job)

            app.run_worker(
                queues=[queue], concurrency=1, delete_jobs="always", update_heartbeat_interval=beat_s,
                stalled_worker_timeout=stalled_s, fetch_job_polling_interval=2.0,
            )  # fmt: skip

    @contextmanager
    def _app(self, *, worker: bool = False) -> Iterator[App]:
        procrastinate = _procrastinate()
        kind = procrastinate.PsycopgConnector if worker else procrastinate.SyncPsycopgConnector
        connector = kind(
            conninfo=self._store.conninfo, kwargs={"options": f"-c search_path={SCHEMA}"}, min_size=1, max_size=4
        )
        app: App = procrastinate.App(connector=connector)
        if worker:
            yield app  # its loop opens it
            return
        with app.open():
            yield app

    def _there(self, connection: Any) -> bool:
        return connection.execute(text(f"SELECT to_regclass('{SCHEMA}.procrastinate_workers')")).scalar() is not None

    def _anybody_heard_of(self) -> bool:
        with self._store.read() as connection:
            if not self._there(connection):
                return False
            lately = text(
                f"SELECT count(*) FROM {SCHEMA}.procrastinate_workers "  # noqa: S608 - our own name
                "WHERE last_heartbeat > now() - make_interval(secs => :s)"
            )
            return bool(connection.execute(lately, {"s": STALLED_S}).scalar())

    def _status(self, job: int) -> str:
        with self._store.read() as connection:
            query = text(f"SELECT status FROM {SCHEMA}.procrastinate_jobs WHERE id = :id")  # noqa: S608 - our own name
            return str(connection.execute(query, {"id": job}).scalar())


def _procrastinate() -> Any:
    try:
        import procrastinate
        import procrastinate.schema
    except ImportError as error:
        raise SurroundingsError(
            "Work is shared among several machines by procrastinate, which is not installed.",
            "Install silk-gloves[postgresql], or leave it to this process.",
        ) from error
    return procrastinate
