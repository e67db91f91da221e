import { registry } from "@web/core/registry";
import { localization } from "@web/core/l10n/localization";
import { press, state } from "./steps";

const tours = registry.category("web_tour.tours");

function tap(trigger, content) {
    return { content: content || `press ${trigger}`, trigger, run: "click" };
}

// The standing office records the signed conclusion and gives its remedy as a task.
tours.add("cchc_inspection_conclude", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=conclusion_number] input",
            run: "edit 15/KL-SNV",
        },
        {
            trigger: ".o_field_widget[name=conclusion_date] input",
            run: (helpers) =>
                helpers.edit(luxon.DateTime.local().toFormat(localization.dateFormat)),
        },
        press("conclude"),
        state("concluded"),
        press("give_remedies"),
        tap(".o_notebook .nav-link[name=findings]"),
        {
            content: "it is given once only",
            trigger: ".o_statusbar_buttons:not(:has(button[name=action_give_remedies]))",
        },
        { trigger: ".o_field_widget[name=finding_ids] .o_data_row" },
    ],
});

// The head of the inspected unit does it and reports.
tours.add("cchc_inspection_remedy", {
    steps: () => [
        tap(".o_notebook .nav-link[name=proof]"),
        {
            trigger: ".o_field_widget[name=explanation] textarea",
            run: "edit Đã niêm yết lại đầy đủ",
        },
        press("report"),
        state("reported"),
    ],
});

// Whoever inspected confirms the task: the inspection is closed with it.
tours.add("cchc_inspection_confirm", {
    steps: () => [press("verify"), state("verified")],
});

tours.add("cchc_inspection_closed", {
    steps: () => [state("closed")],
});
