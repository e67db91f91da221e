import { registry } from "@web/core/registry";

import { choose, press, state } from "./steps";

const tours = registry.category("web_tour.tours");

// The HR officer nominates, is told exactly what is missing, and proposes it with a reason.
tours.add("cchc_nominate", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("title_id", "Danh hiệu thử", "Danh hiệu thử nghiệm"),
        ...choose("employee_id", "Người Được Đề Nghị", "Người Được Đề Nghị"),
        ...choose("unit_id", "giao thong", "Sở Giao thông vận tải"),
        { trigger: ".o_field_widget[name=year] input", run: "edit 2024" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "the missing year, its legal basis, and what is to be verified",
            trigger:
                ".o_field_widget[name=check_ids] .o_data_row:contains('2023'):contains('06/2022/QH15')",
        },
        { trigger: ".o_notebook a[name=achievements]", run: "click" },
        {
            trigger: ".o_field_widget[name=achievements] textarea",
            run: "edit Tham mưu đúng hạn 100% nhiệm vụ",
        },
        { trigger: ".o_notebook a[name=unit_council]", run: "click" },
        { trigger: ".o_field_widget[name=unit_council_on] input", run: "edit 01/10/2025" },
        { trigger: ".o_field_widget[name=unit_members] input", run: "edit 9" },
        { trigger: ".o_field_widget[name=unit_present] input", run: "edit 9" },
        { trigger: ".o_field_widget[name=unit_favour] input", run: "edit 9" },
        { trigger: ".o_field_widget[name=unit_minutes] textarea", run: "edit Biên bản họp" },
        press("propose"),
        {
            content: "not without a reason",
            trigger: ".modal .modal-body:contains('2023')",
        },
        { trigger: ".modal .modal-footer button", run: "click" },
        { trigger: ".o_notebook a[name=conditions]", run: "click" },
        ...["Đề nghị xem xét", "Đang chờ công nhận"].flatMap((reason) => [
            { trigger: ".o_field_widget[name=check_ids] .cchc_excuse:eq(0)", run: "click" },
            { trigger: ".modal .o_field_widget[name=reason] textarea", run: `edit ${reason}` },
            { trigger: ".modal footer button[name=action_confirm]", run: "click" },
            {
                content: "each condition that is not met has its own reason",
                trigger: `.o_field_widget[name=check_ids] .o_data_row:contains('${reason}')`,
            },
        ]),
        press("propose"),
        state("proposed"),
    ],
});
