from odoo import fields, models


class Rating(models.Model):
    """A rating stays that of the unit that ended: another one handles it to its end."""

    _inherit = "cchc.rating"

    handling_unit_id = fields.Many2one(
        "hr.department",
        string="Handled by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the unit has ended. What was rated stays the unit's own.",
    )

    def _hand_over(self, day, choices, reason):
        """Hand these over from ``day`` on (called by a rearrangement of units only).

        :param dict choices: (kind, id of the rating, id of the old unit) -> new unit
        """
        for one in self:
            unit, old, deciding = one.unit_id, one.handling_unit_id, one.deciding_unit_id
            handling = choices.get(("rating", one.id, unit.id), old)
            handling = choices.get(("rating_handled", one.id, old.id), handling)
            if deciding in (unit, old):
                new = handling or deciding
            else:
                new = choices.get(("rating_deciding", one.id, deciding.id), deciding)
            values = {"handling_unit_id": handling.id, "deciding_unit_id": new.id}
            one._transition("hand_over", values, reason, day)
