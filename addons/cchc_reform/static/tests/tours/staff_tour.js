import { registry } from "@web/core/registry";
import { localization } from "@web/core/l10n/localization";

const tours = registry.category("web_tour.tours");

/** The day on which the deputy leaves the post: in thirty days. */
function leaves() {
    return luxon.DateTime.local().plus({ days: 30 }).toFormat(localization.dateFormat);
}

// The HR officer sees the surplus, plans who leaves, and records the decision of next month.
tours.add("cchc_surplus_roadmap", {
    steps: () => [
        {
            trigger: ".o_menu_sections [data-menu-xmlid='cchc_reform.menu_staff']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='cchc_reform.menu_staff_surplus']",
            run: "click",
        },
        {
            content: "the division with too many deputies",
            trigger: ".o_data_row:contains('Phòng Pháp chế') .o_data_cell[name=unit_id]",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=surplus]:contains('1')" },
        {
            content: "a step of the roadmap",
            trigger: ".o_field_widget[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=post_id] input",
            run: "edit nguoi se chuyen",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('Người Sẽ Chuyển')",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=planned_on] input",
            run: (helpers) => helpers.edit(leaves()),
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "record the decision",
            trigger: ".o_field_widget[name=step_ids] .o_data_row button[name=action_carry_out]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=decision_number] input",
            run: "edit 12/QĐ-SGTVT",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        {
            content: "it ends by a recorded decision, from that day on",
            trigger: ".o_form_view:not(:has(.modal)) .o_field_widget[name=fits_from]",
            run() {
                const shown = this.anchor.textContent.trim();
                if (shown !== leaves()) {
                    throw new Error(`It fits from ${shown}, not from ${leaves()}.`);
                }
            },
        },
        {
            content: "today it is still there",
            trigger: ".o_form_view .o_field_widget[name=surplus]:contains('1')",
        },
    ],
});

// The HR officer tries to merge two divisions, in a dialog that asks what a merger needs.
tours.add("cchc_what_if", {
    steps: () => [
        {
            trigger: ".o_menu_sections [data-menu-xmlid='cchc_reform.menu_staff']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='cchc_reform.menu_staff_scenario']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "a merger is asked no numbers",
            trigger: ".modal .o_form_view:not(:has(.o_field_widget[name=number]))",
        },
        {
            trigger: ".modal .o_field_widget[name=unit_id] input",
            run: "edit phong phap che",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('Phòng Pháp chế')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=other_ids] input",
            run: "edit phong ke hoach",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('Phòng Kế hoạch')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=other_ids] .o_tag:contains('Phòng Kế hoạch')",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "the list says in words what is tried",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=line_ids] .o_data_row:contains('Phòng Kế hoạch')",
        },
        { trigger: "button[name=action_try]", run: "click" },
        {
            content: "fifteen staff allow three deputies",
            trigger:
                ".o_field_widget[name=result_ids] .o_data_row:contains('Phòng Pháp chế') .o_data_cell[name=limit_after]:contains('3')",
        },
        { trigger: "button[name=action_workbook]" },
    ],
});
