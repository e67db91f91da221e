"""What every test run does, for the addons and for the launcher."""

pytest_plugins = ["tools.pytest_cchc"]
