"""The launcher, as a person calls it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_help_names_both_commands():
    answer = subprocess.run(
        [sys.executable, ROOT / "cchc", "--help"], capture_output=True, text=True, check=True
    )
    assert "./cchc run" in answer.stdout
    assert "./cchc test" in answer.stdout
