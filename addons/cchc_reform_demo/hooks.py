import logging

from .awarding import DemoAwarding
from .communication import DemoCommunication
from .discipline import DemoDiscipline
from .initiatives import DemoInitiatives
from .inspection import DemoInspection
from .loader import DemoLoader
from .rating import DemoRating
from .rearrangement import DemoRearrangement
from .reporting import DemoReporting
from .source import rows
from .staffing import DemoStaffing
from .story import DemoStory

_logger = logging.getLogger(__name__)


def load_demo(env):
    """Fill a fresh database with the demo province (called when the addon is installed).

    The data stay data: tables and texts in ``data/``. A database that holds the province
    already, for instance after the addon was removed and installed again, is left alone.
    """
    province = next(row for row in rows("localities") if row["level"] == "province")
    known = env["hr.department"].search_count(
        [("code", "=", province["code"]), ("level", "=", "province")]
    )
    if known:
        _logger.warning("%s is in this database already: no demo is loaded", province["name"])
        return
    loader = DemoLoader(env)
    loader.load()
    story = DemoStory(loader)
    story.play()
    staffing = DemoStaffing(loader)
    staffing.enter()
    DemoDiscipline(loader, staffing.people).enter()
    DemoInitiatives(loader).enter()
    DemoAwarding(loader, staffing.people).enter()
    DemoRating(loader).enter()
    DemoInspection(loader).enter()
    DemoCommunication(loader).enter()
    # What the reports count is there before them.
    DemoReporting(loader, story.heads).enter()
    DemoRearrangement(loader).enter()
