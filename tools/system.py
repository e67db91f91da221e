"""Programs of the machine that the tests use: a browser, fonts, LibreOffice, pdftotext."""

import os
import shutil
from pathlib import Path

from .console import run_logged, say, step
from .home import Home, write_whole

BROWSERS = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
# package by the program that shows that it is there
PACKAGES = {
    "chromium": ("chromium",),
    "soffice": ("libreoffice-writer-nogui", "libreoffice-calc-nogui"),
    "pdftotext": ("poppler-utils",),
}
FONTS = {
    "fonts-liberation": "/usr/share/fonts/truetype/liberation*",
    "fonts-noto-core": "/usr/share/fonts/truetype/noto",
}
# a browser that looks for updates and other protocols on a machine without a network waits for them
BROWSER_SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--no-proxy-server",
)


def find_browser(home: Home | None = None) -> str | None:
    """Return the machine's Chromium or Chrome."""
    own = str(home.bin) if home else ""
    path = os.pathsep.join(
        part for part in os.environ.get("PATH", "").split(os.pathsep) if part != own
    )
    for name in BROWSERS:
        found = shutil.which(name, path=path)
        if found:
            return found
    return None


def missing_packages(home: Home) -> list[str]:
    """Return Debian's packages for what the tests use and the machine does not have."""
    missing = []
    for program, packages in PACKAGES.items():
        if program == "chromium":
            present = find_browser(home)
        else:
            present = shutil.which(program)
        if not present:
            missing.extend(packages)
    for package, pattern in FONTS.items():
        if not list(Path("/").glob(pattern.lstrip("/"))):
            missing.append(package)
    return missing


def install_packages(home: Home) -> None:
    """Install what is missing, as root on Debian; otherwise the tests go on without it."""
    missing = missing_packages(home)
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get") or os.environ.get("CCHC_NO_APT"):
        say(f"    not on this machine (an administrator can install them): {' '.join(missing)}")
        return
    log = home.logs / "apt.log"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with home.setting_up("packages"), step(f"Installing Debian's packages {' '.join(missing)}"):
        run_logged(["apt-get", "-q", "update"], log, env=environment)
        command = ["apt-get", "-q", "install", "-y", "--no-install-recommends"]
        if run_logged([*command, *missing], log, env=environment):
            # one that is not to be had must not keep the others away
            for package in missing:
                run_logged([*command, package], log, env=environment)
        left = missing_packages(home)
        if left:
            say(f"    not to be had here: {' '.join(left)} (log: {log})")


def wrap_browser(home: Home) -> str | None:
    """Put a browser with the switches that tests need first on PATH; return the browser."""
    shutil.rmtree(home.bin, ignore_errors=True)
    browser = find_browser(home)
    if browser is None:
        return None
    home.bin.mkdir()
    # Odoo looks for google-chrome first
    for name in ("google-chrome", "chromium"):
        wrapper = home.bin / name
        write_whole(
            wrapper, f'#!/bin/sh\nexec {browser} {" ".join(BROWSER_SWITCHES)} "$@"\n', 0o755
        )
    return browser
