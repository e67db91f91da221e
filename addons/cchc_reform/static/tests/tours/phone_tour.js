import { registry } from "@web/core/registry";
import { figure, fitsThePhone } from "./steps";

// What a head opens on a phone of 390 by 844: nothing scrolls sideways.
registry.category("web_tour.tours").add("cchc_phone", {
    steps: () => [
        {
            trigger: ".cchc_landing[aria-busy=false] .cchc_decide_button",
        },
        {
            content: "all plans of the year",
            trigger: ".cchc_landing select[name=plan]",
            run: "select all",
        },
        figure("assigned", 2),
        fitsThePhone("The landing page"),
        {
            trigger: ".cchc_decide_button",
            run: "click",
        },
        {
            trigger: ".cchc_decision .cchc_refuse",
            run: "click",
        },
        {
            trigger: ".cchc_decision textarea",
        },
        fitsThePhone("The decision"),
        {
            trigger: ".cchc_decision .cchc_cancel",
            run: "click",
        },
        {
            trigger: "[data-figure=assigned]",
            run: "click",
        },
        {
            trigger: ".o_kanban_view .o_kanban_record [data-cell]",
        },
        fitsThePhone("The list of tasks"),
        {
            trigger: ".o_kanban_record:not(.o_kanban_ghost)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=lead_unit_id]",
        },
        fitsThePhone("The form of a task"),
        {
            trigger: ".o_notebook .nav-link[name=proof]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=explanation]",
        },
        fitsThePhone("The evidence of a task"),
        {
            trigger: ".o_notebook .nav-link[name=what]",
            run: "click",
        },
        {
            content: "the plan of the task",
            trigger: ".o_field_widget[name=plan_id] a, .o_field_widget[name=plan_id] .o_external_button",
            run: "click",
        },
        {
            trigger: ".o_form_view .cchc_completion",
        },
        fitsThePhone("The form of a plan"),
    ],
});
