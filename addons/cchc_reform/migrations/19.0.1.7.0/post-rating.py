from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give the shipped scheme of 2020 the day before which ratings of its time were announced."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    scheme = env.ref("cchc_reform.rating_scheme_person_2020", raise_if_not_found=False)
    if scheme and not scheme.before_day:
        scheme.write({"before_day": 15, "before_month": 12})  # a day moves no level
