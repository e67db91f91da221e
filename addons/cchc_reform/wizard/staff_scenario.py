from odoo import fields, models
from odoo.exceptions import UserError

from ..kernel import dates, deputies, scenario
from ..models.entered_values import entered_day
from .staff_scenario_line import ROLES


class StaffScenario(models.TransientModel):
    """Limits and surplus of deputies as they would be: a trial on a copy of the day's figures.

    Nothing but the trial's own rows is written. It covers the units for which the user holds a
    role; totals of a group are shown as plain numbers.
    """

    _name = "cchc.staff.scenario"
    _inherit = ["cchc.dialog.mixin"]
    _description = "What if: limits of deputies"

    name = fields.Char(default=lambda self: self.env._("What if"))
    day = fields.Date(required=True, default=lambda self: dates.today())
    rules_on = fields.Date(
        string="Rules as of", help="Empty: of the same day. A later day tries rules to come."
    )
    draft_rule_ids = fields.Many2many(
        "cchc.staff.deputy.rule",
        string="Draft rules",
        domain=[("is_draft", "=", True)],
        help="A draft takes the place of the rule in force for the same units.",
    )
    line_ids = fields.One2many("cchc.staff.scenario.line", "scenario_id", string="Changes")
    result_ids = fields.One2many("cchc.staff.scenario.result", "scenario_id")
    note = fields.Text(readonly=True)

    def action_try(self):
        """Compute the figures before and after, and show them."""
        self.ensure_one()
        self.check_access("write")
        day = entered_day(self.env, self.day)
        rules_on = entered_day(self.env, self.rules_on) or day
        changes = [line._change() for line in self.line_ids]
        if not changes and not self.draft_rule_ids and rules_on == day:
            raise UserError(
                self.env._("Enter a change, a draft rule, or another day for the rules.")
            )
        plain = self.env["cchc.staff.ceiling"]._plain_units(day)
        known = {unit.ref for unit in plain}
        for line in self.line_ids:
            for unit in line._units():
                if unit.id not in known:
                    raise UserError(
                        self.env._(
                            "%(unit)s does not exist on %(date)s.",
                            unit=unit.name,
                            date=dates.format_date(day),
                        )
                    )
        rules = self.env["cchc.staff.deputy.rule"]
        in_force = rules.search([("is_draft", "=", False)])._plain()
        then, replaced = scenario.rules_with(in_force, self.draft_rule_ids._plain(), rules_on)
        before = deputies.ceilings(plain, in_force, day)
        after = deputies.ceilings(
            scenario.apply(plain, changes),
            [rule._replace(date_from=day, date_to=None) for rule in then],
            day,
        )
        self.note = self._notes(rules.browse(replaced))
        self.result_ids = [(5, 0, 0)] + [
            (0, 0, values) for values in self._results(plain, before, after)
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What if"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "current",
        }

    def _notes(self, replaced):
        notes = [self.env._("A trial: nothing was changed.")]
        if replaced:
            notes.append(
                self.env._(
                    "Replaced for this trial: %(rules)s.", rules="; ".join(replaced.mapped("name"))
                )
            )
        if any(line.kind == "split" for line in self.line_ids):
            notes.append(self.env._("The parts of a unit that is split stay with the first."))
        return "\n".join(notes)

    def _results(self, plain, before, after):
        """Values of the rows that may be shown: units of the user, and totals they count in."""
        superior = {unit.ref: unit.superior for unit in plain}
        own = self._own_unit_ids()
        touched = {unit.id for line in self.line_ids for unit in line._units()}
        touched |= {line._second_key() for line in self.line_ids if line.kind == "split"}
        around = touched | {superior.get(ref) for ref in touched}
        around |= {ref for ref, above in superior.items() if above in touched}
        everything = not self.line_ids
        (units_before, groups_before), (units_after, groups_after) = before, after
        for ref in sorted(units_before.keys() | units_after.keys(), key=str):
            if isinstance(ref, int) and ref not in own:
                continue
            old, new = units_before.get(ref), units_after.get(ref)
            rows = [self._row(old, new)]
            if (rows[0]["is_changed"] if everything else ref in around) and (old or new).rule:
                yield {"label": self._label(ref), **rows[0]}
        for key in sorted(groups_before.keys() | groups_after.keys(), key=str):
            row = self._row(groups_before.get(key), groups_after.get(key))
            concerned = key[0] in around or key[0] in own
            if row["is_changed"] and concerned:
                name = self.env["hr.department"].sudo().browse(key[0]).name
                yield {
                    "label": self.env._("Total below %(unit)s", unit=name or ""),
                    **row,
                }

    def _own_unit_ids(self):
        units = self.env.user.role_unit_ids(*ROLES)
        return set(self.env["hr.department"]._below(units))

    def _label(self, ref):
        if isinstance(ref, int):
            return self.env["hr.department"].browse(ref).display_name
        first = self.env["hr.department"].browse(ref[1])
        return self.env._("%(unit)s (second part)", unit=first.display_name)

    def _row(self, old, new):
        """One row before and after; a unit that is not there has no figures."""

        def text(found):
            if found is None:
                return "–"
            return self.env._("not known") if found.limit is None else str(found.limit)

        last = new or old
        rule = self.env["cchc.staff.deputy.rule"].browse(last.rule or [])
        return {
            "limit_before": text(old),
            "limit_after": text(new),
            "deputies_before": old.deputies if old else 0,
            "deputies_after": new.deputies if new else 0,
            "surplus_before": (old and old.surplus) or 0,
            "surplus_after": (new and new.surplus) or 0,
            "rule_id": rule.id,
            "is_certain": last.certain and last.dates_certain,
            "is_changed": _shown(old) != _shown(new),
        }


def _shown(found):
    return found and (found.limit, found.deputies, found.surplus)
