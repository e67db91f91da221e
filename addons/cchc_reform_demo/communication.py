from .loader import ILLUSTRATIVE
from .source import day

#: Topic, kind, audience, form, planned for, held on, people reached.
EVENTS = (
    ("Dịch vụ công trực tuyến toàn trình", "information", "citizens", "Phát thanh, tờ rơi", "q1",
     "2023-03-10", 1200),
    ("Quán triệt kế hoạch cải cách hành chính năm", "information", "staff", "Hội nghị trực tuyến",
     "m02", "2023-02-24", 350),
    ("Đối thoại với doanh nghiệp về thủ tục hành chính", "dialogue", "enterprises", "Hội nghị",
     "q2", "2023-05-25", 80),
    ("Phổ biến cơ chế một cửa cho doanh nghiệp", "information", "enterprises", "Trang thông tin",
     "q3", "", 0),
)  # fmt: skip
#: Topic, channel, from whom, text, received, answer by, answered on, answer.
CONTRIBUTIONS = (
    ("Rút ngắn thời gian cấp giấy phép", "meeting", "enterprise",
     "Đề nghị rút ngắn thời gian giải quyết.", "2023-05-25", "2023-06-15", "2023-06-09",
     "Đã kiến nghị đơn giản hóa, trả lời doanh nghiệp."),
    ("Hỏi về thanh toán trực tuyến", "phone", "citizen",
     "Không thanh toán được phí trên cổng dịch vụ công.", "2023-04-03", "2023-04-10",
     "2023-04-14", "Đã hướng dẫn người dân thực hiện lại."),
    ("Góp ý về nơi chờ của Bộ phận Một cửa", "letter", "citizen",
     "Đề nghị bố trí thêm ghế chờ.", "2023-06-12", "2023-06-30", "", ""),
)  # fmt: skip


class DemoCommunication:
    """A year's plan of communication and dialogue of one department, and what people asked."""

    def __init__(self, loader):
        self.loader = loader
        self.env = loader.env

    def enter(self):
        unit = self.loader.units["SNV"]
        events = self.loader.as_user("snv.officer", self.env["cchc.communication"]).create(
            [
                {
                    "name": name,
                    "kind": kind,
                    "audience": audience,
                    "form": form,
                    "year": 2023,
                    "planned_in": planned,
                    "unit_id": unit.id,
                    "done_on": day(held),
                    "reached": reached,
                    "note": ILLUSTRATIVE,
                }
                for name, kind, audience, form, planned, held, reached in EVENTS
            ]
        )
        self.loader.as_user("snv.head", events)._plan(on=day("2023-01-10"))
        events.filtered("done_on")._finish(on=day("2023-06-30"))
        dialogue = events.filtered(lambda one: one.kind == "dialogue")
        for name, channel, sender, text, received, term, answered, answer in CONTRIBUTIONS:
            one = self.loader.as_user("snv.officer", self.env["cchc.contribution"]).create(
                {
                    "name": name,
                    "channel": channel,
                    "from_kind": sender,
                    "text": f"{ILLUSTRATIVE}: {text}",
                    "received_on": received,
                    "received_by_unit_id": unit.id,
                    "communication_id": dialogue.id if channel == "meeting" else False,
                    "term": term,
                }
            )
            one._assign(on=day(received))
            if answered:
                one.answer = answer
                one._answer(on=day(answered))
