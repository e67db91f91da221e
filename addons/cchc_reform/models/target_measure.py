from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates
from .entered_values import LARGEST, refuse_derived, refuse_wild
from .unit_role import grant_from_above

FIGURES = frozenset({"value"})


class TargetMeasure(models.Model):
    """What was measured for a target, as of a day: entered once, never changed.

    A measure that was wrong is corrected by another one for the same day, with the reason: the
    later entry counts and the former stays readable. An estimate (ước thực hiện) is replaced by
    the final figure in the same way, without a reason.
    """

    _name = "cchc.target.measure"
    _description = "Measured value"
    _inherit = ["cchc.scoped.mixin"]
    _order = "measured_on desc, id desc"
    _rec_name = "measured_on"

    target_id = fields.Many2one("cchc.target", required=True, ondelete="restrict", index=True)
    unit_id = fields.Many2one(related="target_id.unit_id", store=True, index=True)
    domain_id = fields.Many2one(related="target_id.domain_id", store=True, index=True)
    uom = fields.Char(related="target_id.uom")
    measured_on = fields.Date(
        string="As of", required=True, default=lambda self: dates.today(), index=True
    )
    value = fields.Float(required=True, min_display_digits=1, aggregator=None)
    is_estimate = fields.Boolean(
        string="Estimate", help="Ước thực hiện: the final figure replaces it later."
    )
    note = fields.Char(string="Source or note")
    reason = fields.Char(
        string="Why it is corrected", help="Needed where a figure of the same day is replaced."
    )
    evidence_ids = fields.Many2many(
        "cchc.evidence", "cchc_evidence_measure_rel", "measure_id", "evidence_id"
    )
    entered_by_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, copy=False, ondelete="restrict"
    )

    _value_in_range = models.Constraint(
        f"CHECK (value BETWEEN -{LARGEST} AND {LARGEST})",
        "A measured value must be a number of a sane size.",
    )
    _latest_index = models.Index("(target_id, measured_on, id)")

    def _party_fields(self):
        return ("target_id.party_unit_ids",)

    @api.depends("target_id.party_unit_ids")
    def _compute_party_unit_ids(self):
        # Written by groups: one statement a target or less, however many values are entered.
        for units, measures in self.grouped(lambda m: m.target_id.party_unit_ids).items():
            measures.party_unit_ids = units

    def _server_owned_fields(self):
        return super()._server_owned_fields() | {"entered_by_id"}

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            refuse_derived(self, vals, {"entered_by_id"})
            if vals.get("value") is None or vals["value"] is False:
                raise UserError(self.env._("Give the measured value."))
            refuse_wild(self, vals, FIGURES)
            prepared.append({**vals, "entered_by_id": self.env.uid})
        measures = super().create(prepared)
        # Checked on the result: values may have come from defaults of the caller.
        measures._record_entry(measures._check_entry())
        return measures

    def write(self, vals):
        if not vals:
            return True
        raise UserError(
            self.env._(
                "A measured value is not changed: enter the right one for the same day instead."
            )
        )

    def unlink(self):
        if not self:
            return True
        raise UserError(
            self.env._(
                "A measured value is not deleted: enter the right one for the same day instead."
            )
        )

    def copy(self, default=None):
        raise UserError(self.env._("A measured value is not copied: enter what was measured."))

    @api.model
    def _take_in(self, vals_list, reason):
        """Enter values that a unit brought; the user holds a role above the unit.

        :param str reason: who brought them, for the history
        """
        targets = self.env["cchc.target"].browse({vals["target_id"] for vals in vals_list})
        targets.check_access("read")
        grants = targets._user_grants()
        for target in targets.sudo():
            if not grant_from_above(grants, target.unit_id, target.domain_id):
                raise AccessError(
                    self.env._("You cannot take in values of %(unit)s.", unit=target.unit_id.name)
                )
        # The unit has nobody who could enter them; who may take them in was checked just now.
        self.sudo().create(
            [
                {**vals, "reason": "; ".join(filter(None, (vals.get("reason"), reason)))}
                for vals in vals_list
            ]
        )

    def _check_entry(self):
        """A value is entered in the responsible unit, for a day that has come.

        :return: by id of the target, the grant under which its values are entered (None: server)
        """
        targets = self.target_id.sudo()
        # Nobody cancels the target, nor measures it for the same day, at this very moment.
        targets._lock_for_step()
        scope = targets._user_grants()
        grants = {}
        for target in targets:
            grants[target.id] = target._grant_to_measure(scope)
            if target.state != "assigned":
                raise UserError(
                    self.env._(
                        "“%(target)s” is “%(state)s”: no value can be entered.",
                        target=target.display_name,
                        state=target._state_label(),
                    )
                )
            if not grants[target.id] and not self.env.su:
                raise AccessError(
                    self.env._(
                        "The values of “%(target)s” are entered by %(unit)s.",
                        target=target.display_name,
                        unit=target.unit_id.name,
                    )
                )
        today = dates.today()
        for measure in self:
            if measure.measured_on > today:
                raise UserError(
                    self.env._(
                        "%(date)s has not come yet: nothing can be measured as of that day.",
                        date=dates.format_date(measure.measured_on),
                    )
                )
        return grants

    def _replaced(self):
        """The entry for the same target and day that each measure replaces, where there is one."""
        same_days = self.sudo().search(
            Domain("target_id", "in", self.target_id.ids)
            & Domain("measured_on", "in", self.mapped("measured_on")),
            order="id",
        )
        replaced, last = {}, {}
        for measure in same_days:
            key = (measure.target_id.id, measure.measured_on)
            replaced[measure.id] = last.get(key, self.browse())
            last[key] = measure
        return {measure.id: replaced[measure.id] for measure in self}

    def _record_entry(self, grants):
        replaced = self._replaced()
        rows = []
        for measure in self.sudo():
            former, target = replaced[measure.id], measure.target_id
            grant = grants[target.id]
            final_figure = former.is_estimate and not measure.is_estimate
            if former and not final_figure and not (measure.reason or "").strip():
                raise UserError(
                    self.env._(
                        "“%(target)s” already has a value as of %(date)s: say why it is corrected.",
                        target=target.display_name,
                        date=dates.format_date(measure.measured_on),
                    )
                )
            rows.append(
                {
                    "model": self._name,
                    "res_id": measure.id,
                    "res_name": target.display_name,
                    "action": "correct" if former else "measure",
                    "unit_id": target.unit_id.id,
                    "effective_on": measure.measured_on,
                    "old": former._plain_values() if former else {},
                    "new": measure._plain_values(),
                    "reason": measure.reason or "",
                    "on_behalf_of_id": (grant and grant.on_behalf_of_id) or False,
                }
            )
        self.env["cchc.audit.entry"]._append(rows)

    def _plain_values(self):
        self.ensure_one()
        return {
            "value": self.value,
            "measured_on": self.measured_on,
            "is_estimate": self.is_estimate,
            "evidence": self.evidence_ids.mapped("checksum"),
        }
