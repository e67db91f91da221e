from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates
from .unit_event_workflow import (
    DECIDING_ROLES,
    EVENT_KINDS,
    EVENT_STATES,
    EVENT_WORKFLOW,
    PREPARING_ROLES,
)

#: Units that a sentence names before it goes on with "…".
SHOWN_UNITS = 12


class UnitEvent(models.Model):
    """A rearrangement of units that one decision orders, from one day on.

    The old units end on the day before, the new ones start on the day. Past work and figures stay
    with the old units; what is open is handed over in one reviewed step. It is prepared by the
    administrator or the standing office, and carried out by another person who acts for all
    units concerned: the standing office or a leader of the province.
    """

    _name = "cchc.unit.event"
    _description = "Rearrangement of units"
    _inherit = ["cchc.workflow.mixin", "mail.thread"]
    _order = "effective_on desc, id desc"

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(EVENT_KINDS, required=True, default="merge", tracking=True)
    unit_id = fields.Many2one(
        "hr.department",
        string="Concerns units of",
        required=True,
        index=True,
        ondelete="restrict",
        help="The province or district whose standing office sees and prepares it.",
    )
    effective_on = fields.Date(
        string="Takes effect on",
        required=True,
        index=True,
        tracking=True,
        help="First day of the new units; the old ones end on the day before.",
    )
    decision_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    decision_number = fields.Char(help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision")
    to_verify = fields.Boolean(
        tracking=True, help="What is entered here was not read in a published text yet."
    )
    note = fields.Text()
    link_ids = fields.One2many("cchc.unit.event.link", "event_id", string="Units")
    link_count = fields.Integer(string="Number of links", compute="_compute_link_count")
    state = fields.Selection(
        EVENT_STATES, default="draft", required=True, readonly=True, copy=False, tracking=True,
        index=True,
    )  # fmt: skip
    prepared_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    prepared_on = fields.Date(readonly=True, copy=False)
    completed_by_id = fields.Many2one(
        "res.users", string="Carried out by", readonly=True, copy=False
    )
    completed_on = fields.Date(string="Carried out on", readonly=True, copy=False)
    faults = fields.Text(compute="_compute_faults")
    consequences = fields.Text(string="What carrying it out does", compute="_compute_consequences")

    _workflow = EVENT_WORKFLOW

    @api.depends("link_ids")
    def _compute_link_count(self):
        for event in self:
            event.link_count = len(event.link_ids)

    @api.depends(
        "kind",
        "effective_on",
        "link_ids.predecessor_id",
        "link_ids.successor_id",
        "link_ids.outcome",
        "link_ids.new_parent_id",
        "link_ids.new_name",
        "link_ids.new_code",
    )
    def _compute_faults(self):
        for event in self:
            saved = event._origin
            open_event = saved and saved.state in ("draft", "prepared") and saved.effective_on
            event.faults = "\n".join(saved._faults()) if open_event else False

    @api.depends("state", "effective_on", "to_verify", "decision_number", "decision_date")
    @api.depends_context("lang")
    def _compute_consequences(self):
        for event in self:
            saved = event._origin.sudo()  # units are public; the event's reader was checked
            prepared = saved.state == "prepared"
            event.consequences = "\n".join(saved._consequences()) if prepared else False

    def _consequences(self):
        """What carrying it out does, a sentence for each of the things that cannot be taken back."""
        self.ensure_one()
        ending, day = self._ending_units(), dates.format_date(self.effective_on)
        starting = self.link_ids.filtered("made_unit").successor_id
        renamed = self.link_ids.predecessor_id - ending
        for units, sentence in (
            (ending, self.env._("From %(day)s on, %(count)s units exist no more: %(units)s.")),
            (starting, self.env._("From %(day)s on, %(count)s units are new: %(units)s.")),
            (renamed, self.env._("From %(day)s on, %(count)s units have a new name: %(units)s.")),
        ):
            if units:
                names = units[:SHOWN_UNITS].mapped("display_name")
                if len(units) > SHOWN_UNITS:
                    names.append("…")
                yield sentence % {"day": day, "count": len(units), "units": "; ".join(names)}
        if not self._has_decision():
            yield self.env._("Number and date of the decision are not given: they are to verify.")

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._require_preparer()
        return events

    def write(self, vals):
        result = super().write(vals)
        if "unit_id" in vals:
            self._require_preparer()
        return result

    def unlink(self):
        self.check_access("unlink")
        self.sudo().link_ids._drop_made_units()  # the database deletes links without asking them
        return super().unlink()

    # -- who -----------------------------------------------------------------------------------

    def _require_preparer(self):
        """Grant under which the user prepares each event; the administrator needs none."""
        if self.env.su or self.env.user.has_group("cchc_reform.group_cchc_admin"):
            return [None] * len(self)
        Role = self.env["cchc.unit.role"]
        return [Role._require(PREPARING_ROLES, event.sudo().unit_id) for event in self]

    def _authorise(self, name):
        if name != "complete":
            return self._require_preparer()
        return [event.sudo()._grant_over(event.sudo()._units_concerned()) for event in self]

    @api.model
    def _grant_over(self, units):
        """Grant of the user over all of ``units``, where one or several provinces' roles cover them.

        Work and roles go from one unit to another, so that whoever acts for one of them only
        would hand them to strangers, or take them.

        :raises AccessError: naming the first unit that no role covers
        """
        grants = [
            grant
            for grant in self.env["cchc.unit.role"]._scope(DECIDING_ROLES)
            if not grant.domain_ids and self._is_of_province(grant)
        ]
        for unit in units:
            if not any(grant.covers(unit) for grant in grants):
                raise AccessError(
                    self.env._(
                        "A rearrangement is carried out by the standing office or a leader of the "
                        "province; you hold no such role for %(unit)s.",
                        unit=unit.name,
                    )
                )
        return grants[0] if grants else None

    @api.model
    def _is_of_province(self, grant):
        unit = self.env["hr.department"].sudo().browse(grant.unit_id)
        return unit.level == "province" and unit.is_committee

    def _units_concerned(self):
        """All units that this event ends, starts, renames or adds to."""
        links = self.link_ids
        return links.predecessor_id | links.successor_id | links.new_parent_id | self.unit_id

    def _audit_unit(self):
        return self.unit_id

    # -- steps ---------------------------------------------------------------------------------

    def action_prepare(self):
        """Check the links, make the units that move, and list what is to be handed over."""
        self._transition("prepare", {"prepared_by_id": self.env.uid, "prepared_on": dates.today()})

    def action_revise(self):
        """Open the links again."""
        self._transition("revise", {"prepared_by_id": False, "prepared_on": False})

    def action_complete(self):
        """Carry it out: end and start units, hand over what is open; all of it or nothing."""
        for event in self:
            event._transition(
                "complete",
                {"completed_by_id": self.env.uid, "completed_on": dates.today()},
                on=event.sudo().effective_on,
            )

    def action_cancel(self, reason):
        """Give it up, with the reason."""
        self._transition("cancel", reason=reason)

    def _guard_prepare(self, on, reason):
        for event in self:
            event._refuse_first(event._faults())

    def _after_prepare(self, on):
        records = self.sudo()  # who may prepare was checked; units are written by the event alone
        for event in records:
            event.link_ids._make_units()

    def _guard_complete(self, on, reason):
        for event in self:
            if event.effective_on > dates.today():
                raise UserError(
                    self.env._(
                        "“%(event)s” takes effect on %(date)s: carry it out on that day or later.",
                        event=event.name,
                        date=dates.format_date(event.effective_on),
                    )
                )
            if not (event.to_verify or event._has_decision()):
                raise UserError(
                    self.env._(
                        "Give the number and date of the decision that orders “%(event)s”, or "
                        "mark it “to verify”.",
                        event=event.name,
                    )
                )
            event._refuse_first(event._faults())

    def _has_decision(self):
        return bool(self.decision_id or (self.decision_number and self.decision_date))

    def _after_complete(self, on):
        records = self.sudo()  # who may carry it out was checked, over all units concerned
        for event in records:
            event._change_units()
        self.env["hr.department"]._gather_again()

    def _after_cancel(self, on):
        self.sudo().link_ids._drop_made_units()  # who may give it up was checked

    def _refuse_first(self, faults):
        if faults:
            raise UserError(faults[0])

    # -- what it does to units -----------------------------------------------------------------

    def _change_units(self):
        """End the old units on the day before, then give names and codes that are free by now."""
        self.ensure_one()
        ending = self._ending_units()
        ending.write({"date_end": fields.Date.subtract(self.effective_on, days=1)})
        ending.flush_recordset()
        for link in self.link_ids:
            if link.outcome == "renamed":
                self._rename(link)
            elif link.new_code and link.successor_id.code != link.new_code:
                link.successor_id.code = link.new_code

    def _rename(self, link):
        """A new name keeps the unit; the old one is found still, and shown for the days before."""
        unit = link.predecessor_id
        link.old_name = unit.name
        self.env["cchc.unit.alias"].create({"unit_id": unit.id, "name": unit.name})
        unit.name = link.new_name

    def _ending_units(self):
        return self.link_ids.filtered(lambda link: link.outcome != "renamed").predecessor_id

    def action_take_along(self):
        """Add the units below those that end, which are not named yet: they go along with them."""
        self.ensure_one()
        self._require_preparer()
        self.check_access("read")
        event = self.sudo()  # who may prepare it was checked; its links still check its state
        if event.state != "draft":
            raise UserError(
                self.env._(
                    "“%(event)s” is “%(state)s”: its units cannot be changed.",
                    event=event.name,
                    state=event._state_label(),
                )
            )
        self.env["cchc.unit.event.link"].sudo().create(
            [
                {"event_id": event.id, "predecessor_id": unit.id, "outcome": "along"}
                for unit in event._living_below(event._ending_units())
            ]
        )

    def _living_below(self, units):
        """Units below ``units`` that would outlive them."""
        return self._below(units).filtered(
            lambda unit: (
                (not unit.date_end or unit.date_end >= self.effective_on)
                and (not unit.date_start or unit.date_start < self.effective_on)
            )
        )

    def _beginning_below(self, units):
        """Units below ``units`` that only begin when these have ended."""
        return self._below(units).filtered(
            lambda unit: unit.date_start and unit.date_start >= self.effective_on
        )

    def _below(self, units):
        return self.env["hr.department"].search(
            Domain("id", "child_of", units.ids) & Domain("id", "not in", units.ids),
            order="parent_path",
        )
