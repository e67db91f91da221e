from . import staff_ceiling
from . import staff_position_analysis
from . import staff_training_share
from . import task_analysis
from . import task_wait_analysis
