from . import (
    test_kernel_dates,
    test_kernel_deadline,
    test_kernel_files,
    test_kernel_metrics,
    test_kernel_vietnamese,
)
