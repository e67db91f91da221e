from odoo.tests import tagged

from ..kernel import dates, rating
from .test_tour_reform import TourCase


@tagged("post_install", "-at_install")
class TestTourRating(TourCase):
    """A rating from the meeting to the decision, in the browser."""

    def test_the_head_rates_the_rated_explains_another_decides(self):
        user = self.make_user("t_rated")
        self.make_user("t_decider", ("head", self.gtvt))
        person = self.env["hr.employee"].create({"name": "Người Được Đánh Giá", "user_id": user.id})
        self.env["cchc.staff.appointment"].create(
            {"employee_id": person.id, "unit_id": self.gtvt.id, "date_from": "2020-01-01"}
        )
        one = (
            self.env["cchc.rating"]
            .with_user(self.user_gtvt_hr)
            .create({"employee_id": person.id, "unit_id": self.gtvt.id, "year": 2026})
        )
        one.with_user(user).self_text = "Tự đánh giá."
        one.with_user(user).action_self_rate()
        one.meeting_on = dates.today()
        self.start_tour(f"/odoo/cchc-ratings/{one.id}", "cchc_rating_rate", login="t_gtvt_head")
        self.assertEqual((one.points, one.proposed_level), (83, rating.GOOD))
        self.start_tour("/odoo/cchc-my-rating", "cchc_rating_explain", login="t_rated")
        self.assertEqual(one.explanation, "Việc chậm do chờ phối hợp")
        self.start_tour(f"/odoo/cchc-ratings/{one.id}", "cchc_rating_decide", login="t_decider")
        self.assertEqual((one.state, one.level), ("decided", rating.GOOD))
