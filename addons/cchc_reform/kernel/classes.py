"""Kinds of classes that a unit may be put in, one class a kind on a day."""

PROVINCE_CLASS = "province_class"
LOCALITY = "locality"
MERGED_PROVINCES = "merged_provinces"
MERGED_BY_DECISION = "merged_by_decision"
UNIT_CLASS = "unit_class"
FACILITY = "facility"
AUTONOMY = "autonomy"
AGENCY_REGIME = "agency_regime"

#: The financial regimes: of public service units, and of administrative agencies.
FINANCIAL = (AUTONOMY, AGENCY_REGIME)
