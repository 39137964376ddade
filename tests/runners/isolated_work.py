"""Work for the isolated workers: good, slow, greedy and deadly."""

from __future__ import annotations

import os
import re
import signal
import time


def square(number: int) -> int:
    """Good work."""
    return number * number


def wild(number: int) -> int:
    """Good work but for some numbers, each bad in its own way."""
    if number == 3:
        while True:
            pass
    if number == 5:
        re.match(r"(a+)+$", "a" * 40 + "b")  # hangs inside C, where no Python signal handler runs
    if number == 7:
        os.kill(os.getpid(), signal.SIGSEGV)
    if number == 9:
        return len(bytearray(4_000_000_000))
    if number == 11:
        time.sleep(60)
    if number == 13:
        raise ValueError("no such number")
    if number == 15:
        return wild(number)
    if number == 17:
        os._exit(3)
    if number == 19:
        raise SystemExit(4)
    return number


def large(number: int) -> bytes:
    """An answer larger than any pipe."""
    return bytes([number]) * 3_000_000


def where(number: int) -> int:
    """The worker's process."""
    return os.getpid()


def unpicklable(number: int) -> object:
    """An answer that cannot be sent."""
    return lambda: number
