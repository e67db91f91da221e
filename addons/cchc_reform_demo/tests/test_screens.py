from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

#: One user of each kind, and who keeps the system.
USERS = (
    "snv", "gtvt.head", "gtvt.hr", "yte.officer", "chutich", "thanhtra", "stp.head", "admin",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestScreens(TransactionCase):
    """Behind each entry of the menu stand records that whoever finds it can open."""

    def test_records_open(self):
        for login in USERS:
            user = self.env["res.users"].search([("login", "=", login)])
            opened = 0
            for action in self.actions(user):
                with self.subTest(user=login, action=action.name):
                    opened += self.open_first(user, action)
            self.assertGreater(opened, 10, login)

    def actions(self, user):
        """Windows that the menus of ``user`` open on kept records of ours."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False).values()
        numbers = {
            menu["action_id"]
            for menu in menus
            if menu.get("action_model") == "ir.actions.act_window"
        }
        actions = self.env["ir.actions.act_window"].browse(sorted(numbers))
        return actions.filtered(
            lambda action: (
                action.res_model.startswith("cchc.") and not self.env[action.res_model]._transient
            )
        )

    def open_first(self, user, action):
        """Read the first record of ``action`` as its form shows it; number of records read."""
        Model = self.env[action.res_model].with_user(user)
        domain = safe_eval(action.domain or "[]", action._get_eval_context())
        self.env.invalidate_all()  # a request begins with nothing read by anybody else
        record = Model.search(domain, limit=1)
        form = {kind: view for view, kind in action.views}.get("form", False)
        arch = etree.fromstring(Model.get_view(form, "form")["arch"])
        record.web_read(self.shown(Model, arch, None))
        return len(record)

    def shown(self, model, arch, owner):
        """What ``web_read`` is asked for by a form, or by a list within its field ``owner``."""
        wanted = {}
        for node in arch.iter("field"):
            if next(node.iterancestors("field"), None) is not owner:
                continue
            field = model._fields[node.get("name")]
            wanted[field.name] = {}
            if not field.relational:
                continue
            inner = {"display_name": {}}
            for view in node.xpath("./list | ./kanban"):
                inner |= self.shown(model.env[field.comodel_name], view, node)
            wanted[field.name] = {"fields": inner}
        return wanted
