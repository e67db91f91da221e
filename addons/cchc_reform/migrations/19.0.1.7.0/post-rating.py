from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give the shipped scheme of 2020 the day before which ratings of its time were announced.

    Marks of discipline that the register set are known as such, so an annulment takes them back.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    scheme = env.ref("cchc_reform.rating_scheme_person_2020", raise_if_not_found=False)
    if scheme and not scheme.before_day:
        scheme.write({"before_day": 15, "before_month": 12})  # a day moves no level
    marked = env["cchc.rating"].search([("is_disciplined", "=", True)])
    for year, ratings in marked.grouped("year").items():
        found = env["cchc.discipline.case"]._disciplined_for_duty(ratings.employee_id.ids, year)
        of_register = ratings.filtered(lambda one, found=found: one.employee_id.id in found)
        of_register.discipline_found = True
