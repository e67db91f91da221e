import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..kernel import dates, deputies, scenario
from ..models.entered_values import entered_day
from ..report.scenario_table import scenario_table
from .staff_scenario_line import ROLES

#: As many changes are tried at once: each of them walks over all units.
MOST_CHANGES = 100


class StaffScenario(models.TransientModel):
    """Limits and surplus of deputies as they would be: a trial on a copy of the day's figures.

    Nothing but the trial's own rows is written. It covers the units for which the user holds a
    role; totals of a group in which they count are shown as plain numbers.
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
        help="A draft takes the place of the rule in force for the units that it is for: by type, "
        "superior and class.",
    )
    line_ids = fields.One2many("cchc.staff.scenario.line", "scenario_id", string="Changes")
    result_ids = fields.One2many("cchc.staff.scenario.result", "scenario_id")
    note = fields.Text(readonly=True)
    content = fields.Binary(attachment=False, readonly=True)

    # -- actions -------------------------------------------------------------------------------

    def action_try(self):
        """Compute the figures before and after, and show them."""
        self.ensure_one()
        self._try()
        return True  # the form is read again

    def action_workbook(self):
        """Compute the figures and download them, with the changes, as a workbook."""
        self.ensure_one()
        self._try()
        mark = self.env["cchc.metrics"]._parameter("illustrative_note") or ""
        self.content = base64.b64encode(scenario_table(self, mark))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content"
            "?filename=phuong-an-gia-dinh.xlsx&download=true",
            "target": "self",
        }

    # -- the trial -----------------------------------------------------------------------------

    def _try(self):
        """Write notes and results of the trial."""
        self.check_access("write")
        day = entered_day(self.env, self.day)
        rules_on = entered_day(self.env, self.rules_on) or day
        changes = self._changes()
        if not changes and not self.draft_rule_ids and rules_on == day:
            raise UserError(
                self.env._("Enter a change, a draft rule, or another day for the rules.")
            )
        plain = self.env["cchc.staff.ceiling"]._plain_units(day)
        self._check_exist(plain, day)
        in_force = self.env["cchc.staff.deputy.rule"].search([("is_draft", "=", False)])._plain()
        then = scenario.rules_with(in_force, self._drafts(), rules_on)
        tried = self._apply(plain, changes, then)
        before = deputies.ceilings(plain, in_force, day)
        after = deputies.ceilings(tried, then, day)
        own = set(self.env["hr.department"]._below(self.env.user.role_unit_ids(*ROLES)))
        shown = [unit for unit in tried if not isinstance(unit.ref, int) or unit.ref in own]
        self.note = "\n".join(self._notes(scenario.replaced(shown, then)))
        self.result_ids = [(5, 0, 0)] + [
            (0, 0, values) for values in self._results(plain, own, before, after)
        ]

    def _changes(self):
        """The changes as the kernel takes them."""
        if len(self.line_ids) > MOST_CHANGES:
            raise UserError(
                self.env._("At most %(most)s changes are tried at once.", most=MOST_CHANGES)
            )
        classes = self.env["cchc.unit.class"].search([("is_inherited", "=", True)])
        inherited = frozenset(classes.mapped("kind"))
        changes = []
        for number, line in enumerate(self.line_ids, 1):
            try:
                changes.append(line._change(inherited))
            except UserError as problem:
                # An AccessError is one as well, and stays what it is.
                raise type(problem)(self._at(number, str(problem))) from problem
        return changes

    def _check_exist(self, plain, day):
        known = {unit.ref for unit in plain}
        for number, line in enumerate(self.line_ids, 1):
            for unit in line._units():
                if unit.id not in known:
                    sentence = self.env._(
                        "%(unit)s does not exist on %(date)s.",
                        unit=unit.name,
                        date=dates.format_date(day),
                    )
                    raise UserError(self._at(number, sentence))

    def _drafts(self):
        """The draft rules as the kernel takes them; two of them do not answer one question."""
        drafts = self.draft_rule_ids.filtered("is_draft")
        plain = drafts._plain(date_from=dates.today(), date_to=None)
        for one, other in deputies.overlaps(plain):
            raise UserError(
                self.env._(
                    "The drafts “%(rule)s” and “%(other)s” are for the same units: try one of them.",
                    rule=drafts.browse(one.ref).name,
                    other=drafts.browse(other.ref).name,
                )
            )
        return plain

    def _apply(self, plain, changes, rules):
        """The units after the changes; what cannot be made is said with its change and unit."""
        try:
            return scenario.apply(plain, changes, rules)
        except scenario.Impossible as problem:
            names = self.env["hr.department"]
            unit = names.browse(problem.unit).name
            if problem.reason == scenario.GONE:
                sentence = self.env._(
                    "%(unit)s is no longer there: change %(before)s merged or ended it.",
                    unit=unit,
                    before=problem.detail + 1,
                )
            elif problem.reason == scenario.WITHIN:
                sentence = self.env._(
                    "%(unit)s and %(other)s lie one within the other and cannot be merged.",
                    unit=unit,
                    other=names.browse(problem.detail).name,
                )
            else:
                sentence = self.env._(
                    "%(unit)s has %(number)s deputies: not more of them can stay with the first "
                    "part.",
                    unit=unit,
                    number=problem.detail,
                )
            raise UserError(self._at(problem.position + 1, sentence)) from problem

    def _at(self, number, sentence):
        return self.env._("Change %(number)s: %(sentence)s", number=number, sentence=sentence)

    # -- the result ----------------------------------------------------------------------------

    def _notes(self, replaced):
        notes = [self.env._("A trial: nothing was changed.")]
        if replaced:
            rules = self.env["cchc.staff.deputy.rule"].browse(sorted(replaced))
            notes.append(
                self.env._(
                    "Replaced for this trial, for the units that the draft is for: %(rules)s.",
                    rules="; ".join(rules.mapped("name")),
                )
            )
        if self.draft_rule_ids.filtered(lambda rule: rule.mode not in deputies.BASES):
            notes.append(
                self.env._(
                    "Additions and upper limits in force hold besides those of the drafts; none of "
                    "them is replaced."
                )
            )
        kinds = set(self.line_ids.mapped("kind"))
        if "split" in kinds:
            notes.append(self.env._("The parts of a unit that is split stay with the first."))
        return notes

    def _results(self, plain, own, before, after):
        """Values of the rows that may be shown: units of the user, and totals they count in."""
        superior = {unit.ref: unit.superior for unit in plain}
        touched = {unit.id for line in self.line_ids for unit in line._units()}
        around = touched | {superior.get(ref) for ref in touched}
        around |= {ref for ref, above in superior.items() if above in touched}
        (units_before, groups_before), (units_after, groups_after) = before, after
        refs = units_before.keys() | units_after.keys()
        refs = {ref for ref in refs if not isinstance(ref, int) or ref in own}
        labels, places = self._labels(refs)
        for ref in sorted(refs, key=places.get):
            row = self._row(units_before.get(ref), units_after.get(ref))
            if row["is_changed"] or not isinstance(ref, int) or ref in around:
                yield {"label": labels[ref], **row}
        # A total tells of all who count in it: only to who is one of them, or stands above.
        mine = {
            units[ref].group for units in (units_before, units_after) for ref in units.keys() & refs
        }
        for key in sorted(groups_before.keys() | groups_after.keys(), key=str):
            row = self._row(groups_before.get(key), groups_after.get(key))
            if row["is_changed"] and (key in mine or key[0] in own):
                name = self.env["hr.department"].sudo().browse(key[0]).name
                yield {
                    "label": self.env._("Total below %(unit)s", unit=name or ""),
                    **row,
                }

    def _labels(self, refs):
        """What units are called and where they stand in the list, each by its ref."""
        units = self.env["hr.department"].browse(
            sorted({ref if isinstance(ref, int) else ref[1] for ref in refs})
        )
        names = {unit.id: unit.display_name for unit in units}
        paths = {unit.id: unit.parent_path for unit in units}
        labels, places = dict(names), {ref: (path, 0) for ref, path in paths.items()}
        for line in self.line_ids:
            if line.kind in ("split", "new"):
                ref = line._new_key()
                made = line._first_name() if line.kind == "new" else line._second_name()
                labels[ref], places[ref] = made, (paths.get(line.unit_id.id, ""), line.id)
            if line.kind == "split" and line.name:
                labels[line.unit_id.id] = self.env._(
                    "%(unit)s (then: %(name)s)",
                    unit=names.get(line.unit_id.id),
                    name=line._first_name(),
                )
        return labels, places

    def _row(self, old, new):
        """One row before and after; a unit that is not there has no figures."""
        last = new or old
        return {
            "limit_before": self._limit_in_words(old),
            "limit_after": self._limit_in_words(new),
            "deputies_before": old.deputies if old else 0,
            "deputies_after": new.deputies if new else 0,
            "surplus_before": (old and old.surplus) or 0,
            "surplus_after": (new and new.surplus) or 0,
            "is_tested_before": bool(old) and old.surplus is not None,
            "is_tested_after": bool(new) and new.surplus is not None,
            "rule_id": last.rule or False,
            "is_certain": last.certain and last.dates_certain and last.rule is not None,
            "is_changed": _shown(old) != _shown(new),
        }

    def _limit_in_words(self, found):
        if found is None:
            return "–"
        if found.limit is None:
            return self.env._("no rule known") if found.rule is None else self.env._("not known")
        if getattr(found, "group", None):
            return self.env._("%(limit)s (average)", limit=found.limit)
        return str(found.limit)


def _shown(found):
    return found and (found.limit, found.deputies, found.surplus, found.rule is None)
