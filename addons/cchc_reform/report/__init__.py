from . import as_of_mixin
from . import staff_ceiling
from . import task_analysis
from . import task_wait_analysis
from . import staff_scheme_progress
from . import staff_streamlining_analysis
from . import staff_streamlining_progress
