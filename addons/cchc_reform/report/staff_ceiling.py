from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, deputies, posts, staffing
from ..kernel.deputies import GROUP, MEMBER, OWN
from ..models.staff_ceiling_query import ceiling_query


class StaffCeiling(models.Model):
    """Deputy heads of each unit against the law, as of a day (``cchc_as_of`` of the context).

    A unit that is tested by itself is one row (*own*). Units that are tested together by an
    average have a row each (*member*) that shows their share, and one row of the group below
    their superior. Limits, deputies, surplus and vacancy of rows add up: shares and a group's own
    additions make the group's total, deputies are counted once, a surplus is that of a unit
    tested by itself or of a group.

    ``kernel.deputies`` defines the rules; tests hold this SQL against it on random data.
    """

    _name = "cchc.staff.ceiling"
    _description = "Deputy heads against their limit"
    _inherit = ["cchc.as.of.mixin"]
    _auto = False
    _order = "parent_path, level_of_row, id"
    _rec_name = "unit_id"
    _depends = {
        "hr.department": [
            "active", "date_start", "date_end", "parent_id", "parent_path", "unit_type_id",
        ],
        "cchc.staff.appointment": [
            "employee_id", "unit_id", "capacity", "mode", "date_from", "date_to",
        ],
        "cchc.staff.deputy.band": ["rule_id", "at_least", "number", "to_verify"],
        "cchc.staff.deputy.rule": [
            "active", "is_draft", "date_from", "date_to", "mode", "measure", "per_group",
            "relative_to", "percent", "count_concurrent", "count_seconded", "confirmation",
            "dates_confirmation", "unit_type_ids", "superior_type_ids", "class_ids",
            "measured_type_ids",
        ],
        "cchc.staff.quota": ["unit_id", "kind", "date_from", "number"],
        "cchc.unit.class": ["kind", "is_inherited"],
        "cchc.unit.classification": [
            "unit_id", "class_id", "kind", "date_from", "date_to", "confirmation",
            "deputy_number",
        ],
    }  # fmt: skip

    day = fields.Date(readonly=True)
    unit_id = fields.Many2one("hr.department", readonly=True)
    superior_id = fields.Many2one("hr.department", string="Superior unit", readonly=True)
    unit_type_id = fields.Many2one("cchc.unit.type", readonly=True)
    parent_path = fields.Char(readonly=True)
    level_of_row = fields.Integer(readonly=True)
    tested = fields.Selection(
        [
            (OWN, "By itself"),
            (MEMBER, "Within the average"),
            (GROUP, "Total of an average"),
        ],
        readonly=True,
    )
    status = fields.Selection(
        [
            ("surplus", "Surplus"),
            ("full", "Fits"),
            ("vacancy", "Vacancy"),
            ("member", "Tested in total"),
            ("unknown", "No rule known"),
        ],
        readonly=True,
    )
    rule_id = fields.Many2one("cchc.staff.deputy.rule", string="Legal rule", readonly=True)
    measured = fields.Integer(readonly=True)
    is_measured = fields.Boolean(readonly=True)
    limit = fields.Integer(readonly=True, help="Of a unit within an average: its share.")
    has_limit = fields.Boolean(readonly=True)
    deputies = fields.Integer(readonly=True)
    surplus = fields.Integer(readonly=True)
    vacancy = fields.Integer(readonly=True)
    group_units = fields.Integer(string="Units of the group", readonly=True)
    group_limit = fields.Integer(string="Limit of the group", readonly=True)
    group_deputies = fields.Integer(string="Deputies of the group", readonly=True)
    addition = fields.Integer(readonly=True)
    cap = fields.Integer(readonly=True)
    is_capped = fields.Boolean(readonly=True)
    is_certain = fields.Boolean("Rule confirmed", readonly=True)
    are_dates_certain = fields.Boolean(string="Days in force confirmed", readonly=True)
    certainty = fields.Selection(
        [
            ("confirmed", "Confirmed by published texts"),
            ("dates", "Days in force to verify"),
            ("to_verify", "To verify"),
        ],
        string="What is certain",
        readonly=True,
    )
    limit_text = fields.Char(string="Limit in words", compute="_compute_texts")
    why = fields.Text(compute="_compute_texts")
    post_ids = fields.Many2many(
        "cchc.staff.appointment", string="Deputies counted", compute="_compute_post_ids"
    )
    besides_ids = fields.Many2many(
        "cchc.staff.appointment", string="Deputies not counted here", compute="_compute_post_ids"
    )

    # -- the table -----------------------------------------------------------------------------

    @property
    def _table_query(self):
        return ceiling_query(self._as_of_days(), self._shown_unit_ids())

    @api.model
    def _shown_unit_ids(self):
        """Ids of the only units whose rows are needed (``cchc_unit_ids``); None for all.

        They have the same rows as among all, only sooner; what may be seen is not decided here.
        """
        asked = self.env.context.get("cchc_unit_ids")
        if isinstance(asked, list | tuple) and all(type(one) is int for one in asked):
            return asked
        return None

    # -- in words ------------------------------------------------------------------------------

    @api.depends("rule_id", "limit", "measured", "tested")
    def _compute_texts(self):
        for row in self:
            row.limit_text = row._limit_in_words()
            row.why = "\n".join(row._reasons())

    def _limit_in_words(self):
        self.ensure_one()
        if self.tested == GROUP:
            return str(self.group_limit)
        if not self.has_limit:
            return self.env._("no rule known") if not self.rule_id else self.env._("not known")
        if self.tested == MEMBER:
            return self.env._("%(limit)s (average)", limit=self.limit)
        return str(self.limit)

    def _reasons(self):
        """Sentences: the rule that applied, the numbers that went in, what is to be verified."""
        self.ensure_one()
        rule = self.rule_id
        if not rule:
            return [self.env._("No rule is known for this unit on this day: nothing is concluded.")]
        until = (
            self.env._("until %(date)s", date=dates.format_date(rule.date_to))
            if rule.date_to
            else self.env._("without an end")
        )
        lines = [
            self.env._(
                "Rule: %(rule)s (%(sentence)s), in force from %(date)s, %(until)s.",
                rule=rule.name,
                sentence=rule.sentence,
                date=dates.format_date(rule.date_from),
                until=until,
            )
        ]
        if rule.document_id:
            lines.append(
                self.env._(
                    "Legal basis: %(document)s%(article)s.",
                    document=rule.document_id.display_name,
                    article=f", {rule.article}" if rule.article else "",
                )
            )
        if self.tested != GROUP and rule.measure != deputies.FIXED:
            measures = dict(rule._fields["measure"]._description_selection(self.env))
            label = measures[rule.measure]
            lines.append(
                self.env._("%(measure)s: %(number)s.", measure=label, number=self.measured)
                if self.is_measured
                else self.env._(
                    "%(measure)s: not known on this day, so no limit can be told.", measure=label
                )
            )
            if self.is_measured and not self.has_limit:
                lines.append(self.env._("The rule says nothing for this number."))
        if self.tested == MEMBER:
            lines.append(
                self.env._(
                    "Only the total counts: %(deputies)s of %(limit)s deputies in %(units)s units. "
                    "A single unit may exceed the average.",
                    deputies=self.group_deputies,
                    limit=self.group_limit,
                    units=self.group_units,
                )
            )
        if self.tested == GROUP:
            lines.append(
                self.env._(
                    "%(units)s units together may have %(limit)s deputies.",
                    units=self.group_units,
                    limit=self.group_limit,
                )
            )
        if self.addition:
            lines.append(self.env._("Additions included: %(number)s.", number=self.addition))
        if self.is_capped:
            lines.append(
                self.env._(
                    "Lowered to %(cap)s: not more than the superior unit, or than a share of the "
                    "assigned number.",
                    cap=self.cap,
                )
            )
        if not self.is_certain:
            lines.append(
                self.env._(
                    "To verify: %(what)s",
                    what=rule.verify_note
                    or self.env._("what this rests on was not all read in a published text."),
                )
            )
        elif not self.are_dates_certain:
            lines.append(
                self.env._(
                    "To verify: the days in force. %(what)s", what=rule.verify_note or ""
                ).strip()
            )
        return lines

    # -- what is behind the figures -------------------------------------------------------------

    @api.depends("unit_id", "day", "rule_id", "tested")
    def _compute_post_ids(self):
        """Posts of deputies in force on the day, counted and not."""
        Post = self.env["cchc.staff.appointment"]
        for row in self:
            units = row._tested_units()
            held = Post.search(
                Domain("unit_id", "in", units.ids)
                & Domain("capacity", "=", posts.DEPUTY)
                & Post._domain_on(row.day)
            )
            besides = held.filtered(
                lambda post, rule=row.rule_id: (
                    post.mode == posts.CONCURRENT
                    and not rule.count_concurrent
                    or post.mode == posts.SECONDED
                    and not rule.count_seconded
                )
            )
            row.post_ids = held - besides
            row.besides_ids = besides

    def _tested_units(self):
        """The unit, or the units of the group that the user may see."""
        self.ensure_one()
        if self.tested != GROUP:
            return self.unit_id
        return (
            self.with_context(cchc_unit_ids=None)
            .search(
                [
                    ("superior_id", "=", self.unit_id.id),
                    ("tested", "=", MEMBER),
                    ("rule_id", "=", self.rule_id.id),
                    ("day", "=", self.day),
                ]
            )
            .unit_id
        )

    def action_open_deputies(self):
        """Open the posts that were counted."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deputies of %(unit)s", unit=self.unit_id.name),
            "res_model": "cchc.staff.appointment",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", (self.post_ids | self.besides_ids).ids)],
        }

    def action_open_quotas(self):
        """Open the assigned numbers of the unit, the latest first."""
        self.ensure_one()
        return self.env["cchc.staff.quota"]._window(
            [("unit_id", "in", self._tested_units().ids)], self.unit_id, self.day
        )

    def action_open_members(self):
        """Open the units that are tested together."""
        self.ensure_one()
        superior = self.unit_id if self.tested == GROUP else self.superior_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Units tested together"),
            "res_model": self._name,
            "views": [[False, "list"], [False, "form"]],
            "domain": [
                ("superior_id", "=", superior.id),
                ("rule_id", "=", self.rule_id.id),
                ("tested", "=", MEMBER),
            ],
            "context": {"cchc_as_of": fields.Date.to_string(self.day)},
        }

    # -- as plain values -------------------------------------------------------------------------

    @api.model
    def _plain_units(self, day):
        """All units that exist on ``day`` as ``kernel.deputies.Unit``, in six queries.

        Read as the system, since a limit may hang on units above and beside: whoever shows what
        follows from it shows the user's own units only.
        """
        env = self.sudo().env
        units = env["hr.department"].search(env["hr.department"]._domain_open_on(day), order="id")
        on_day = env["cchc.staff.appointment"]._domain_on(day)
        given = env["cchc.unit.classification"].search(on_day)
        held = env["cchc.staff.appointment"].search(on_day & Domain("capacity", "=", posts.DEPUTY))
        numbers = env["cchc.staff.quota"]._in_force(units, day)
        given, held = given.grouped("unit_id"), held.grouped("unit_id")
        parts = {}
        for unit in units:
            counts = parts.setdefault(unit.parent_id.id, {})
            counts[unit.unit_type_id.id] = counts.get(unit.unit_type_id.id, 0) + 1
        plain = []
        for unit in units:
            classes, unsure = {}, set()
            for step in unit._ancestors_and_self():
                for row in given.get(env["hr.department"].browse(step), ()):
                    if step != unit.id and not row.class_id.is_inherited:
                        continue
                    classes[row.kind] = row.class_id.id
                    unsure.discard(row.kind)
                    if row.confirmation == "to_verify":
                        unsure.add(row.kind)
            civil = numbers.get((unit.id, staffing.CIVIL_SERVANT))
            public = [numbers.get((unit.id, kind)) for kind in staffing.PUBLIC_EMPLOYEES]
            public = [row.number for row in public if row]
            schemes = [row.deputy_number for row in given.get(unit, ()) if row.deputy_number]
            plain.append(
                deputies.Unit(
                    ref=unit.id,
                    unit_type=unit.unit_type_id.id,
                    superior=unit.parent_id.id or None,
                    superior_type=unit.parent_id.unit_type_id.id,
                    classes=classes,
                    unsure_classes=frozenset(unsure),
                    quota=civil.number if civil else None,
                    public_employees=sum(public) if public else None,
                    parts=parts.get(unit.id, {}),
                    scheme_number=max(schemes, default=None),
                    deputies=tuple((post.employee_id.id, post.mode) for post in held.get(unit, ())),
                    own_classes=frozenset(row.kind for row in given.get(unit, ())),
                )
            )
        return plain

    # -- one more deputy -------------------------------------------------------------------------

    def _would_exceed(self, more):
        """By how many the limit is exceeded with ``more`` deputies; 0 where it is not known."""
        if not self or not self.has_limit:
            return 0
        if self.tested == MEMBER:
            return max(0, self.group_deputies + more - self.group_limit)
        return max(0, self.deputies + more - self.limit)

    def _excess_sentence(self, over):
        """What is exceeded, and by which rule."""
        self.ensure_one()
        rule = self.rule_id
        values = {
            "unit": self.unit_id.name,
            "over": over,
            "limit": self.group_limit if self.tested == MEMBER else self.limit,
            "units": self.group_units,
            "rule": rule.name,
            "document": rule.document_id.number or "",
            "date": dates.format_date(self.day),
        }
        if self.tested == MEMBER:
            return self.env._(
                "On %(date)s %(units)s units together may have %(limit)s deputies (%(rule)s, "
                "%(document)s); with this post they are %(over)s too many.",
                **values,
            )
        return self.env._(
            "On %(date)s %(unit)s may have %(limit)s deputies (%(rule)s, %(document)s); with this "
            "post there are %(over)s too many.",
            **values,
        )
