import { registry } from "@web/core/registry";
import { press, state } from "./steps";

const tours = registry.category("web_tour.tours");

/** Give the points of a criterion, by its place, with the reason. */
function give(place, points, reason) {
    const row = `.o_field_widget[name=line_ids] .o_data_row:eq(${place})`;
    return [
        { trigger: `${row} .o_data_cell[name=given_points]`, run: "click" },
        {
            trigger: `${row}.o_selected_row .o_field_widget[name=given_points] input`,
            run: `edit ${points}`,
        },
        { trigger: `${row}.o_selected_row .o_field_widget[name=reason] input`, run: `edit ${reason}` },
    ];
}

// The head notes the opinions of the meeting, gives the points and proposes the level.
tours.add("cchc_rating_rate", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=minutes] textarea",
            run: "edit Tập thể nhất trí",
        },
        press("meet"),
        state("met"),
        ...give(0, "28", "Theo số liệu"),
        ...give(1, "55", "Một việc chậm"),
        {
            trigger: ".o_field_widget[name=opinion] textarea",
            run: "edit Cấp ủy nhất trí",
        },
        press("propose"),
        state("proposed"),
    ],
});

// The rated person, who holds no role, finds the own rating and explains; nothing else is offered.
tours.add("cchc_rating_explain", {
    steps: () => [
        {
            trigger: ".o_menu_sections [data-menu-xmlid='cchc_reform.menu_rating_of_me']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='cchc_reform.menu_rating_mine']",
            run: "click",
        },
        { trigger: ".o_data_row .o_data_cell[name=year]", run: "click" },
        { trigger: ".o_form_view:not(:has(.o_statusbar_buttons button[name=action_decide]))" },
        {
            trigger: ".o_field_widget[name=explanation] textarea",
            run: "edit Việc chậm do chờ phối hợp",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_status_indicator_buttons:visible))" },
    ],
});

// Who is authorised reads the explanation and decides.
tours.add("cchc_rating_decide", {
    steps: () => [
        {
            trigger:
                ".o_field_widget[name=explanation]:contains('chờ phối hợp'), .o_field_widget[name=explanation] textarea",
        },
        press("decide"),
        state("decided"),
    ],
});
