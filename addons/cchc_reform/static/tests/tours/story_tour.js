import { registry } from "@web/core/registry";
import { choose, completion, figure, lastDayOfYear, menu, press, state, submenu } from "./steps";

const tours = registry.category("web_tour.tours");
const TASK = "Rà soát thủ tục cấp giấy phép";

// The standing office creates a task by the form and assigns it.
tours.add("cchc_story_assign", {
    steps: () => [
        figure("assigned", 0),
        completion(null),
        menu("task"),
        submenu("task_all"),
        {
            content: "a new task",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "what is to be done",
            trigger: ".o_field_widget[name=name] textarea",
            run: `edit ${TASK}`,
        },
        ...choose("lead_unit_id", "so giao thong thu", "Sở Giao thông thử nghiệm"),
        ...choose("officer_id", "t_gtvt_officer", "Người dùng t_gtvt_officer"),
        {
            content: "its deadline",
            trigger: ".o_field_widget[name=deadline] input",
            run: (helpers) => helpers.edit(lastDayOfYear()),
        },
        ...choose("plan_id", "ke hoach cai cach", "Kế hoạch cải cách hành chính năm nay"),
        ...choose("domain_id", "Lĩnh vực thử", "Lĩnh vực thử nghiệm"),
        press("assign"),
        state("assigned"),
        menu("landing"),
        figure("assigned", 1),
        figure("in_progress", 1),
        completion(0),
    ],
});

// The officer proves the work with a document, in the form, and submits it to the head.
tours.add("cchc_story_report", {
    steps: () => [
        {
            content: "the task that I am in charge of",
            trigger: `[data-list=mine] .cchc_row:contains("${TASK}")`,
            run: "click",
        },
        press("start"),
        state("in_progress"),
        {
            trigger: ".o_notebook .nav-link[name=proof]",
            run: "click",
        },
        {
            content: "add a piece of evidence",
            trigger: ".o_field_widget[name=evidence_ids] .o_field_x2many_list_row_add :is(a, button)",
            run: "click",
        },
        {
            trigger: ".modal .o_create_button",
            run: "click",
        },
        {
            content: "a document known by its name and number",
            trigger: ".modal .o_form_view .o_field_widget[name=name] input",
            run: "edit Báo cáo kết quả rà soát",
        },
        {
            trigger: ".modal .o_field_widget[name=number] input",
            run: "edit 12/BC-SGTVT",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=evidence_ids] .o_data_row:contains('12/BC-SGTVT')",
        },
        press("submit"),
        state("for_approval"),
    ],
});

// The head approves from the landing page in two taps, which are counted here.
let taps = 0;
const countTap = () => taps++;
tours.add("cchc_story_approve", {
    steps: () => [
        figure("awaiting", 0),
        {
            content: "count the taps from here on",
            trigger: ".cchc_decide li",
            run() {
                taps = 0;
                document.addEventListener("click", countTap, true);
            },
        },
        {
            content: "first tap: the task that waits for the decision",
            trigger: `.cchc_decide li:contains("${TASK}") .cchc_decide_button`,
            run: "click",
        },
        {
            content: "the dialog shows unit and proof",
            trigger: ".cchc_decision:contains('Sở Giao thông thử nghiệm') [data-proof='1']",
        },
        {
            content: "second tap: approve and send",
            trigger: ".cchc_decision .cchc_approve",
            run: "click",
        },
        figure("awaiting", 1),
        {
            content: "nothing waits any more, after two taps",
            trigger: ".cchc_landing:not(:has(.cchc_decide))",
            run() {
                document.removeEventListener("click", countTap, true);
                if (taps !== 2) {
                    throw new Error(`Approving took ${taps} taps, not two.`);
                }
            },
        },
        figure("in_progress", 1),
        figure("overdue", 0),
        completion(0),
    ],
});

// The named verifier confirms; completion moves at once.
tours.add("cchc_story_confirm", {
    steps: () => [
        {
            trigger: `.cchc_decide li:contains("${TASK}") .cchc_decide_button`,
            run: "click",
        },
        {
            trigger: ".cchc_decision .cchc_approve",
            run: "click",
        },
        figure("done_on_time", 1),
        figure("awaiting", 0),
        figure("in_progress", 0),
        completion(100),
        {
            content: "each figure opens its records",
            trigger: "[data-figure=done_on_time]",
            run: "click",
        },
        {
            trigger: `.o_data_row:contains("${TASK}") [data-cell=done_on_time]`,
        },
        {
            content: "back to the landing page",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        completion(100),
    ],
});

tours.add("cchc_story_done", {
    steps: () => [figure("done_on_time", 1), completion(100)],
});

// A deadline has passed, the report came in time, nobody has confirmed it yet: nothing is red.
tours.add("cchc_slow_confirmation", {
    steps: () => [
        figure("overdue", 0),
        figure("awaiting", 1),
        {
            trigger: ".cchc_figure_overdue.cchc_figure_zero",
        },
        {
            trigger: "[data-figure=awaiting]",
            run: "click",
        },
        {
            trigger: ".o_data_row [data-cell=awaiting]",
        },
        {
            content: "its day is not red either",
            trigger: ".o_data_row [name=due_on]:not(.text-danger)",
        },
        {
            trigger: ".o_data_row .o_data_cell[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_sheet [data-cell=awaiting]",
        },
        {
            trigger: ".o_form_view .cchc_awaits",
        },
    ],
});
