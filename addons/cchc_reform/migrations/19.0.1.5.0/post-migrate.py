from odoo import SUPERUSER_ID, api

#: Figures of the outline that comes with the application which may be shown to everybody.
PUBLIC = (
    "nv_ke_hoach",
    "nv_hoan_thanh",
    "nv_dung_han",
    "nv_ty_le_hoan_thanh",
    "nv_ty_le_dung_han",
    "mt_tong",
    "mt_dat",
)
#: Second sources that the system has had since.
SECOND_SOURCES = {f"tc_nhom_{group}": f"autonomy_{group}" for group in "1234"}


def migrate(cr, version):
    """Give the outline that is in use what it would get in a new database.

    It may be edited by its users and is not loaded again; only what they could not say yet is set.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})

    def figure(code):
        name = f"cchc_reform.report_indicator_{code}"
        return env.ref(name, raise_if_not_found=False) or env["cchc.report.indicator"]

    for code in PUBLIC:
        figure(code).is_public = True
    for code, metric in SECOND_SOURCES.items():
        indicator = figure(code)
        if not indicator.check_method:
            indicator.write({"check_method": "metric", "check_metric": metric})
