from . import test_annex
from . import test_demo
from . import test_rearrangement
from . import test_risk
from . import test_staffing
from . import test_workbook
from . import test_reporting
from . import test_cockpit
