from . import task_analysis
