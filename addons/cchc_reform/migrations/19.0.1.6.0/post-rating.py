from odoo import SUPERUSER_ID, api

#: Scheme that comes with the application -> what it has had since, as in a new database.
PERCENTS = {
    "rating_scheme_person_2026": {"case_percent": 25, "staff_percent": 50},
    "rating_scheme_head": {"case_percent": 25},
}
CRITERIA = {
    "rating_scheme_person_2026": {
        "common_2026": {"name": "General criteria", "sequence": 10, "points": 30},
        "results_2026": {"name": "Results of the tasks", "sequence": 20, "points": 70},
    },
    "rating_scheme_head": {
        "head_done": {
            "name": "Tasks of reform done",
            "sequence": 10,
            "points": 25,
            "rule": "share",
            "metric": "due_completion",
        },
        "head_on_time": {
            "name": "Tasks of reform done on time",
            "sequence": 20,
            "points": 25,
            "rule": "share",
            "metric": "on_time",
        },
        "head_reports": {
            "name": "Reports submitted on time",
            "sequence": 30,
            "points": 25,
            "rule": "share",
            "metric": "reports_on_time",
        },
        "head_delays": {
            "name": "Delays caused to other units",
            "sequence": 40,
            "points": 25,
            "rule": "per_case",
            "metric": "requests_late",
        },
    },
}


def migrate(cr, version):
    """Give the shipped schemes what they have had since, unless anybody is rated by them.

    Who is rated is rated by what was in force; such a scheme is ended, and a copy is changed.
    Criteria that the administrator entered are the province's own, and stay alone.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, percents in PERCENTS.items():
        scheme = env.ref(f"cchc_reform.{name}", raise_if_not_found=False)
        if not scheme or scheme.is_used:
            continue
        scheme.write({field: value for field, value in percents.items() if not scheme[field]})
        if scheme.criterion_ids:
            continue
        for code, values in CRITERIA[name].items():
            xml_id = f"cchc_reform.rating_criterion_{code}"
            if not env.ref(xml_id, raise_if_not_found=False):  # moved to another scheme
                env["cchc.rating.criterion"]._load_records(
                    [
                        {
                            "xml_id": xml_id,
                            "values": {"scheme_id": scheme.id, **values},
                            "noupdate": True,
                        }
                    ]
                )
    decree = env.ref("cchc_reform.rating_scheme_person_2026", raise_if_not_found=False)
    if decree:
        decree.civil_servants_only = True  # nor does of whom it speaks
