from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.http import request
from odoo.tools import SQL

# A flood of refused logins must not fill a history that is never emptied. Core lets an address
# try again only after a pause, but only for passwords, and per server process.
FAILURES_A_MINUTE_AND_ADDRESS = 10
FAILURES_IN_TEN_MINUTES = 600


class ResUsers(models.Model):
    """Logins and refused logins go to the history, never with a password."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    @api.private
    def audit_scope(self):
        """Domain of the history that the user may read as an auditor, for the record rule."""
        self.ensure_one()
        # Only whether a unit is the province itself is read, of units the user has a role for.
        units = self.env["hr.department"].sudo().browse(self.role_unit_ids("auditor"))
        if any(unit.level == "province" and unit.is_committee for unit in units):
            return [(1, "=", 1)]
        return [("scope_unit_id", "child_of", units.ids)]

    def _login(self, credential, user_agent_env):
        auth_info = super()._login(credential, user_agent_env)
        # The login was just accepted; nobody is in the environment yet.
        user = self.env["res.users"].sudo().browse(auth_info["uid"])
        user._append_login("login", auth_info)
        return auth_info

    def _check_credentials(self, credential, env):
        auth_info = super()._check_credentials(credential, env)
        if credential.get("type", "").startswith("totp"):  # the second factor, after the login
            self.env.user._append_login("login_second_factor", auth_info)
        return auth_info

    def _append_login(self, action, auth_info):
        self.ensure_one()
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": "res.users",
                    "res_id": self.id,
                    "res_name": self.name,
                    "action": action,
                    "new": {
                        "method": auth_info.get("auth_method"),
                        "second_factor": auth_info.get("mfa"),
                    },
                }
            ],
            actor={"user_id": self.id, "user_login": self.login, "user_name": self.name},
        )

    @contextmanager
    def _assert_can_auth(self, user=None):
        """Record refused attempts of each kind: password, second factor, password or key by RPC.

        Attempts that core turns away unread, because of too many before, are not recorded: the
        ones before are.
        """
        tried = False
        try:
            with super()._assert_can_auth(user=user):
                tried = True
                yield
        except AccessDenied:
            if tried:
                self._record_refused_login(user)
            raise

    @api.model
    def _record_refused_login(self, who, method="password"):
        """Have a refused login recorded, although this request will be rolled back.

        :param who: login as typed, id of a user, or None
        """
        path = request.httprequest.path[:200] if request else None
        self.env["cchc.audit.entry"]._append_even_on_rollback(
            lambda env: env["res.users"]._append_refused_login(who, method, path)
        )

    @api.model
    def _append_refused_login(self, who, method, path):
        left = self._refusals_left()
        if left <= 0:
            return
        # Called as superuser: only to name the account that was aimed at.
        account = self.sudo().with_context(active_test=False)
        if who:
            domain = [("id", "=", who)] if isinstance(who, int) else self._get_login_domain(who)
            account = account.search(domain, limit=1)
        # What is typed as a login and is none may be a password typed into the wrong field.
        login = account.login or (f"{who[:2]}…" if isinstance(who, str) and who else None)
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": "res.users",
                    "res_id": account.id,
                    "res_name": account.name,
                    "action": "login_failed",
                    "new": {"method": method, "path": path, "known_login": bool(account)},
                    "reason": "further_refusals_not_recorded" if left == 1 else None,
                }
            ],
            actor={"user_login": login},
        )

    def _refusals_left(self):
        """How many refused logins may still be recorded now, for this address and for all."""
        address = request.httprequest.remote_addr if request else None
        self.env.cr.execute(
            SQL(
                """
                SELECT count(*),
                       count(*) FILTER (WHERE address IS NOT DISTINCT FROM %s
                                          AND at > (now() AT TIME ZONE 'UTC') - interval '1 min')
                  FROM cchc_audit_entry
                 WHERE action = 'login_failed'
                   AND at > (now() AT TIME ZONE 'UTC') - interval '10 min'
                """,
                address,
            )
        )
        of_all, of_address = self.env.cr.fetchone()
        return min(FAILURES_IN_TEN_MINUTES - of_all, FAILURES_A_MINUTE_AND_ADDRESS - of_address)
