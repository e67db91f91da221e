import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The head of another unit finds a recognised initiative, takes it over, and confirms it later.
tours.add("cchc_initiative_taken_over", {
    steps: () => [
        {
            content: "searched without diacritics",
            trigger: ".o_searchview_input",
            run: "edit buu chinh",
        },
        { trigger: ".o_searchview_input", run: "press Enter" },
        {
            trigger: ".o_facet_value:contains('buu chinh')",
        },
        {
            trigger: ".o_data_row:contains('Trả kết quả qua bưu chính') .o_data_cell[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_statusbar_buttons button.cchc_take_over",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=effect] textarea",
            run: "edit Người dân không phải đi lại",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            trigger: ".o_form_view:not(:has(.modal)) .o_notebook a[name=taken_over]",
            run: "click",
        },
        {
            content: "the draft is there",
            trigger: ".o_field_widget[name=replication_ids] .o_data_row:contains('Sở Y tế')",
        },
    ],
});

tours.add("cchc_initiative_confirmed", {
    steps: () => [
        {
            trigger:
                ".o_data_row:contains('Trả kết quả qua bưu chính') .o_data_cell[name=unit_id]",
            run: "click",
        },
        { trigger: "button[name=action_confirm]", run: "click" },
        {
            trigger: ".o_arrow_button_current[data-value=confirmed]",
        },
    ],
});
