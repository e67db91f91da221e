import { registry } from "@web/core/registry";
import { localization } from "@web/core/l10n/localization";
import { choose, menu, press, state, submenu } from "./steps";

const tours = registry.category("web_tour.tours");
const TASK = "Báo cáo kết quả rà soát";

function day(offset) {
    return luxon.DateTime.local().plus({ days: offset }).toFormat(localization.dateFormat);
}

function tap(trigger, content) {
    return { content: content || `press ${trigger}`, trigger, run: "click" };
}

// The standing office gives a clause to all departments in one step; its deadline has passed.
tours.add("cchc_follow_up_assign", {
    steps: () => [
        menu("task"),
        submenu("task_all"),
        tap(".o_list_button_add"),
        { trigger: ".o_field_widget[name=name] textarea", run: `edit ${TASK}` },
        ...choose("lead_unit_id", "so noi vu thu", "Sở Nội vụ thử nghiệm"),
        {
            trigger: ".o_field_widget[name=deadline] input",
            run: (helpers) => helpers.edit(day(-1)),
        },
        ...choose("plan_id", "ke hoach cai cach", "Kế hoạch cải cách hành chính năm nay"),
        ...choose("domain_id", "Lĩnh vực thử", "Lĩnh vực thử nghiệm"),
        {
            content: "the clause of the directive",
            trigger: ".o_field_widget[name=clause] input",
            run: "edit 2đ",
        },
        tap(".o_form_button_save"),
        tap(".o_statusbar_buttons button:has(span):contains('…')", "give to many units"),
        tap(".modal .o_field_widget[name=block] input, .modal .o_field_widget[name=block] select"),
        tap(".o_select_menu_item:first", "all departments"),
        { trigger: ".modal .o_field_widget[name=unit_count]:contains('4')" },
        tap(".modal button[name=action_fan_out]"),
        state("assigned"),
        tap(".o_notebook .nav-link[name=parts]"),
        { trigger: ".o_field_widget[name=part_count]:contains('4')" },
        {
            content: "all four are late",
            trigger: ".o_field_widget[name=parts_overdue]:contains('4')",
        },
    ],
});

// It sees who is late on its page, opens the list, and urges them with one letter.
tours.add("cchc_follow_up_urge", {
    steps: () => [
        tap("[data-figure=overdue]", "the figure of what is overdue"),
        { trigger: `.o_data_row:contains("${TASK}")` },
        tap("thead .o_list_record_selector input", "all of them"),
        tap(".o_control_panel button[name=action_urge]"),
        { trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row" },
        { trigger: ".o_field_widget[name=number] input", run: "edit 512/SNV-CCHC" },
        {
            trigger: ".o_field_widget[name=document_date] input",
            run: (helpers) => helpers.edit(day(0)),
        },
        press("issue"),
        state("issued"),
    ],
});

// A unit asks for a later deadline with its letter.
tours.add("cchc_follow_up_ask", {
    steps: () => [
        tap(".o_notebook .nav-link[name=extensions]"),
        tap(".o_form_view .tab-pane.active button.btn-secondary", "ask for a later deadline"),
        {
            trigger: ".o_field_widget[name=requested_deadline] input",
            run: (helpers) => helpers.edit(day(0)),
        },
        { trigger: ".o_field_widget[name=letter_number] input", run: "edit 45/SGTVT-VP" },
        {
            trigger: ".o_field_widget[name=letter_date] input",
            run: (helpers) => helpers.edit(day(0)),
        },
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit Chờ số liệu của các huyện" },
        press("request"),
        state("requested"),
    ],
});

// The standing office gives its opinion on it.
tours.add("cchc_follow_up_advise", {
    steps: () => [
        menu("task"),
        submenu("task_extension"),
        tap(".o_data_row .o_data_cell"),
        tap(".o_statusbar_buttons button.btn-primary", "give an opinion"),
        tap(".modal .o_field_widget[name=is_supported] input:first", "in favour"),
        { trigger: ".modal .o_field_widget[name=text] textarea", run: "edit Đề nghị chấp thuận" },
        tap(".modal button[name=action_confirm]:visible"),
        { trigger: ".o_form_view:not(:has(.modal)) .o_field_widget[name=opinion]:contains('chấp thuận')" },
    ],
});

// The leader grants it, with the number and date of the document that says so.
tours.add("cchc_follow_up_grant", {
    steps: () => [
        menu("task"),
        submenu("task_extension"),
        tap(".o_data_row .o_data_cell"),
        tap(".o_statusbar_buttons button.btn-primary", "grant"),
        {
            trigger: ".modal .o_field_widget[name=decision_number] input",
            run: "edit 600/UBND-NC",
        },
        {
            trigger: ".modal .o_field_widget[name=decision_date] input",
            run: (helpers) => helpers.edit(day(0)),
        },
        tap(".modal button[name=action_confirm]:visible"),
        state("granted"),
    ],
});

// One task of four was done by the agreed deadline, none by the first one.
tours.add("cchc_follow_up_rates", {
    steps: () => [
        {
            content: "on time by the agreed deadline: one of four",
            trigger: ".cchc_landing[aria-busy=false] [data-rate=on_time_rate]:contains('25')",
        },
        {
            content: "by the first deadline: none",
            trigger: ".cchc_landing [data-rate=on_time_first_rate]:contains('0'):not(:contains('25'))",
        },
    ],
});
