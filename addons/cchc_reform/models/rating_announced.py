from odoo import api, models
from odoo.fields import Domain

from ..kernel import rating


class Rating(models.Model):
    """What other areas are told of ratings: levels, once they are announced."""

    _inherit = "cchc.rating"

    @api.model
    def _announced_levels(self, employee_ids, years):
        """Dict (employee id, year) -> announced level of the yearly rating of these people."""
        return self._announced("person", "employee_id", employee_ids, years)

    @api.model
    def _announced_unit_levels(self, unit_ids, years):
        """Dict (unit id, year) -> announced level of these units."""
        return self._announced("unit", "unit_id", unit_ids, years)

    @api.model
    def _announced_reform_levels(self, unit_ids, years):
        """Dict (unit id, year) -> announced level of the heads of these units for their reform.

        Where several headed the unit in the year, the worst; none before all are announced.
        """
        # As of the others, only the level goes out.
        found = self.sudo().search(
            Domain("subject", "=", "head")
            & Domain("unit_id", "in", list(unit_ids))
            & Domain("year", "in", list(years))
        )
        levels = {}
        for key, ratings in found.grouped(lambda one: (one.unit_id.id, one.year)).items():
            told = [one.level for one in ratings if one.level]
            if told and all(one.state == "announced" for one in ratings):
                levels[key] = max(told, key=rating.LEVELS.index)
        return levels

    @api.model
    def _announced(self, subject, field, ids, years):
        # What is announced is known in the unit; of the rating only the level goes out, to code
        # of the server that asks by what right it tells.
        found = self.sudo().search(
            Domain("subject", "=", subject)
            & Domain(field, "in", list(ids))
            & Domain("year", "in", list(years))
            & Domain("state", "=", "announced")
            & Domain("level", "!=", False)
        )
        return {(one[field].id, one.year): one.level for one in found}
