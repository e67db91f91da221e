from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

from ..kernel import dates, succession
from .unit_event_workflow import OUTCOMES_OF


class UnitEvent(models.Model):
    """What keeps a rearrangement from being prepared or carried out, one sentence each."""

    _inherit = "cchc.unit.event"

    def _faults(self):
        """Sentences, the gravest first; empty where the event can go on."""
        self.ensure_one()
        event = self.sudo()  # units are public, and other events are named only if they collide
        if not event.link_ids:
            return [self.env._("Name the units that “%(event)s” concerns.", event=event.name)]
        return [
            *event._faults_of_links(),
            *event._faults_of_kind(),
            *event._faults_of_scope(),
            *event._faults_of_predecessors(),
            *event._faults_of_successors(),
            *event._faults_of_tree(),
            *event._faults_of_codes(),
            *event._faults_of_other_events(),
            *event._faults_of_circles(),
        ]

    def _faults_of_links(self):
        """A link says all that its outcome needs, and a unit has one outcome."""
        for unit, links in self.link_ids.grouped("predecessor_id").items():
            if len(links) > 1 and set(links.mapped("outcome")) != {"unit"}:
                yield self.env._(
                    "%(unit)s stands there more than once: only a unit that is split does.",
                    unit=unit.name,
                )
            for link in links:
                needed = {
                    "unit": link.successor_id,
                    "moved": link.new_parent_id,
                    "renamed": (link.new_name or "").strip(),
                }
                if not needed.get(link.outcome, True):
                    yield {
                        "unit": self.env._("Name the unit that takes over from %s.", unit.name),
                        "moved": self.env._("Name the unit under which %s moves.", unit.name),
                        "renamed": self.env._("Give the new name of %s.", unit.name),
                    }[link.outcome]
                if link.outcome in ("renamed", "dissolved") and link.successor_id:
                    yield self.env._(
                        "%(unit)s has no successor by this event: leave %(successor)s out.",
                        unit=unit.name,
                        successor=link.successor_id.name,
                    )

    def _faults_of_kind(self):
        outcomes = dict(self.link_ids._fields["outcome"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for link in self.link_ids:
            if link.outcome not in OUTCOMES_OF[self.kind]:
                yield self.env._(
                    "%(unit)s: “%(outcome)s” is no part of an event of the kind “%(kind)s”.",
                    unit=link.predecessor_id.name,
                    outcome=outcomes[link.outcome],
                    kind=kinds[self.kind],
                )
        named = self.link_ids.filtered(lambda link: link.outcome == "unit")
        if self.kind == "merge" and len(named.successor_id) > 1:
            yield self.env._(
                "By a merger all units go to one: enter a rearrangement of many units instead."
            )
        if self.kind == "split" and (len(named.predecessor_id) != 1 or len(named) < 2):
            yield self.env._("By a split one unit goes to two or more others.")

    def _faults_of_scope(self):
        """Whoever acts for a district prepares what concerns it, and makes no units elsewhere."""
        whole = self.unit_id
        if whole.level == "province" and whole.is_committee:
            return
        links = self.link_ids
        for unit in links.predecessor_id | links.successor_id | links.new_parent_id:
            if not unit._is_within(whole):
                yield self.env._(
                    "%(unit)s does not lie within %(whole)s: an event that concerns both is the "
                    "province's.",
                    unit=unit.name,
                    whole=whole.name,
                )

    def _faults_of_predecessors(self):
        before = fields.Date.subtract(self.effective_on, days=1)
        for unit in self.link_ids.predecessor_id:
            if not unit.active:
                yield self.env._("%s is archived: it was entered by mistake.", unit.name)
            elif not unit._is_open_on(before):
                yield self.env._(
                    "%(unit)s does not exist on %(date)s, the day before the event.",
                    unit=unit.name,
                    date=dates.format_date(before),
                )

    def _faults_of_successors(self):
        ending = self._ending_units()
        for link in self.link_ids:
            for unit in link.successor_id | link.new_parent_id:
                if not unit.active:
                    yield self.env._("%s is archived: it was entered by mistake.", unit.name)
                elif unit in ending:
                    yield self.env._(
                        "%(successor)s ends itself on that day and cannot take over from %(unit)s.",
                        successor=unit.name,
                        unit=link.predecessor_id.name,
                    )
                elif not unit._is_open_on(self.effective_on):
                    yield self.env._(
                        "%(successor)s does not exist on %(date)s and cannot take over from "
                        "%(unit)s.",
                        successor=unit.name,
                        date=dates.format_date(self.effective_on),
                        unit=link.predecessor_id.name,
                    )

    def _faults_of_tree(self):
        """Nothing outlives the unit that it lies in, and what goes along has where to go."""
        ending = self._ending_units()
        by_unit = self.link_ids.grouped("predecessor_id")
        for unit in self._beginning_below(ending):
            yield self.env._(
                "%(unit)s begins on %(day)s below %(parent)s, which has ended by then: enter it "
                "below the unit that carries on.",
                unit=unit.name,
                day=dates.format_date(unit.date_start),
                parent=unit.parent_id.name,
            )
        for unit in self._living_below(ending):
            yield self.env._(
                "%(unit)s lies below %(parent)s, which ends: say what becomes of it.",
                unit=unit.name,
                parent=unit.parent_id.name,
            )
        for link in self.link_ids.filtered(lambda link: link.outcome == "along"):
            above = by_unit.get(link.predecessor_id.parent_id, self.link_ids.browse())
            if len(above) != 1 or above.outcome not in ("unit", "along", "moved"):
                yield self.env._(
                    "%(unit)s cannot go along: the unit above it has no single successor.",
                    unit=link.predecessor_id.name,
                )

    def _faults_of_codes(self):
        ending, given = self._ending_units(), defaultdict(set)
        codes = {}
        for link in self.link_ids.filtered("new_code"):
            level = (link.successor_id or link.predecessor_id).level
            given[level, link.new_code].add(link.successor_id or link.predecessor_id)
            known = codes.setdefault(link.successor_id, link.new_code)
            if link.successor_id and known != link.new_code:
                yield self.env._("%s is given two codes.", link.successor_id.name)
        Unit = self.env["hr.department"]
        taken = Unit.search(
            Domain("code", "in", [code for _level, code in given])
            & Domain("id", "not in", ending.ids)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", self.effective_on))
        )
        for unit in taken:
            given.get((unit.level, unit.code), set()).add(unit)
        for (_level, code), units in given.items():
            if len(units) > 1:
                yield self.env._(
                    "The code %(code)s would belong to %(units)s on the same day.",
                    code=code,
                    units=", ".join(sorted(unit.name for unit in units)),
                )

    def _faults_of_other_events(self):
        """Events come one after the other, and a unit ends once."""
        units = self._units_concerned() - self.unit_id
        others = self.env["cchc.unit.event.link"].search(
            Domain("event_id", "!=", self.id)
            & Domain("state", "!=", "cancelled")
            & (Domain("predecessor_id", "in", units.ids) | Domain("successor_id", "in", units.ids))
        )
        ours, told = self.link_ids.predecessor_id, set()
        for other in others:
            shared = (other.predecessor_id | other.successor_id) & units
            if other.effective_on == self.effective_on:
                if other.predecessor_id not in ours:
                    continue
                sentence = self.env._(
                    "%(unit)s is already part of “%(event)s”, on the same day.",
                    unit=other.predecessor_id.name,
                    event=other.event_id.name,
                )
            elif other.effective_on > self.effective_on and other.state == "done":
                sentence = self.env._(
                    "%(unit)s was part of “%(event)s” on %(date)s: an earlier event cannot be "
                    "entered after it.",
                    unit=shared[:1].name,
                    event=other.event_id.name,
                    date=dates.format_date(other.effective_on),
                )
            elif other.effective_on < self.effective_on and other.state != "done":
                sentence = self.env._(
                    "“%(event)s” of %(date)s concerns %(unit)s too: carry it out, or cancel it, "
                    "before this one.",
                    event=other.event_id.name,
                    date=dates.format_date(other.effective_on),
                    unit=shared[:1].name,
                )
            else:
                continue
            if other.event_id not in told:
                told.add(other.event_id)
                yield sentence

    def _faults_of_circles(self):
        ended = self.link_ids.filtered(lambda link: link.outcome != "renamed")
        pairs = [(link.predecessor_id.id, link.successor_id.id or None) for link in ended]
        try:
            succession.final_successors(self.env["cchc.unit.event.link"]._ended_pairs() + pairs)
        except succession.SuccessionCycle as cycle:
            names = self.env["hr.department"].browse(sorted(cycle.units)).mapped("name")
            yield self.env._("These units would take over from each other: %s.", ", ".join(names))
