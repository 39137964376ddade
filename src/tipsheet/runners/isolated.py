"""Untrusted input in processes that can be killed: a poisoned item costs its own result only.

A small mother process imports what the work needs once and forks warm workers on demand (15 ms), so a
killed worker is replaced at once. Workers take batches and answer item by item. A worker that spends
too much processor time on one item is ended by the kernel (`setitimer`, which ends loops inside C
code too, where no Python signal handler runs), one that takes too much memory by `RLIMIT_AS`, one
that sits idle by the parent's clock. The item it was on is answered by `failed`; the rest of its
batch goes to another worker. Linux and macOS; measured in docs/decisions/027-isolation.md.
"""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import msgspec

from tipsheet.errors import TipsheetError
from tipsheet.records import Link, Page, Rejected


class Failure(msgspec.Struct, frozen=True):
    """Why an item has no result of its own.

    `reason`: timeout (processor or wall time), out_of_memory, crashed (a signal), failed (an
    exception), too_large (the item's own bytes).
    """

    reason: str
    detail: str = ""


def rejected(item: Any, failure: Failure) -> Rejected:
    """The usual answer for a failed item: a rejection of the stage `extract` that names the page or link."""
    parts = item if isinstance(item, tuple) else (item,)
    url = next((p.url for p in parts if isinstance(p, Page | Link)), "")
    return Rejected(stage="extract", reason=failure.reason, url=url, detail=failure.detail)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one item may cost."""

    cpu_s: float = 1.5
    wall_s: float = 10.0
    memory_bytes: int = 1_500_000_000  # of address space, the interpreter included
    item_bytes: int = 32_000_000  # pickled
    items_per_worker: int = 5_000  # then it makes way for a fresh one


class IsolatedPool:
    """A `Runner` whose workers can be killed. Use it as a context manager; workers start when needed."""

    def __init__(
        self,
        *,
        workers: int | None = None,
        batch: int = 8,
        limits: Limits | None = None,
        preload: Sequence[str] = (),
        failed: Callable[[Any, Failure], Any] = rejected,
    ) -> None:
        """`preload`: modules that the mother imports. `failed`: makes the answer of an item that failed."""
        if not hasattr(os, "fork"):
            raise TipsheetError("isolated workers need a system with fork; use the local runner")
        self._count = workers or min(os.cpu_count() or 1, 8)
        self._batch = batch
        self._limits = limits or Limits()
        self._preload = tuple(preload)
        self._failed = failed
        self._mother: _Mother | None = None
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        if self._mother is not None:
            self._mother.end()
            self._mother = None

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """`function` of every item, in their order; `function` and items must be picklable.

        Never raises for what `function` does: an exception is a `Failure`, too. Items are taken from
        the iterable a few batches ahead of the results.
        """
        run = _Run(function, iter(items), self._batch, self._limits)
        try:
            while True:
                self._feed(run)
                while run.next_out in run.results:
                    answer = run.results.pop(run.next_out)
                    item = run.items.pop(run.next_out)
                    run.next_out += 1
                    yield self._failed(item, answer) if isinstance(answer, Failure) else answer
                if run.finished():
                    return
                if run.next_out not in run.results:
                    self._turn(run)
        finally:
            for worker in [w for w in self._workers if w.jobs]:
                self._drop(worker)

    # ------------------------------------------------------------------------- one turn

    def _feed(self, run: _Run) -> None:
        """Give every worker up to two batches: one in work, one waiting."""
        for worker in list(self._workers):
            while worker.room() and not worker.tired(self._limits):
                job = run.take()
                if job is None:
                    return
                worker.give(job, run)
        while len(self._workers) < self._count:
            job = run.take()
            if job is None:
                return
            if self._mother is None:
                self._mother = _Mother(self._preload, self._limits)
            worker = self._mother.worker()
            self._workers.append(worker)
            worker.give(job, run)

    def _turn(self, run: _Run) -> None:
        """Wait until something can be read or written, and do it; end who is over time."""
        now = time.monotonic()
        due = min((w.since + self._limits.wall_s for w in self._workers if w.jobs), default=now + 1)
        wanting = [w for w in self._workers if w.outgoing]
        readable, writable, _ = select.select(self._workers, wanting, [], max(0.0, due - now))
        for worker in writable:
            worker.write()
        for worker in readable:
            if not worker.read(run):
                self._bury(worker, run)
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.jobs and now - worker.since > self._limits.wall_s:
                worker.kill()
                self._bury(worker, run, Failure("timeout", f"no answer within {self._limits.wall_s:g} s"))
            elif not worker.jobs and worker.tired(self._limits):
                self._drop(worker)

    def _bury(self, worker: _Worker, run: _Run, failure: Failure | None = None) -> None:
        """A worker has died: its item fails, the others go back to the front of the queue."""
        status = self._drop(worker)
        left = worker.left()
        if not left:
            return
        first, rest = left[0], left[1:]
        if failure is None:
            failure = _cause(status, self._limits)
        if failure.reason == "crashed" and first not in run.retried:
            run.retried.add(first)  # perhaps it was shot by mistake: once more, alone
            run.again.append([first])
        else:
            run.results[first] = failure
        if rest:
            run.again.append(rest)

    def _drop(self, worker: _Worker) -> int:
        if worker in self._workers:
            self._workers.remove(worker)
        worker.end()
        return self._mother.status(worker.pid) if self._mother is not None else 0


def _cause(status: int, limits: Limits) -> Failure:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number in (signal.SIGPROF, signal.SIGXCPU):
        return Failure("timeout", f"more than {limits.cpu_s:g} s of processor time")
    if number:
        return Failure("crashed", f"ended by {signal.Signals(number).name}")
    return Failure("crashed", f"ended with status {os.waitstatus_to_exitcode(status)}")


class _Run:
    """One call of `map`: what is still to do, what is done, what waits for its turn to be handed out."""

    def __init__(
        self, function: Callable[[Any], Any], items: Iterator[Any], batch: int, limits: Limits
    ) -> None:
        self.function = pickle.dumps(function, protocol=5)
        self.source = items
        self.batch = batch
        self.limits = limits
        self.items: dict[int, Any] = {}
        self.packed: dict[int, bytes] = {}
        self.results: dict[int, Any] = {}
        self.again: deque[list[int]] = deque()
        self.retried: set[int] = set()
        self.next_in = 0
        self.next_out = 0
        self.dry = False

    def take(self) -> list[int] | None:
        """The next batch of item numbers; None when there is nothing to give now."""
        if self.again:
            return self.again.popleft()
        job: list[int] = []
        while not self.dry and len(job) < self.batch:
            try:
                item = next(self.source)
            except StopIteration:
                self.dry = True
                break
            number = self.next_in
            self.next_in += 1
            self.items[number] = item
            packed = pickle.dumps(item, protocol=5)
            if len(packed) > self.limits.item_bytes:
                self.results[number] = Failure("too_large", f"{len(packed)} bytes")
                continue
            self.packed[number] = packed
            job.append(number)
        return job or None

    def finished(self) -> bool:
        return self.dry and self.next_out == self.next_in


class _Worker:
    """The parent's side of one worker."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self.line = line
        line.setblocking(False)
        self.jobs: deque[deque[int]] = deque()
        self.outgoing: deque[memoryview] = deque()
        self.incoming = bytearray()
        self.since = 0.0  # when the present item began, as far as we know
        self.done = 0
        self.function: bytes | None = None

    def fileno(self) -> int:
        return self.line.fileno()

    def room(self) -> bool:
        return len(self.jobs) < 2

    def tired(self, limits: Limits) -> bool:
        return self.done >= limits.items_per_worker

    def left(self) -> list[int]:
        return [number for job in self.jobs for number in job]

    def give(self, job: list[int], run: _Run) -> None:
        if not self.jobs:
            self.since = time.monotonic()
        if self.function != run.function:
            self.function = run.function
            self._send(b"f" + run.function)
        self.jobs.append(deque(job))
        for number in job:
            self._send(b"i" + run.packed[number])
        self.write()

    def _send(self, payload: bytes) -> None:
        self.outgoing.append(memoryview(struct.pack("!Q", len(payload))))
        self.outgoing.append(memoryview(payload))

    def write(self) -> None:
        with suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while self.outgoing:
                sent = self.line.send(self.outgoing[0])
                if sent < len(self.outgoing[0]):
                    self.outgoing[0] = self.outgoing[0][sent:]
                else:
                    self.outgoing.popleft()

    def read(self, run: _Run) -> bool:
        """Take what has come; False when the worker is gone."""
        alive = True
        try:
            while True:
                piece = self.line.recv(1 << 20)
                if not piece:
                    alive = False
                    break
                self.incoming += piece
        except BlockingIOError:
            pass
        except ConnectionResetError:
            alive = False
        while len(self.incoming) >= 8:
            (size,) = struct.unpack_from("!Q", self.incoming)
            if len(self.incoming) < 8 + size:
                break
            answer = pickle.loads(memoryview(self.incoming)[8 : 8 + size])
            del self.incoming[: 8 + size]
            self._answered(answer, run)
        return alive

    def _answered(self, answer: Any, run: _Run) -> None:
        number = self.jobs[0].popleft()
        run.results[number] = answer
        run.packed.pop(number, None)
        self.done += 1
        self.since = time.monotonic()
        if not self.jobs[0]:
            self.jobs.popleft()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        if self.jobs:
            self.kill()
        self.line.close()


