from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates
from .entered_values import refuse_derived


class DatedMixin(models.AbstractModel):
    """A fact that holds from a day on, and by which past days are counted.

    What it says about days that have passed changes only with a reason; the old and the new
    values are kept in the history. A fact that has been in force is not deleted. The model
    declares ``date_from``, its unit ``unit_id`` and, where it has them, ``date_to`` and the
    decision fields.
    """

    _name = "cchc.dated.mixin"
    _description = "Dated fact"
    _inherit = ["cchc.unit.move.mixin"]

    decision_id = fields.Many2one("cchc.legal.document", ondelete="restrict", copy=False)
    decision_number = fields.Char(
        compute="_compute_decision", store=True, precompute=True, readonly=False, copy=False
    )
    decision_date = fields.Date(
        compute="_compute_decision", store=True, precompute=True, readonly=False, copy=False
    )
    change_reason = fields.Char(
        string="Reason for changing the past",
        store=False,
        help="Needed where days that have passed change; it is kept in the history.",
    )
    last_change_reason = fields.Char(string="Why it was last changed", readonly=True, copy=False)

    @api.depends("decision_id")
    def _compute_decision(self):
        for fact in self:
            decision = fact.decision_id
            fact.decision_number = decision.number or fact.decision_number
            fact.decision_date = decision.date or fact.decision_date

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        reasons = []
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            refuse_derived(self, vals)
            reasons.append(_stripped(vals.pop("change_reason", None)))
            vals["last_change_reason"] = reasons[-1]
        facts = super().create(vals_list)
        facts._keep_past([{} for _fact in facts], [{} for _fact in facts], reasons)
        return facts

    def write(self, vals):
        refuse_derived(self, vals)
        vals = dict(vals)
        reason = _stripped(vals.pop("change_reason", None))
        if vals.pop("last_change_reason", None):
            raise AccessError(self.env._("The reason of a change is given with the change."))
        if reason:
            vals["last_change_reason"] = reason
        today = dates.today()
        past = [fact._past(today) for fact in self]
        old = [fact._audit_values() for fact in self]
        result = super().write(vals)
        self._keep_past(past, old, [reason] * len(self))
        return result

    def unlink(self):
        # Not @api.ondelete: a caller can switch such a check off by the context.
        today = dates.today()
        for fact in self:
            if fact.date_from <= today:
                raise UserError(fact._kept_sentence())
        return super().unlink()

    # -- the past ------------------------------------------------------------------------------

    def _dated_values(self):
        """What the fact says on each of its days, as plain values by name."""
        raise NotImplementedError

    def _audit_values(self):
        """Plain values of the fact for the history, readable without the database."""
        raise NotImplementedError

    def _past(self, today):
        """What this fact says about the days before ``today``; empty if it says nothing."""
        self.ensure_one()
        if not self.date_from or self.date_from >= today:
            return {}
        yesterday = today - timedelta(days=1)
        last = ("date_to" in self._fields and self.date_to) or yesterday
        return {
            **self._dated_values(),
            "date_from": self.date_from,
            "date_to": min(last, yesterday),
            "decision": (self.decision_id.id, self.decision_number, self.decision_date),
        }

    def _keep_past(self, past, old, reasons):
        """Refuse a change of days that have passed without a reason, and record each one.

        A fact entered late is founded on its decision; a change of what was entered needs a
        reason of its own.
        """
        today = dates.today()
        entries = []
        for fact, past_before, old_values, reason in zip(
            self.sudo(), past, old, reasons, strict=True
        ):
            if fact._past(today) == past_before:
                continue
            founded = not old_values and (fact.decision_id or fact.decision_number or self.env.su)
            if not reason and not founded:
                raise UserError(fact._past_sentence(bool(old_values)))
            new_values = fact._audit_values()
            entries.append(
                {
                    "model": self._name,
                    "res_id": fact.id,
                    "res_name": fact.display_name,
                    "action": "past_change" if old_values else "past_entry",
                    "unit_id": fact.unit_id.id,
                    "effective_on": fact.date_from,
                    "old": {k: v for k, v in old_values.items() if v != new_values[k]},
                    "new": {k: v for k, v in new_values.items() if v != old_values.get(k)},
                    "reason": reason or fact.decision_number or False,
                    "on_behalf_of_id": False,
                }
            )
        if entries:
            self.env["cchc.audit.entry"]._append(entries)

    def _past_sentence(self, is_change):
        """Why a change of the past, or an entry about it, is refused."""
        self.ensure_one()
        values = {"fact": self.display_name, "date": dates.format_date(self.date_from)}
        if is_change:
            return self.env._("Give the reason for changing past days of “%(fact)s”.", **values)
        return self.env._(
            "Name the decision, or give the reason, for “%(fact)s”, which starts in the past, "
            "on %(date)s.",
            **values,
        )

    def _kept_sentence(self):
        """Why the fact is not deleted."""
        self.ensure_one()
        return self.env._(
            "“%(fact)s” has been in force and stays in the records.", fact=self.display_name
        )


def _stripped(text):
    return (text or "").strip() or False
