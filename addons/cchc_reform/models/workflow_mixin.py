from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError

from ..kernel import dates
from .entered_values import check_references, entered_reason, label_of, refuse_derived

PERMITS = "cchc_reform.workflow.permits"
EFFECTIVE_DAY = "cchc_reform.workflow.effective_day"


@dataclass(frozen=True)
class Transition:
    """One step of a document.

    :param sources: states from which the step is possible
    :param target: state it leads to; None leaves the state as it is
    :param reason: whether a reason must be given
    :param not_by: fields with the users whose work is decided here, who therefore may not decide
    :param recorded: fields whose change by the step the history keeps, besides the owned ones
    """

    sources: tuple
    target: str | None
    reason: bool = False
    not_by: tuple = ()
    recorded: tuple = ()


@dataclass(frozen=True)
class Workflow:
    """The state machine that a model declares as ``_workflow``.

    :param initial: state of a new record
    :param transitions: name of step -> :class:`Transition`
    :param owned: fields that only transitions write, besides ``state``
    :param locked: function of a state that gives the names of the fields locked in it
    """

    initial: str
    transitions: dict
    owned: frozenset = frozenset()
    locked: Callable = field(default=lambda state: frozenset())


class WorkflowMixin(models.AbstractModel):
    """One state machine for all documents.

    ``state`` and the fields a model declares as owned move only by :meth:`_transition`, which
    locks the rows, checks state, guard and actor, writes under a server-side permit, and appends
    to the history. The permit lives beside the cursor, named by model, records and fields; no
    caller can send one, whatever the context.
    """

    _name = "cchc.workflow.mixin"
    _description = "Document with a workflow"

    _workflow = None  # Workflow of the model; its ``state`` field is declared by the model

    # -- permits -------------------------------------------------------------------------------

    @contextmanager
    def _permit(self, names):
        """Allow writing ``names`` on these records while the block runs."""
        permits = self.env.cr.cache.setdefault(PERMITS, [])
        permit = (self._name, frozenset(self.ids), frozenset(names))
        permits.append(permit)
        try:
            yield self
        finally:
            permits.remove(permit)

    def _is_permitted(self, names):
        return any(
            model == self._name and ids.issuperset(self.ids) and allowed.issuperset(names)
            for model, ids, allowed in self.env.cr.cache.get(PERMITS, ())
        )

    @contextmanager
    def _effective_on(self, day):
        """Let what is written in the block count from ``day``."""
        cache = self.env.cr.cache
        outer = cache.get(EFFECTIVE_DAY)
        cache[EFFECTIVE_DAY] = day
        try:
            yield
        finally:
            cache[EFFECTIVE_DAY] = outer

    def _effective_day(self):
        """Day from which a change counts: today in Vietnam, or the day of the running step."""
        return self.env.cr.cache.get(EFFECTIVE_DAY) or dates.today()

    # -- CRUD ----------------------------------------------------------------------------------

    def _workflow_fields(self):
        return self._workflow.owned | {"state"}

    @api.model
    def default_get(self, fields):
        """Defaults of the caller (context or ir.default) never reach what transitions own."""
        defaults = super().default_get(fields)
        for name in self._workflow_fields() & set(fields):
            declared = self._fields[name].default
            defaults[name] = declared(self) if declared else False
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", self._workflow.initial) != self._workflow.initial or any(
                vals.get(name) for name in self._workflow.owned
            ):
                raise AccessError(
                    self.env._(
                        "A new %(document)s starts at its first step.", document=label_of(self)
                    )
                )
        records = super().create(vals_list)
        check_references(records)  # of the result: links may be defaults of the caller
        return records

    def write(self, vals):
        refuse_derived(self, vals)
        names = vals.keys()
        owned = names & self._workflow_fields()
        if owned and not self._is_permitted(owned):
            raise AccessError(
                self.env._(
                    "%(fields)s of %(document)s changes only by its workflow steps.",
                    fields=self._labels_of(owned),
                    document=label_of(self),
                )
            )
        for state, records in self.grouped("state").items():
            locked = set(self._workflow.locked(state))
            if state != self._workflow.initial:
                locked.add("active")
            locked &= names
            if locked and not records._is_permitted(locked):
                raise UserError(
                    self.env._(
                        "%(fields)s of “%(record)s” cannot be changed while it is “%(state)s”.",
                        fields=self._labels_of(locked),
                        record=records[0].display_name,
                        state=records[0]._state_label(),
                    )
                )
        result = super().write(vals)
        check_references(self, names)
        return result

    def unlink(self):
        # Not @api.ondelete: a caller can switch such a check off by the context.
        for record in self:
            if record.state != self._workflow.initial:
                raise UserError(
                    self.env._(
                        "“%(record)s” is “%(state)s” and stays in the records: cancel it instead.",
                        record=record.display_name,
                        state=record._state_label(),
                    )
                )
        return super().unlink()

    def copy_data(self, default=None):
        owned = self._workflow_fields()
        return [
            {name: value for name, value in data.items() if name not in owned}
            for data in super().copy_data(default=default)
        ]

    # -- transitions ---------------------------------------------------------------------------

    def _transition(self, name, values=None, reason=None, on=None):
        """Move these records by the step ``name``: the only way that a document moves.

        :param dict values: what the step writes besides the state
        :param str reason: why; required by some steps, kept in the history
        :param date on: the day the step counts from (default: today in Vietnam). Only code of
            the server can give another day: to take over work that ran before.
        :raises UserError: the state, the guard or the reason does not allow it
        :raises AccessError: the user may not do it
        """
        if not self:
            return
        step = self._workflow.transitions[name]
        on = on or dates.today()
        reason = entered_reason(self.env, reason)
        self.check_access("read")
        self._lock_for_step()
        for record in self:
            if record.state not in step.sources:
                raise UserError(
                    self.env._(
                        "“%(record)s” is already “%(state)s”: this step is no longer possible.",
                        record=record.display_name,
                        state=record._state_label(),
                    )
                )
        if step.reason and not reason:
            raise UserError(self.env._("Give the reason for this step."))
        records = self.sudo()  # actor, state and guard are checked here, not by the write rules
        self._check_requester(step)
        grants = self._authorise(name)
        guard = getattr(records, f"_guard_{name}", None)
        if guard:
            guard(on, reason)
        owned = sorted(self._workflow_fields() | set(step.recorded))
        before = [record._audit_values(owned) for record in records]
        values = dict(values or {})
        if step.target:
            values["state"] = step.target
        with records._permit(values.keys()), records._effective_on(on):
            records.write(values)
            records.flush_recordset()
        self.env["cchc.audit.entry"]._append(
            [
                record._audit_row(name, old, record._audit_values(owned), on, reason, grant)
                for record, old, grant in zip(records, before, grants, strict=True)
            ]
        )
        after = getattr(records, f"_after_{name}", None)
        if after:
            after(on)

    def _lock_for_step(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise LockError(
                self.env._(
                    "Somebody else is deciding on “%(record)s” at this moment: try again.",
                    record=self[:1].display_name,
                )
            ) from error

    def _check_requester(self, step):
        for record in self:
            if any(record.sudo()[name] == self.env.user for name in step.not_by):
                raise AccessError(
                    self.env._(
                        "You worked on “%(record)s” yourself: another person decides on it.",
                        record=record.display_name,
                    )
                )

    def _authorise(self, name):
        """Grant under which the user may do the step, for each record, in order.

        :rtype: list[RoleGrant]
        :raises AccessError: where the user holds no such role
        """
        raise NotImplementedError

    # -- history -------------------------------------------------------------------------------

    def _audit_values(self, names):
        """Plain values of ``names`` for the history."""
        self.ensure_one()
        return {
            name: (
                self[name].mapped("display_name")
                if self._fields[name].type.endswith("2many")
                else self[name].display_name
                if self._fields[name].relational
                else self[name]
            )
            for name in names
        }

    def _audit_row(self, action, old, new, on, reason, grant=None):
        self.ensure_one()
        unit = self._audit_unit()
        return {
            "model": self._name,
            "res_id": self.id,
            "res_name": self.display_name,
            "action": action,
            "unit_id": unit.id,
            "effective_on": on,
            "old": {key: value for key, value in old.items() if new[key] != value},
            "new": {key: value for key, value in new.items() if old[key] != value},
            "reason": reason,
            "on_behalf_of_id": (grant and grant.on_behalf_of_id) or False,
        }

    def _audit_unit(self):
        """Unit under which the history files the record."""
        return self.env["hr.department"]

    def _state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env)).get(self.state, "")

    def _labels_of(self, names):
        return ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))
