import { registry } from "@web/core/registry";
import { address, fitsThePhone } from "./steps";

const tours = registry.category("web_tour.tours");
const MAP = ".cchc_comparison[aria-busy=false]";

tours.add("cchc_comparison", {
    steps: () => [
        {
            content: "from the landing page to the heat map",
            trigger: ".cchc_landing[aria-busy=false] [data-compare=domains]",
            run: "click",
        },
        {
            content: "five tasks of three units, none confirmed",
            trigger: `${MAP} tr[data-row=total] td:last .cchc_heat_counts:text("0/5")`,
        },
        {
            trigger: `${MAP} button[data-columns=clauses]`,
            run: "click",
        },
        {
            content: "đ follows d",
            trigger: `${MAP} table[data-columns=clauses] th[data-column="1d"] + th[data-column="1đ"]`,
        },
        {
            trigger: `${MAP} select[name=measure]`,
            run: "select overdue",
        },
        {
            trigger: `${MAP} tr[data-row=total] td[data-column="1đ"] .cchc_heat_value:text("2")`,
        },
        address("measure=overdue"),
        {
            content: "down to the divisions",
            trigger: `${MAP} tbody tr:has(td[data-column="1d"] .cchc_heat_value) th button`,
            run: "click",
        },
        {
            trigger: `${MAP} .cchc_path [data-up]`,
        },
        address("unit_id="),
        {
            content: "the tasks of a cell",
            trigger: `${MAP} tbody tr:contains("Phòng thử nghiệm") td[data-column="1đ"] button`,
            run: "click",
        },
        {
            content: "as many as the number said",
            trigger: ".o_list_view .o_pager_limit:text(1)",
        },
        {
            content: "back by the breadcrumb: the same page",
            trigger: ".o_control_panel .breadcrumb-item:last a",
            run: "click",
        },
        {
            trigger: `${MAP} table[data-columns=clauses] tbody tr:contains("Phòng thử nghiệm")`,
        },
        {
            content: "up to the unit above",
            trigger: `${MAP} .cchc_path [data-up]`,
            run: "click",
        },
        {
            trigger: `${MAP} .cchc_head_title:not(:has(.cchc_path))`,
        },
        {
            content: "with what was chosen before",
            trigger: `${MAP} table[data-columns=clauses] tr[data-row=total] td[data-column="1đ"] .cchc_heat_value:text("2")`,
        },
    ],
});

tours.add("cchc_comparison_phone", {
    steps: () => [
        {
            trigger: `${MAP} button[data-columns=clauses]`,
            run: "click",
        },
        {
            trigger: `${MAP} table[data-columns=clauses] tr[data-row=total]`,
        },
        fitsThePhone("The comparison"),
        {
            trigger: `${MAP} tr[data-row=total] td[data-column="1a"] button`,
            run: "click",
        },
        {
            trigger: ".o_kanban_view .o_kanban_record [data-cell]",
        },
    ],
});
