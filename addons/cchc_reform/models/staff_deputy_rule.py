from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import dates, deputies, posts
from .legal_document import CONFIRMATIONS

MODES = [
    (deputies.PER_UNIT, "Each unit by itself"),
    (deputies.AVERAGE, "Average over the like units of one superior"),
    (deputies.ADDITION, "Addition to the limit"),
    (deputies.RELATIVE, "Not more than"),
    (deputies.TERM, "Years for which a surplus may last after a rearrangement"),
]
MEASURES = [
    (deputies.FIXED, "Nothing: a fixed number"),
    (deputies.QUOTA, "Assigned number of civil servants"),
    (deputies.DIVISIONS, "Number of parts of the unit"),
    (deputies.PUBLIC_EMPLOYEES, "Assigned number of public employees"),
    (deputies.SCHEME, "Number of deputies in the approved scheme"),
]
RELATIVES = [
    (deputies.SUPERIOR, "The limit of the superior unit"),
    (deputies.QUOTA_SHARE, "A share of the assigned number of civil servants"),
]


class StaffDeputyRule(models.Model):
    """A dated legal rule on the number of deputy heads; ``kernel.deputies`` says how it works.

    Everybody may read it. What was not read in a published text is marked "to verify", and so
    is each result that rests on it.
    """

    _name = "cchc.staff.deputy.rule"
    _description = "Rule on the number of deputy heads"
    _inherit = ["cchc.history.mixin"]
    _order = "date_from desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_draft = fields.Boolean(
        string="Draft",
        help="A coming decree: nothing is counted by it; “What if” can try it.",
    )
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    article = fields.Char(help="Article and clause of the document.")
    date_from = fields.Date(string="In force from", required=True)
    date_to = fields.Date(string="In force until", help="The last day, inclusive.")
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    dates_confirmation = fields.Selection(
        CONFIRMATIONS, string="Days in force", required=True, default="confirmed"
    )
    verify_note = fields.Char(string="What is to be verified", translate=True)
    mode = fields.Selection(MODES, required=True, default=deputies.PER_UNIT)
    unit_type_ids = fields.Many2many("cchc.unit.type", string="Types of units")
    superior_type_ids = fields.Many2many(
        "cchc.unit.type",
        "cchc_staff_deputy_rule_superior_type_rel",
        string="Below a unit of type",
        help="Empty: whatever the superior is.",
    )
    class_ids = fields.Many2many(
        "cchc.unit.class",
        string="Classes",
        help="The unit must have one of these of each kind named; kinds not named do not matter.",
    )
    measure = fields.Selection(MEASURES, string="Measured", required=True, default=deputies.FIXED)
    measured_type_ids = fields.Many2many(
        "cchc.unit.type",
        "cchc_staff_deputy_rule_measured_type_rel",
        string="Parts counted",
    )
    band_ids = fields.One2many("cchc.staff.deputy.band", "rule_id", string="Thresholds", copy=True)
    per_group = fields.Boolean(
        string="Once for the group",
        help="The addition is given once to all like units together, not to each.",
    )
    relative_to = fields.Selection(
        RELATIVES, string="Compared with", required=True, default=deputies.SUPERIOR
    )
    percent = fields.Integer(string="Share (%)", default=50)
    count_concurrent = fields.Boolean(
        string="Counts concurrent deputies",
        help="As a rule who holds the post besides another is counted in the other.",
    )
    count_seconded = fields.Boolean(string="Counts seconded deputies")
    sentence = fields.Char(string="What it says", compute="_compute_sentence")

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A rule cannot cease to be in force before it comes into force.",
    )
    _percent_between = models.Constraint(
        "CHECK (percent BETWEEN 1 AND 100)", "The share lies between 1 and 100 percent."
    )

    # -- plain values --------------------------------------------------------------------------

    def _plain(self, **changes):
        """Each of these rules as ``kernel.deputies.Rule``, in order."""
        plain = []
        for rule in self:
            kinds = {}
            for one in rule.class_ids:
                kinds.setdefault(one.kind, set()).add(one.id)
            values = {
                "ref": rule.id,
                "mode": rule.mode,
                "date_from": rule.date_from,
                "date_to": rule.date_to or None,
                "unit_types": frozenset(rule.unit_type_ids.ids),
                "superior_types": frozenset(rule.superior_type_ids.ids),
                "classes": {kind: frozenset(ids) for kind, ids in kinds.items()},
                "measure": rule.measure,
                "bands": tuple(
                    deputies.Band(band.at_least, band.number, not band.to_verify)
                    for band in rule.band_ids
                ),
                "measured_types": frozenset(rule.measured_type_ids.ids),
                "per_group": rule.per_group,
                "relative_to": rule.relative_to,
                "percent": rule.percent,
                "counted": frozenset(
                    mode
                    for mode, counts in (
                        (posts.CONCURRENT, rule.count_concurrent),
                        (posts.SECONDED, rule.count_seconded),
                    )
                    if counts
                ),
                "certain": rule.confirmation == "confirmed",
                "dates_certain": rule.dates_confirmation == "confirmed",
            }
            plain.append(deputies.Rule(**{**values, **changes}))
        return plain

    @api.model
    def _terms(self):
        """Rules on how long a surplus from a rearrangement may last, whenever in force."""
        return self.search([("mode", "=", deputies.TERM), ("is_draft", "=", False)])

    def _in_force(self, day):
        """The first of these rules that is in force on ``day``; or none."""
        return self.filtered(
            lambda rule: rule.date_from <= day and (not rule.date_to or rule.date_to >= day)
        )[:1]

    # -- checks --------------------------------------------------------------------------------

    @api.constrains(
        "active",
        "is_draft",
        "mode",
        "date_from",
        "date_to",
        "unit_type_ids",
        "superior_type_ids",
        "class_ids",
    )
    def _check_overlap(self):
        """Two rules never answer the same question: which of them would be the law?"""
        mine = self.filtered(lambda rule: rule.active and not rule.is_draft)
        if not mine:
            return
        others = self.search([("is_draft", "=", False), ("mode", "in", deputies.BASES)])
        plain = {rule.ref: rule for rule in (mine | others)._plain()}
        for rule in mine:
            for other in others - rule:
                if deputies.overlap(plain[rule.id], plain[other.id]):
                    raise ValidationError(
                        self.env._(
                            "“%(rule)s” and “%(other)s” would both hold for the same units from "
                            "%(date)s on: end one of them first.",
                            rule=rule.name,
                            other=other.name,
                            date=dates.format_date(max(rule.date_from, other.date_from)),
                        )
                    )

    @api.constrains("mode", "measure", "band_ids", "measured_type_ids", "unit_type_ids")
    def _check_complete(self):
        for rule in self:
            if not rule.unit_type_ids and rule.mode != deputies.TERM:
                raise ValidationError(
                    self.env._("Say for which types of units “%(rule)s” is.", rule=rule.name)
                )
            needs_bands = rule.mode != deputies.RELATIVE and rule.measure != deputies.SCHEME
            if needs_bands and not rule.band_ids:
                raise ValidationError(self.env._("Give the numbers of “%(rule)s”.", rule=rule.name))
            if rule.measure == deputies.DIVISIONS and not rule.measured_type_ids:
                raise ValidationError(
                    self.env._("Say which parts “%(rule)s” counts.", rule=rule.name)
                )

    # -- CRUD ----------------------------------------------------------------------------------

    def unlink(self):
        self._record_change("delete", [{} for _rule in self])
        return super().unlink()

    def copy_data(self, default=None):
        """A copy starts as a draft: two rules of the same days would contradict each other."""
        return [{**data, "is_draft": True} for data in super().copy_data(default=default)]

    def _values_for_history(self):
        self.ensure_one()
        return {
            "name": self.name,
            "active": self.active,
            "draft": self.is_draft,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "confirmation": self.confirmation,
            "mode": self.mode,
            "types": sorted(self.unit_type_ids.mapped("code")),
            "superior_types": sorted(self.superior_type_ids.mapped("code")),
            "classes": sorted(self.class_ids.mapped("code")),
            "measure": self.measure,
            "relative_to": self.relative_to,
            "percent": self.percent,
        }

    def _history_row(self, action, old, new):
        row = super()._history_row(action, old, new)
        return {**row, "effective_on": self.date_from, "reason": self.verify_note or ""}

    # -- in words ------------------------------------------------------------------------------

    @api.depends(
        "mode", "measure", "band_ids.at_least", "band_ids.number", "relative_to", "percent"
    )
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._sentence()

    def _sentence(self):
        """The numbers of the rule in a few words."""
        self.ensure_one()
        if self.mode == deputies.RELATIVE:
            if self.relative_to == deputies.SUPERIOR:
                return self.env._("not more than the superior unit")
            return self.env._("at most %(percent)s%% of the assigned number", percent=self.percent)
        if self.measure == deputies.SCHEME:
            return self.env._("as the approved scheme says")
        numbers = self.band_ids.sorted("at_least")
        if self.measure == deputies.FIXED:
            values = ", ".join(str(band.number) for band in numbers)
        else:
            values = "; ".join(
                self.env._("from %(at_least)s: %(number)s", at_least=b.at_least, number=b.number)
                for b in numbers
            )
        if self.mode == deputies.TERM:
            return self.env._("%(years)s years", years=values)
        if self.mode == deputies.AVERAGE:
            return self.env._("average %(values)s a unit", values=values)
        return f"+{values}" if self.mode == deputies.ADDITION else values
