from markupsafe import Markup

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates
from .inspection_workflow import DECIDERS, INSPECTORS, UNANNOUNCED
from .unit_role import grant_to_plan


class Inspection(models.Model):
    """The steps of an inspection, up to the tasks by which its findings are remedied."""

    _inherit = "cchc.inspection"

    def _authorise(self, name):
        if name in ("close", "resume", "hand_over", "end"):
            # Follows from a step of a task or of a rearrangement, which was checked; no method
            # leads here.
            return [None] * len(self)
        grants = self._user_grants()
        roles = INSPECTORS if name in ("begin", "sign") else DECIDERS
        found = []
        for one in self.sudo():
            if name == "give":
                plans = one._plans_in_force()
                grant = one._plan_to_give(grants, plans)[1]
                hint = not grant and one._grant_of_inspector(grants) and one._hint_to_give(plans)
                if hint:
                    raise AccessError(hint)
            else:
                grant = one._grant_of_inspector(grants, roles)
            if not grant:
                raise AccessError(
                    self.env._(
                        "You have no role that allows this step of “%(inspection)s”.",
                        inspection=one.display_name,
                    )
                )
            found.append(grant)
        return found

    def _audit_unit(self):
        return self.inspecting_unit_id

    # -- guards --------------------------------------------------------------------------------

    def _guard_announce(self, on, reason):
        self._check_unit_is_open(on)
        for one in self:
            if one.kind in UNANNOUNCED:
                raise UserError(self.env._("This inspection is not announced: begin it."))

    def _check_unit_is_open(self, on):
        for one in self:
            if not one.unit_id._is_open_on(on):
                raise UserError(
                    self.env._(
                        "%(unit)s has ended: inspect the unit that took over, or cancel.",
                        unit=one.unit_id.name,
                    )
                )

    def _guard_begin(self, on, reason):
        self._check_unit_is_open(on)
        for one in self:
            if one.state == "planned" and one.kind not in UNANNOUNCED:
                raise UserError(self.env._("Announce the inspection to the unit first."))
            if not one.leader_id:
                raise UserError(self.env._("Name the head of the team."))
            if one.date_from > on:
                raise UserError(
                    self.env._(
                        "The inspection begins on %(date)s.", date=dates.format_date(one.date_from)
                    )
                )

    def _guard_sign(self, on, reason):
        for one in self:
            if not (one.minutes or "").strip() or not one.minutes_on:
                raise UserError(self.env._("Write the minutes and the day of their signature."))
            if not one.begun_on <= one.minutes_on <= on:
                raise UserError(
                    self.env._(
                        "The minutes are signed between the beginning of the inspection and today."
                    )
                )
            open_items = one.answer_ids.filtered(lambda line: not line.answer)
            if open_items:
                raise UserError(
                    self.env._(
                        "%(count)s items of the checklist are not answered, first: %(item)s",
                        count=len(open_items),
                        item=open_items[0].item_id.name,
                    )
                )

    def _guard_conclude(self, on, reason):
        for one in self:
            if not (one.conclusion_number and one.conclusion_date):
                raise UserError(self.env._("Give number and date of the signed conclusion."))
            if not one.minutes_on <= one.conclusion_date <= on:
                raise UserError(
                    self.env._("The conclusion is signed between the minutes and today.")
                )
            for finding in one.finding_ids:
                if finding.recommendation and not finding.term:
                    raise UserError(
                        self.env._("Give the term of the remedy “%s”.", finding.recommendation)
                    )
            one.finding_ids._check_term()

    def _guard_give(self, on, reason):
        for one in self:
            if not one.finding_ids._to_give():
                raise UserError(self.env._("All remedies are given as tasks already."))

    # -- steps ---------------------------------------------------------------------------------

    def action_announce(self):
        """Tell the unit that it will be inspected: from now on it sees the inspection."""
        self._announce()

    def _announce(self, on=None):
        on = on or dates.today()
        self._transition("announce", {"announced_on": on, "known_on": on}, on=on)

    def action_begin(self):
        """Begin on site: on the day entered, even where it is recorded later."""
        self._begin()

    def _begin(self, on=None):
        on = on or dates.today()
        groups = self.sudo().grouped(lambda one: (one.date_from, one.known_on))
        for (first, known), inspections in groups.items():
            values = {"begun_on": min(first, on), "known_on": known or on}
            inspections.sudo(False)._transition("begin", values, on=on)

    def action_sign(self):
        """Record that the minutes are signed: the unit reads what was found, and explains."""
        self._sign()

    def _sign(self, on=None):
        self._transition("sign", on=on)

    def action_conclude(self):
        """Record the signed conclusion by its number and date."""
        self._conclude()

    def _conclude(self, on=None):
        on = on or dates.today()
        self._transition("conclude", {"concluded_on": on, "concluded_by_id": self.env.uid}, on=on)

    def _after_conclude(self, on):
        for one in self:
            document, _is_new = self.env["cchc.legal.document"]._find_or_create(
                one.conclusion_number,
                one.conclusion_date,
                unit_id=one.inspecting_unit_id.id,
                kind="conclusion",
                summary=one.display_name,
            )
            with one._permit({"document_id"}):
                one.document_id = document
            one.finding_ids._count_earlier()
        self._follow_remedies(on)

    def action_cancel(self, reason):
        """Give the inspection up, with the reason."""
        self._transition("cancel", reason=reason)

    def action_print(self):
        """Download the draft of the conclusion as a Word document."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/inspection/{self.id}/docx"}

    # -- remedies ------------------------------------------------------------------------------

    def _plans_in_force(self):
        """Yearly plans of the inspected units and of those above, which may take remedies."""
        today = self._effective_day()
        paths = "".join(one._unit_to_remedy().parent_path or "" for one in self)
        units = {int(unit_id) for unit_id in paths.split("/") if unit_id}
        return self.env["cchc.plan"].search(
            Domain("unit_id", "in", list(units))
            & Domain("kind", "=", "annual")
            & Domain("state", "=", "issued")
            & Domain("date_start", "<=", today)
            & Domain("date_end", ">=", today)
        )

    def _hint_to_give(self, plans):
        """Who has to do what before the remedies become tasks; False where nothing is to give."""
        if self.state != "concluded" or not self.finding_ids._to_give():
            return False
        unit = self._unit_to_remedy()
        above = plans.filtered(lambda plan: unit._is_within(plan.unit_id))
        if above:
            return self.env._(
                "The remedies are given as tasks by whoever adds work to the plan of %(units)s.",
                units=", ".join(above.unit_id.mapped("name")),
            )
        return self.env._(
            "No yearly plan takes the remedies as tasks yet. Until %(unit)s or the unit above it "
            "issues its plan of the year, %(unit)s reports each remedy in the finding, and you "
            "confirm it there.",
            unit=self._unit_to_remedy().name,
        )

    def _unit_to_remedy(self):
        """The inspected unit, or the one that took over from it."""
        unit = self.unit_id
        if unit._is_open_on(self._effective_day()):
            return unit
        return self.finding_ids._to_give().unit_id[:1] or unit

    def _plan_to_give(self, grants, plans):
        """Of ``plans``, the one in which the user gives the remedies as tasks, and the grant.

        That of the inspecting unit, or of the nearest unit above the inspected one to whose plan
        the user adds work; else Nones. Whoever was inspected gives none to itself.
        """
        if self.kind != "self" and self._works_there(grants):
            return None, None
        path = self._unit_to_remedy().parent_path
        units = [int(unit_id) for unit_id in path.split("/") if unit_id]
        plans = plans.filtered(lambda plan: plan.unit_id.id in units)
        findings = self.finding_ids._to_give()
        for plan in plans.sorted(
            lambda one: (one.unit_id == self.inspecting_unit_id, units.index(one.unit_id.id)),
            reverse=True,
        ):
            found = [
                grant_to_plan(grants, plan.unit_id, finding.unit_id, finding.domain_id)
                for finding in findings
            ]
            if found and all(found):
                return plan, found[0]
        return None, None

    def action_give_remedies(self):
        """Make one task of each finding that is to be remedied, and assign them."""
        self.ensure_one()
        self._give_remedies()

    def _give_remedies(self, on=None):
        with self._effective_on(on or dates.today()):
            known = self.sudo()  # the grants of the user decide
            plan = known._plan_to_give(self._user_grants(), known._plans_in_force())[0]
            self._transition("give", on=on)
            self._create_tasks(plan)._assign(on=on)

    def _create_tasks(self, plan):
        # As the user: whether the plan takes the tasks is decided by the tasks themselves.
        findings = self.sudo().finding_ids._to_give()
        tasks = self.env["cchc.task"].create(
            [finding._task_values(plan, self.sudo().document_id) for finding in findings]
        )
        for finding, task in zip(findings, tasks, strict=True):
            finding.task_id = task
        return tasks

    def _follow_remedies(self, on=None):
        """Close where the last remedy is done; take up again where one is not (by the server)."""
        concluded = self.filtered(lambda one: one.state == "concluded")
        concluded.filtered(lambda one: not one.finding_ids._open())._transition("close", on=on)
        closed = (self - concluded).filtered(lambda one: one.state == "closed")
        closed.filtered(lambda one: one.finding_ids._open())._transition("resume", on=on)


class Task(models.Model):
    """A task that remedies a finding: its inspection follows it."""

    _inherit = "cchc.task"

    def _transition(self, name, values=None, reason=None, on=None):
        result = super()._transition(name, values, reason, on)
        if name in ("verify", "reopen", "cancel", "exempt", "assign"):
            # Whoever confirms a task need not read the inspection: it only follows.
            findings = self.env["cchc.inspection.finding"].sudo()
            found = findings.search([("task_id", "in", self.ids)])
            found.inspection_id._follow_remedies(on)
        return result


def remedy_text(finding):
    """What was found and on what it rests, as the text of the task."""
    texts = [finding.name, finding.legal_basis or ""]
    return Markup().join(Markup("<p>%s</p>") % text for text in texts if text)
