from datetime import date

from odoo.tests import TransactionCase, new_test_user

from ..kernel import dates

ROLE_NAMES = ("officer", "head", "hr", "standing_office", "verifier", "leader", "auditor")


class ReformFixture:
    """A small province with one user a role, for test classes of any base.

    Units: ``province`` > agencies ``snv`` (standing office), ``vp`` (office), ``gtvt``, ``yte``;
    district ``namsach`` > commune ``antruong``; ``gtvt_division`` inside ``gtvt``.
    Users: ``user_<unit>_<role>``, and ``user_leader``, ``user_standing``, ``user_auditor``,
    ``user_admin_cchc``, ``user_outsider`` (internal, no role).
    """

    @classmethod
    def set_up_province(cls):
        # Sentences are asserted as the source writes them, whatever language is installed.
        context = dict(cls.env.context, no_reset_password=True, tracking_disable=True, lang="en_US")
        env = cls.env(context=context)
        cls.env = env
        # Of a demo that is installed too: its units bear the same real names, and its figures
        # open on a past day.
        env.cr.execute("UPDATE hr_department SET active = FALSE, gathered_path = NULL")
        env.invalidate_all()
        env.registry.clear_cache()
        env["ir.config_parameter"].set_param("cchc_reform.opening_day", False)
        kinds = {
            code: env["cchc.unit.type"].create(
                {
                    "name": code,
                    "code": f"t_{code}",
                    "level": level,
                    "ranking_block": block,
                    "is_committee": committee,
                }
            )
            for code, level, block, committee in (
                ("province", "province", False, True),
                ("agency", "province", "agency", False),
                ("district", "district", "district", True),
                ("commune", "commune", "commune", True),
                ("division", "inner", False, False),
            )
        }

        def unit(name, code, kind, parent=None):
            return env["hr.department"].create(
                {
                    "name": name,
                    "code": code,
                    "unit_type_id": kinds[kind].id,
                    "parent_id": parent.id if parent else False,
                    "date_start": date(2020, 1, 1),
                }
            )

        cls.province = unit("Tỉnh Thử Nghiệm", "T30", "province")
        cls.snv = unit("Sở Nội vụ", "T-SNV", "agency", cls.province)
        cls.vp = unit("Văn phòng UBND tỉnh", "T-VP", "agency", cls.province)
        cls.gtvt = unit("Sở Giao thông vận tải", "T-GTVT", "agency", cls.province)
        cls.yte = unit("Sở Y tế", "T-YTE", "agency", cls.province)
        cls.namsach = unit("Huyện Nam Sách", "T-291", "district", cls.province)
        cls.antruong = unit("Xã An Trường", "T-10700", "commune", cls.namsach)
        cls.gtvt_division = unit("Phòng Pháp chế", "T-GTVT-PC", "division", cls.gtvt)

        cls.domain_procedures = cls._reform_domain("procedures")
        cls.domain_organisation = cls._reform_domain("organisation")

        cls.user_gtvt_officer = cls.make_user("t_gtvt_officer", ("officer", cls.gtvt))
        cls.user_gtvt_head = cls.make_user("t_gtvt_head", ("head", cls.gtvt))
        cls.user_gtvt_hr = cls.make_user("t_gtvt_hr", ("hr", cls.gtvt))
        cls.user_yte_officer = cls.make_user("t_yte_officer", ("officer", cls.yte))
        cls.user_yte_head = cls.make_user("t_yte_head", ("head", cls.yte))
        cls.user_snv_head = cls.make_user("t_snv_head", ("head", cls.snv))
        cls.user_namsach_head = cls.make_user("t_namsach_head", ("head", cls.namsach))
        cls.user_standing = cls.make_user(
            "t_standing", ("standing_office", cls.province), ("verifier", cls.snv)
        )
        cls.user_vp = cls.make_user("t_vp", ("verifier", cls.vp))
        cls.user_leader = cls.make_user("t_leader", ("leader", cls.province))
        cls.user_auditor = cls.make_user("t_auditor", ("auditor", cls.province))
        cls.user_outsider = cls.make_user("t_outsider")
        cls.user_admin_cchc = cls.make_user("t_admin")
        cls.user_admin_cchc.group_ids += env.ref("cchc_reform.group_cchc_admin")

        cls.plan = env["cchc.plan"].create(
            {
                "name": "Kế hoạch cải cách hành chính năm nay",
                "unit_id": cls.province.id,
                "default_verifier_unit_id": cls.snv.id,
                "substitute_verifier_unit_id": cls.vp.id,
            }
        )
        cls.plan.with_user(cls.user_standing).action_issue()

    @classmethod
    def _reform_domain(cls, code):
        domain = cls.env["cchc.plan.domain"].search([("code", "=", code)])
        return domain or cls.env["cchc.plan.domain"].create({"name": code, "code": code})

    @classmethod
    def make_user(cls, login, *roles):
        """User with password = login, holding ``roles`` ((role, unit) pairs) since 2020."""
        user = new_test_user(
            cls.env,
            login=login,
            groups="base.group_user",
            name=f"Người dùng {login}",
            lang="en_US",
            tz="Asia/Ho_Chi_Minh",
        )
        for role, unit in roles:
            cls.grant(user, role, unit)
        return user

    @classmethod
    def grant(cls, user, role, unit, **values):
        return cls.env["cchc.unit.role"].create(
            {
                "user_id": user.id,
                "role": role,
                "unit_id": unit.id,
                "date_from": date(2020, 1, 1),
                **values,
            }
        )

    @classmethod
    def make_task(cls, unit=None, assign=True, **values):
        """Task of the province's plan led by ``unit`` (GTVT), due at the end of the year."""
        task = (
            cls.env["cchc.task"]
            .with_user(values.pop("by", cls.user_standing))
            .create(
                {
                    "name": "Rà soát thủ tục hành chính",
                    "plan_id": cls.plan.id,
                    "domain_id": cls.domain_procedures.id,
                    "lead_unit_id": (unit or cls.gtvt).id,
                    "deadline": dates.today().replace(month=12, day=31),
                    **values,
                }
            )
        )
        if assign:
            task.action_assign()
        return task


class ReformCase(ReformFixture, TransactionCase):
    """Models under the rules, with the province of :class:`ReformFixture`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_province()
