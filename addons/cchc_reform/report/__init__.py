from . import staff_ceiling
from . import task_analysis
from . import task_wait_analysis
