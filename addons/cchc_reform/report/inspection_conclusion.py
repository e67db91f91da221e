"""The conclusion of an inspection in Word, with its findings as the annex."""

from ..kernel import dates
from .official_document import OfficialDocument, issuer_names, name_in_text, signature_of, symbol_of


def inspection_conclusion(inspection, mark=""):
    """Bytes of the conclusion of ``inspection`` (one ``cchc.inspection``, read as its user).

    :param str mark: what a demo says on each page
    """
    own, unit = inspection.inspecting_unit_id, inspection.unit_id
    superior, issuer, place = issuer_names(own)
    day = inspection.conclusion_date
    printed = dates.print_date(day) if day else "ngày      tháng      năm        "
    document = OfficialDocument(mark=mark)
    document.head(superior, issuer, symbol_of("KL", own), f"{place}, {printed}")
    document.paragraph()
    document.paragraph("KẾT LUẬN KIỂM TRA", bold=True, align="center")
    document.paragraph(
        f"Công tác cải cách hành chính tại {name_in_text(unit)}", bold=True, align="center"
    )
    document.paragraph()
    first = inspection.begun_on or inspection.date_from
    period = dates.print_date(first)
    if inspection.date_to and inspection.date_to > first:
        period = f"từ {period} đến {dates.print_date(inspection.date_to)}"
    # Number of the plan and name of the head stand on the printed conclusion, whoever reads it.
    plan, leader = inspection.plan_id.sudo(), inspection.leader_id.sudo().name
    basis = ""
    if plan.number and plan.date:
        basis = f"Thực hiện Kế hoạch số {plan.number} {dates.print_date(plan.date)}, "
    team = f"{'đoàn' if basis else 'Đoàn'} kiểm tra của {name_in_text(own)}"
    if leader:
        team += f" do ông (bà) {leader} làm Trưởng đoàn"
    document.paragraph(
        f"{basis}{team} đã kiểm tra {name_in_text(unit)} {period}; biên bản kiểm tra được ký "
        f"{dates.print_date(inspection.minutes_on) if inspection.minutes_on else ''}.",
        align="justify",
        indent=True,
    )
    if inspection.conclusion:
        document.paragraph(inspection.conclusion, align="justify", indent=True)
    for number, (heading, lines) in enumerate(_parts(inspection), 1):
        document.paragraph(f"{'I' * number}. {heading}", bold=True)
        for line in lines or ("Không có.",):
            document.paragraph(line, align="justify", indent=True)
    # Who signs for a unit is printed on its documents; not every reader reads posts.
    document.foot([name_in_text(unit)], *signature_of(own.sudo(), day or dates.today()))
    document.new_section(landscape=True)
    document.paragraph("PHỤ LỤC", bold=True, align="center")
    document.paragraph("Kết quả kiểm tra theo từng nội dung", bold=True, align="center")
    answers = dict(
        inspection.answer_ids._fields["answer"]._description_selection(
            inspection.with_context(lang="vi_VN").env
        )
    )
    document.table(
        ("STT", "Nội dung", "Lĩnh vực", "Kết quả", "Ghi chú"),
        (1.2, 10, 5, 3.5, 5.3),
        [
            [number, line.item_id.name, line.domain_id.name, answers.get(line.answer, ""),
             line.note or ""]
            for number, line in enumerate(inspection.answer_ids, 1)
        ],
    )  # fmt: skip
    return document.content()


def _parts(inspection):
    """Headings of the conclusion with their lines: what is good, what is not, what to do."""
    findings = inspection.finding_ids
    grades = dict(
        findings._fields["grade"]._description_selection(inspection.with_context(lang="vi_VN").env)
    )
    praise = findings.filtered(lambda one: one.grade == "praise")
    yield "Ưu điểm", [f"- {one.name}" for one in praise]
    yield (
        "Tồn tại, hạn chế",
        [
            f"{number}. {one.name} (mức độ: {grades[one.grade].lower()}"
            + (f"; căn cứ: {one.legal_basis}" if one.legal_basis else "")
            + ")."
            + (f" Giải trình của đơn vị: {one.explanation}" if one.explanation else "")
            for number, one in enumerate(findings - praise, 1)
        ],
    )
    yield (
        "Kiến nghị, yêu cầu khắc phục",
        [
            f"{number}. {name_in_text(one.unit_id)}: {one.recommendation}"
            + (f"; hoàn thành chậm nhất {dates.print_date(one.due_on)}." if one.due_on else ".")
            for number, one in enumerate(findings.filtered("recommendation"), 1)
        ],
    )
