from odoo import api, fields, models

from .entered_values import derived_fields, refuse_derived


class ScopedMixin(models.AbstractModel):
    """A record that concerns units: one maintained relation carries the rule of who sees it.

    ``party_unit_ids`` holds all units concerned. Only its compute writes it: neither values nor
    defaults of a caller reach it, so that nobody lends a record to another unit.
    """

    _name = "cchc.scoped.mixin"
    _description = "Record that concerns units"

    party_unit_ids = fields.Many2many(
        "hr.department",
        string="Units concerned",
        compute="_compute_party_unit_ids",
        store=True,
        copy=False,
    )

    def _party_fields(self):
        """Names of the relations to units whose units may see the record."""
        raise NotImplementedError

    @api.depends(lambda self: self._party_fields() if not self._abstract else ())
    def _compute_party_unit_ids(self):
        def parties(record):
            return self.env["hr.department"].union(
                *(record.mapped(name) for name in record._party_fields())
            )

        # One statement for all records, however many have units of their own.
        field = self._fields["party_unit_ids"]
        by_units = self.grouped(parties).items()
        field.write_batch([(records, units) for units, records in by_units])

    def _server_owned_fields(self):
        """Fields that no caller sets, be it by values, defaults of the context or ir.default."""
        return derived_fields(self)

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        for name in self._server_owned_fields():
            defaults.pop(name, None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals)
        records = super().create(vals_list)
        # A search by the rules does not flush a pending many2many, and would miss the record.
        records._recompute_recordset(["party_unit_ids"])
        return records

    def write(self, vals):
        refuse_derived(self, vals)
        result = super().write(vals)
        if self._party_may_change(vals):
            self._recompute_recordset(["party_unit_ids"])
            # The rules were checked on the old units; a move must be allowed on the new too.
            self.check_access("write")
        return result

    def _party_may_change(self, vals):
        return not vals.keys().isdisjoint(name.split(".")[0] for name in self._party_fields())
