"""Workloads on generated data, each beside its peer in the same run; ``./cchc bench`` calls them."""
