import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const TEXT = "Đã rà soát 42 thủ tục, kiến nghị cắt giảm 7";

function fill(trigger, text) {
    return { trigger, run: `edit ${text}` };
}

const openProof = [
    {
        trigger: ".o_notebook .nav-link[name=proof]",
        run: "click",
    },
    {
        trigger: ".o_field_widget[name=explanation] textarea",
    },
];

// Somebody types for a long time; meanwhile the session has ended; the text is not lost.
registry.category("web_tour.tours").add("cchc_draft_keeper", {
    steps: () => [
        ...openProof,
        {
            trigger: ".o_field_widget[name=explanation] textarea",
            run: `edit ${TEXT}`,
        },
        {
            content: "the session ends on the server; then the person saves",
            trigger: ".o_form_button_save",
            async run({ click }) {
                await browser.fetch("/web/session/destroy", {
                    method: "POST",
                    headers: { "Content-Type": "application/json" },
                    body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: {} }),
                });
                await click();
            },
        },
        {
            content: "the dialog says that the text is kept",
            trigger: ".o_error_dialog .cchc_draft_kept",
        },
        {
            trigger: ".modal:not(.o_inactive_modal) .o-default-button",
            run: "click",
            expectUnloadPage: true,
        },
        fill(".oe_login_form input[name=login]", "t_gtvt_officer"),
        fill(".oe_login_form input[name=password]", "t_gtvt_officer"),
        {
            trigger: ".oe_login_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the form opens again and offers the text back",
            trigger: ".cchc_draft",
        },
        ...openProof,
        {
            content: "nothing is entered without the person's word",
            trigger: ".o_field_widget[name=explanation] textarea",
            run() {
                if (this.anchor.value) {
                    throw new Error(`Entered already: ${this.anchor.value}`);
                }
            },
        },
        {
            trigger: ".cchc_draft_restore",
            run: "click",
        },
        {
            trigger: `.o_field_widget[name=explanation] textarea:value("${TEXT}")`,
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_view:not(:has(.o_form_button_save:visible))",
        },
        {
            content: "what is saved is no longer kept on the device",
            trigger: "body:not(:has(.cchc_draft))",
            run() {
                const kept = Object.keys(browser.localStorage).filter((key) =>
                    key.startsWith("cchc_draft:")
                );
                if (kept.length) {
                    throw new Error(`Still kept: ${kept}`);
                }
            },
        },
    ],
});
