from . import staff_ceiling
from . import staff_strength
from . import task_analysis
from . import task_wait_analysis
