from odoo import models


class UnitMoveMixin(models.AbstractModel):
    """A record of a unit: whoever moves it to another must be allowed to write it there too.

    Stands before the other mixins of a model, so that the move is complete when it is checked.
    """

    _name = "cchc.unit.move.mixin"
    _description = "Record that moves between units"

    def write(self, vals):
        result = super().write(vals)
        if "unit_id" in vals:
            # The rules were checked on the old unit; a move must be allowed on the new one too.
            self.check_access("write")
        return result
