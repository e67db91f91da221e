from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .entered_values import derived_fields, refuse_derived
from .unit_event_workflow import KEPT_BY_LINKS, OUTCOMES


class UnitEventLink(models.Model):
    """What becomes of one unit by an event: which unit takes over, or that none does.

    A unit that is split has a link to each of its successors; those that merge have links to the
    same one. All but a new name end the unit: the tree of the past is not touched.
    """

    _name = "cchc.unit.event.link"
    _description = "What becomes of a unit"
    _order = "event_id, id"
    _rec_name = "predecessor_id"

    event_id = fields.Many2one(
        "cchc.unit.event", required=True, index=True, ondelete="cascade", string="Rearrangement"
    )
    effective_on = fields.Date(related="event_id.effective_on", store=True, index=True)
    state = fields.Selection(related="event_id.state", store=True)
    predecessor_id = fields.Many2one(
        "hr.department", string="Unit", required=True, index=True, ondelete="restrict"
    )
    outcome = fields.Selection(OUTCOMES, required=True, default="unit")
    successor_id = fields.Many2one(
        "hr.department", string="Unit that takes over", index=True, ondelete="restrict"
    )
    new_code = fields.Char(
        string="Its code from then on",
        help="The code of a unit that ends is free for another one from that day on only.",
    )
    new_parent_id = fields.Many2one(
        "hr.department", string="New unit above", ondelete="restrict", help="Of a unit that moves."
    )
    new_name = fields.Char(string="New name", help="Of a unit that is only renamed.")
    old_name = fields.Char(readonly=True, copy=False)
    made_unit = fields.Boolean(
        readonly=True, copy=False, help="The unit that takes over was made by this event."
    )

    _named_once = models.UniqueIndex(
        "(event_id, predecessor_id, successor_id) NULLS NOT DISTINCT",
        "This unit stands there twice with the same successor.",
    )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Defaults of the caller never say which units this event made, nor that it is done."""
        defaults = super().default_get(fields)
        for name in derived_fields(self) | KEPT_BY_LINKS:
            defaults.pop(name, None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_kept(vals)
        links = super().create(vals_list)
        links._check_event_is_draft()
        return links

    def write(self, vals):
        self._refuse_kept(vals)
        self._check_event_is_draft()
        if "successor_id" in vals:
            self.check_access("write")
            self.sudo()._let_go_of_made_unit(vals["successor_id"])
        result = super().write(vals)
        if "event_id" in vals:
            # It must be open where it came from and where it goes, and the user's in both.
            self._check_event_is_draft()
            self.check_access("write")
        return result

    def unlink(self):
        self._check_event_is_draft()
        self.sudo()._drop_made_units()
        return super().unlink()

    def _refuse_kept(self, vals):
        if not self.env.su:
            refuse_derived(self, vals, KEPT_BY_LINKS)

    def _check_event_is_draft(self):
        if self.env.su:
            return
        for event in self.event_id:
            if event.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(event)s” is “%(state)s”: its units cannot be changed.",
                        event=event.name,
                        state=event._state_label(),
                    )
                )

    # -- units that an event makes -------------------------------------------------------------

    def _make_units(self):
        """Make the units that move, each under its new unit above, from the highest down.

        They exist from the day of the event on; their code is given when the old ones end.
        """
        Unit = self.env["hr.department"]
        moving = self.filtered(lambda link: link.outcome in ("moved", "along"))
        by_depth = moving.grouped(lambda link: link.predecessor_id.parent_path.count("/"))
        for _depth, links in sorted(by_depth.items()):
            above = {
                link.predecessor_id: link.successor_id
                for link in self
                if link.predecessor_id in links.predecessor_id.parent_id
            }
            values = {
                link: {
                    "name": link.predecessor_id.name,
                    "unit_type_id": link.predecessor_id.unit_type_id.id,
                    "protocol_order": link.predecessor_id.protocol_order,
                    "parent_id": (
                        link.new_parent_id or above.get(link.predecessor_id.parent_id, Unit)
                    ).id,
                    "date_start": link.effective_on,
                }
                for link in links
            }
            made = links.filtered("made_unit")
            for link in made:
                link.successor_id.write(values[link])
            new = links - made
            units = Unit.create([values[link] for link in new])
            for link, unit in zip(new, units, strict=True):
                link.write(
                    {
                        "successor_id": unit.id,
                        "made_unit": True,
                        "new_code": link.new_code or link.predecessor_id.code,
                    }
                )

    def _let_go_of_made_unit(self, successor_id):
        """Archive what the event made where another unit takes over: that one is not its to change."""
        others = self.filtered(lambda link: link.made_unit and link.successor_id.id != successor_id)
        others._drop_made_units()
        others.made_unit = False

    def _drop_made_units(self):
        """Archive units that were made for an event that does not take place."""
        self.filtered("made_unit").successor_id.write({"active": False})

    # -- what the events say -------------------------------------------------------------------

    @api.model
    def _ended_pairs(self):
        """(unit that ended, unit that took over or None), by id, of the events that are done."""
        links = self.search_fetch(
            Domain("state", "=", "done") & Domain("outcome", "!=", "renamed"),
            ["predecessor_id", "successor_id"],
        )
        return [(link.predecessor_id.id, link.successor_id.id or None) for link in links]

    @api.depends("predecessor_id.name", "successor_id.name", "new_name", "outcome")
    def _compute_display_name(self):
        for link in self:
            after = link.successor_id.name or link.new_name or link.new_parent_id.name
            link.display_name = (
                f"{link.predecessor_id.name} → {after}" if after else link.predecessor_id.name
            )