class _Mother:
    """The parent's side of the process that forks the workers."""

    def __init__(self, preload: Sequence[str], limits: Limits) -> None:
        mine, theirs = socket.socketpair()
        code = f"from tipsheet.runners.isolated import mother; mother({theirs.fileno()})"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )
        theirs.close()
        self.line = mine
        _send(mine, pickle.dumps((list(sys.path), list(preload), limits), protocol=5))

    def worker(self) -> _Worker:
        mine, theirs = socket.socketpair()
        socket.send_fds(self.line, [b"n"], [theirs.fileno()])
        theirs.close()
        answer = _receive(self.line)
        if answer is None:
            raise TipsheetError("the process that starts the workers has ended; see its message above")
        return _Worker(int(answer), mine)

    def status(self, pid: int) -> int:
        """Wait for a worker that is gone; its status as `os.waitpid` tells it."""
        try:
            self.line.sendall(b"w")
            _send(self.line, b"%d" % pid)
            answer = _receive(self.line)
        except OSError:
            answer = None
        return int(answer) if answer is not None else 0

    def end(self) -> None:
        self.line.close()
        self.process.wait()


# --------------------------------------------------------------- inside the mother


def mother(number: int) -> None:
    """The mother's life: import, then fork a worker whenever asked. Runs in a process of its own."""
    line = socket.socket(fileno=number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when we end
    settings = _receive(line)
    if settings is None:
        return
    path, preload, limits = pickle.loads(settings)
    sys.path[:] = path
    for name in preload:
        with suppress(ImportError):
            __import__(name)
    while True:
        order, fds, _, _ = socket.recv_fds(line, 1, 1)
        if not order:
            return
        if order == b"n":
            pid = os.fork()
            if pid == 0:
                try:
                    line.close()
                    _life(socket.socket(fileno=fds[0]), limits)
                finally:
                    os._exit(1)
            os.close(fds[0])
            _send(line, b"%d" % pid)
        else:
            answer = _receive(line)
            if answer is None:
                return
            _send(line, b"%d" % _wait(int(answer)))


def _wait(pid: int) -> int:
    try:
        return os.waitpid(pid, 0)[1]
    except ChildProcessError:
        return 0


# --------------------------------------------------------------- inside a worker


def _life(line: socket.socket, limits: Limits) -> None:
    """A worker's life: an order at a time until the line closes."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    function: Callable[[Any], Any] | None = None
    while True:
        order = _receive(line)
        if order is None:
            return
        if order[:1] == b"f":
            function = pickle.loads(memoryview(order)[1:])
            continue
        signal.setitimer(signal.ITIMER_PROF, limits.cpu_s)
        answer = _answer(function, order)
        signal.setitimer(signal.ITIMER_PROF, 0)
        try:
            _send(line, answer)
        except OSError:
            return


def _answer(function: Callable[[Any], Any] | None, order: bytes) -> bytes:
    try:
        assert function is not None
        return pickle.dumps(function(pickle.loads(memoryview(order)[1:])), protocol=5)
    except MemoryError:
        failure = Failure("out_of_memory", "the memory limit was reached")
    except RecursionError:
        failure = Failure("failed", "RecursionError")
    except Exception as problem:  # whatever a stranger's page provokes is an answer, not an end
        failure = Failure("failed", f"{type(problem).__name__}: {problem}"[:300])
    return pickle.dumps(failure, protocol=5)


# ------------------------------------------------------------------------- frames


def _send(line: socket.socket, payload: bytes) -> None:
    line.sendall(struct.pack("!Q", len(payload)))
    line.sendall(payload)


def _receive(line: socket.socket) -> bytes | None:
    """The next frame; None at the end of the line."""
    head = _exactly(line, 8)
    return None if head is None else _exactly(line, struct.unpack("!Q", head)[0])


def _exactly(line: socket.socket, size: int) -> bytes | None:
    made = bytearray(size)
    view = memoryview(made)
    at = 0
    while at < size:
        try:
            count = line.recv_into(view[at:])
        except ConnectionResetError:
            return None
        if not count:
            return None
        at += count
    return bytes(made)
