"""What our test runs add to pytest.

- A test that needs a browser (module ``test_tour*.py``, or any test that Odoo skips for
  want of one) is named when it is skipped; where a browser is there, that fails the run.
- A request that Odoo began read-only and had to repeat because it wrote fails its test:
  on a server with a replica it would cost every user twice the time.
"""

import logging
import os

import pytest

READ_ONLY_MISTAKE = "retrying with a read/write cursor"
BROWSER_REASONS = (
    "Chrome executable not found",
    "Failed to detect chrome devtools port",
    "Cannot connect to chrome dev tools",
    "websocket-client module is not installed",
    "HttpCase and --odoo-http is not set",
)

_skipped_tours: list[str] = []


def is_tour(nodeid: str) -> bool:
    """Tell whether a test drives a browser, by the name of its module."""
    return nodeid.split("::")[0].rsplit("/", 1)[-1].startswith("test_tour")


def pytest_runtest_logreport(report):
    """Keep the names of the tours that were skipped."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if is_tour(report.nodeid) or any(text in reason for text in BROWSER_REASONS):
        _skipped_tours.append(f"{report.nodeid}: {reason}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session, exitstatus):
    """Fail a run in which a tour was skipped although a browser is there."""
    if _skipped_tours and os.environ.get("CCHC_BROWSER") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Name the tours that were skipped."""
    if not _skipped_tours:
        return
    browser = os.environ.get("CCHC_BROWSER")
    title = "tours skipped although a browser is there" if browser else "tours skipped: no browser"
    terminalreporter.section(title, red=bool(browser), yellow=not browser)
    for line in _skipped_tours:
        terminalreporter.write_line(line)


class ReadOnlyMistakes(logging.Filter):
    """Collect the line with which Odoo repeats a request; let through what went through before."""

    def __init__(self, level: int):
        super().__init__()
        self.level = level
        self.lines: list[str] = []

    def filter(self, record):
        """Note the line."""
        message = record.getMessage()
        if READ_ONLY_MISTAKE in message:
            self.lines.append(message)
        return record.levelno >= self.level

    def take(self) -> list[str]:
        """Return what came since the last time."""
        lines, self.lines = self.lines, []
        return lines


@pytest.fixture(scope="session", autouse=True)
def read_only_mistakes():
    """Listen to Odoo's log, which pytest-odoo otherwise keeps at critical."""
    logger = logging.getLogger("odoo.http")
    collector = ReadOnlyMistakes(logger.getEffectiveLevel())
    previous = logger.level
    logger.addFilter(collector)
    logger.setLevel(min(logging.WARNING, collector.level))
    yield collector
    logger.removeFilter(collector)
    logger.setLevel(previous)
    left = collector.take()
    assert not left, f"a read-only request wrote: {left}"


@pytest.fixture(autouse=True)
def no_read_only_mistake(read_only_mistakes):
    """Fail the test whose request was begun read-only and wrote."""
    read_only_mistakes.take()
    yield
    lines = read_only_mistakes.take()
    if lines:
        pytest.fail(f"a request that is marked read-only wrote: {lines}")
