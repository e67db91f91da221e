from odoo import SUPERUSER_ID, api

#: Figures of the outline that comes with the application which the system counts by now.
COUNTED = {
    "kt_don_vi": "inspections_units",
    "kt_van_de": "findings_to_remedy",
    "kt_da_xu_ly": "remedies_done",
    "dt_doi_thoai": "dialogues_done",
    "tt_tuyen_truyen": "communication_done",
    "sk_sang_kien": "initiatives_recognised_unit",
}
#: As the outline came: what units entered was added up.
AS_SHIPPED = "sum"


def migrate(cr, version):
    """Let the outline count what the system knows now, as in a new database, if nobody uses it.

    Where a period uses it, its figures go on as they were: the administrator changes them.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref("cchc_reform.report_template_regular", raise_if_not_found=False)
    if not template or env["cchc.period"].search_count(
        [("template_id", "=", template.id)], limit=1
    ):
        return
    for code, metric in COUNTED.items():
        name = f"cchc_reform.report_indicator_{code}"
        indicator = env.ref(name, raise_if_not_found=False)
        if indicator and indicator.method == AS_SHIPPED:
            indicator.write({"method": "metric", "metric": metric})
    # What is remedied now may have been found in an earlier period.
    check = env.ref("cchc_reform.report_check_4", raise_if_not_found=False)
    if check and (check.left, check.comparison, check.right) == ("kt_da_xu_ly", "<=", "kt_van_de"):
        check.unlink()
