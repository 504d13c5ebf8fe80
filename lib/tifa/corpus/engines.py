"""Where the tasks of a run are done: in this process, in several, or by the workers of Dask.

Every engine does the same tasks, calls ``done`` with the articles of each, and does a task again
whose worker died.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from typing import Any

from tifa.corpus.parts import Job, Task, batches, deaths, is_done, run_task
from tifa.read import InputError, Source

Done = Callable[[int], None]
"""Called with the number of articles of a task that is done."""

LOOPBACK = "127.0.0.1"

ALLOWED_FAILURES = 1
"""So many workers may die of a task before Dask asks what to do; after two, the article is known."""

IN_FLIGHT = 1_000
"""So many tasks are known to the scheduler at a time; more would only fill its memory."""

SENTENCES = (
    "2020年2月3日前,長春市召開會議,要求做到早發現、早報告等三項機制“兩早”,各类企业全面复工。新增病例3例,其中輸入2例、"
    "本土1例。我們?nèi)绾螌W習,挨家挨戶?jié)祥T登記。"
)
"""Sentences, the last of them damaged, for which every step has something to look up."""

FRUITLESS = 5
"""So often may workers die in a row with nothing done and no article named."""


def run_here(tasks: Sequence[Task], job: Job, done: Done) -> None:
    """Do the tasks one after another in this process."""
    for task in tasks:
        done(run_task(task, job))


# Processes ------------------------------------------------------------------------------------


def run_in_processes(tasks: Sequence[Task], job: Job, workers: int, done: Done) -> None:
    """Do the tasks in several processes; when one dies, all begin again with what is left."""
    _load_dictionaries()
    gc.freeze()  # what the workers share would be copied when their garbage collectors look at it
    try:
        _do_all(list(tasks), job, workers, done)
    finally:
        gc.unfreeze()


def _do_all(left: list[Task], job: Job, workers: int, done: Done) -> None:
    fruitless = 0
    while left:
        before = _state(left, job)
        _run_pool(left, job, workers, done)
        left = [task for task in left if not is_done(task, job)]
        fruitless = fruitless + 1 if _state(left, job) == before else 0
        if fruitless == FRUITLESS:
            raise InputError(
                "the worker processes die at once, before any article; fewer --workers need less memory"
            )


def _load_dictionaries() -> None:
    """Analyse some sentences, so that forked workers share what that loads: seconds and memory."""
    if multiprocessing.get_start_method() == "fork":
        list(batches([Source("", "", None, SENTENCES, "utf-8", False, "")], {}))


def _state(tasks: Sequence[Task], job: Job) -> list[object]:
    return [(task.key, deaths(job.parts, task.key)) for task in tasks]


def _run_pool(tasks: Sequence[Task], job: Job, workers: int, done: Done) -> None:
    """Do tasks until all are done or a process has died."""
    with ProcessPoolExecutor(min(workers, len(tasks)), initializer=_prepare_worker) as pool:
        futures = [pool.submit(run_task, task, job) for task in tasks]
        try:
            for future in as_completed(futures):
                done(future.result())
        except BrokenProcessPool:
            return
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            _end_children()
            raise


def _end_children() -> None:
    """End the workers; one that has begun its next task meanwhile is told again."""
    while children := multiprocessing.active_children():
        for child in children:
            child.terminate()
            child.join(0.2)


def _prepare_worker() -> None:
    """Let a worker end in good order when another has died, or the process that started it is gone.

    What it was at then is no article to suspect: leaving by an exception takes its mark away.
    Ctrl-C reaches all processes of a terminal; only the one that was started answers it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    threading.Thread(target=watch, daemon=True).start()


# Dask -----------------------------------------------------------------------------------------


def run_on_dask(
    tasks: Sequence[Task],
    job: Job,
    done: Done,
    *,
    scheduler: str | None = None,
    workers: int = 1,
    dashboard: str | None = None,
) -> None:
    """Do the tasks on a running Dask cluster, or on workers started here for the time.

    Workers started here, and their dashboard unless another address is asked for, listen on the
    loopback interface only. All workers of a cluster must see the same folders.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise InputError("--engine dask needs dask and distributed; install tifa[dask]") from error
    if scheduler:
        try:
            client = Client(scheduler, timeout=30)
        except (OSError, ValueError) as error:
            raise InputError(
                f"{scheduler}: no scheduler answers there; start one with `dask scheduler`"
            ) from error
        with client:
            _feed(client, tasks, job, done)
        return
    settings = {"distributed.scheduler.allowed-failures": ALLOWED_FAILURES}
    with dask.config.set(settings), ExitStack() as stack:
        stack.callback(logging.disable, logging.NOTSET)
        with _ctrl_c_waits():
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host=LOOPBACK,
                dashboard_address=dashboard or f"{LOOPBACK}:0",
                worker_dashboard_address=f"{LOOPBACK}:0",
                silence_logs=logging.ERROR,
            )
            stack.enter_context(cluster)
        client = stack.enter_context(Client(cluster))
        try:
            _feed(client, tasks, job, done)
        except KeyboardInterrupt:
            logging.disable(logging.CRITICAL)  # that tasks were cut off is no news
            raise


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Let Ctrl-C wait for a moment; processes and threads begun meanwhile never hear of it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # starting later, it would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _feed(client: Any, tasks: Sequence[Task], job: Job, done: Done) -> None:
    """Keep the scheduler supplied with tasks until all are done."""
    from distributed import KilledWorker
    from distributed import as_completed as completed

    waiting, running = list(reversed(tasks)), {}
    fruitless = 0

    def submit() -> Any:
        task = waiting.pop()
        future = client.submit(run_task, task, job, pure=False)
        running[future.key] = task
        return future

    results = completed([submit() for _ in range(min(IN_FLIGHT, len(waiting)))])
    for future in results:
        task = running.pop(future.key)
        try:
            articles = future.result()
        except KilledWorker as error:
            fruitless += 1
            if fruitless > FRUITLESS * len(tasks):
                raise InputError("workers die before any article; give them more memory") from error
            waiting.append(task)
        else:
            done(articles)
        if waiting:
            results.add(submit())
