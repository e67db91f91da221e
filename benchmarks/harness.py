"""Measuring two things in turn, and printing how they compare.

Machines are noisy: ours and the peer are run alternately in one process, warm, and each line is
a ratio of medians. What is written is taken back after each repetition and not timed.
"""

import gc
import statistics
import time
from dataclasses import dataclass

# Repetitions by the seconds that one takes.
REPETITIONS = ((2, 20), (20, 5), (float("inf"), 3))


class _TakenBack(Exception):
    """Ends a repetition whose writes must not stay."""


@dataclass(frozen=True)
class Timing:
    """Seconds of the repetitions of one side."""

    seconds: tuple

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def p95(self):
        """The second that 95 of 100 repetitions do not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]

    def __str__(self):
        return f"{_milliseconds(self.median)}/{_milliseconds(self.p95)}"


@dataclass(frozen=True)
class Result:
    """One line of the table.

    :param ratio: ours over the peer's; None where there is no peer
    :param float goal: what the ratio is not to exceed; None for information only
    :param bool more_is_better: the ratio is to reach the goal instead
    """

    name: str
    ours: str
    peer: str
    ratio: float | None
    goal: float | None
    more_is_better: bool = False

    @property
    def verdict(self):
        if self.goal is None or self.ratio is None:
            return "-"
        held = self.ratio >= self.goal if self.more_is_better else self.ratio <= self.goal
        return "ok" if held else "short"

    def __str__(self):
        ratio = "-" if self.ratio is None else f"{self.ratio:.3f}"
        goal = "-" if self.goal is None else f"{self.goal:g}"
        return (
            f"{self.name:<42} {self.ours:>17} {self.peer:>17} {ratio:>8} {goal:>6}  {self.verdict}"
        )


HEADING = f"{'name':<42} {'ours':>17} {'peer':>17} {'ratio':>8} {'goal':>6}"


def _milliseconds(seconds):
    return f"{seconds * 1000:,.1f}" if seconds < 10 else f"{seconds * 1000:,.0f}"


def once(env, call):
    """Seconds of one call, with what it has to write; its writes are taken back."""
    env.invalidate_all()
    gc.collect()
    try:
        with env.cr.savepoint():
            began = time.perf_counter()
            call()
            env.flush_all()
            # Messages about tracked fields are made before a commit, which does not come here.
            env.cr.precommit.run()
            seconds = time.perf_counter() - began
            raise _TakenBack
    except _TakenBack:
        env.cr.precommit.clear()
        env.cr.postcommit.clear()
        env.invalidate_all(flush=False)
    return seconds


def compare(env, ours, peer, most=None):
    """Timings of two calls, run in turn after two rounds that warm both.

    :param most: largest number of repetitions
    """
    longest = max(once(env, ours), once(env, peer))
    if longest < REPETITIONS[1][0]:  # what takes long gains nothing from a second round
        longest = max(once(env, ours), once(env, peer))
    count = next(count for seconds, count in REPETITIONS if longest <= seconds)
    if most:
        count = min(count, most)
    seconds = [(once(env, ours), once(env, peer)) for _repetition in range(count)]
    return tuple(Timing(tuple(side)) for side in zip(*seconds, strict=True))


def line(env, name, ours, peer, goal, most=None):
    """Measure, print and return one line; the timing of ours comes with it."""
    mine, other = compare(env, ours, peer, most)
    result = Result(name, str(mine), str(other), mine.median / other.median, goal)
    print(result, flush=True)
    return result, mine
