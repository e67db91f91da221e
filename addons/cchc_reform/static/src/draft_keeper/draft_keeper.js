import { status, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { SessionExpiredDialog } from "@web/core/errors/error_dialogs";
import {
    deserializeDate,
    deserializeDateTime,
    formatDateTime,
    serializeDate,
    serializeDateTime,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useDebounced } from "@web/core/utils/timing";
import { FormController } from "@web/views/form/form_controller";
import { dropDraft, hasDrafts, readDraft, writeDraft } from "./draft_store";

/**
 * What a person typed in a form survives a session that ended.
 *
 * Every change of a document of this application is kept on the device until it is saved or
 * discarded, also what stands in a text that the cursor has not left yet. When the form is
 * opened again, it is offered back; nothing is entered without the person's word.
 */

const TEXT_TYPES = ["char", "text", "html"];
const KEPT_TYPES = [
    ...TEXT_TYPES,
    "integer",
    "float",
    "monetary",
    "boolean",
    "date",
    "datetime",
    "selection",
    "many2one",
];
const TYPING_DELAY = 500;
const { DateTime } = luxon;

/** Value of a field as the server writes it, the way that changes are kept. */
function toServer(type, value) {
    if (TEXT_TYPES.includes(type)) {
        return value ? value.toString() : "";
    }
    if (type === "many2one") {
        return value ? value.id : false;
    }
    if (value && type === "date") {
        return serializeDate(value);
    }
    if (value && type === "datetime") {
        return serializeDateTime(value);
    }
    return value;
}

/** The reverse of {@link toServer}, as ``record.update`` takes it. */
function fromServer(type, value) {
    if (type === "many2one") {
        return value ? { id: value } : false;
    }
    if (value && type === "date") {
        return deserializeDate(value);
    }
    if (value && type === "datetime") {
        return deserializeDateTime(value);
    }
    return value;
}

function same(type, one, other) {
    return TEXT_TYPES.includes(type) ? (one || "") === (other || "") : one === other;
}

patch(FormController.prototype, {
    setup() {
        const { archInfo, resModel } = this.props;
        // A form with its own buttons at the foot is a question in passing, not a document.
        this.keepsDraft =
            resModel.startsWith("cchc.") &&
            !archInfo.xmlDoc.querySelector("footer:not(field footer)");
        this.typing = {}; // texts that the cursor has not left yet, by field
        this.draftOf = false; // id of the document that the form was opened on; false: a new one
        super.setup(...arguments);
        if (!this.keepsDraft) {
            return;
        }
        this.keptDraft = useState({ offer: null });
        const keepTyping = useDebounced(() => this.keepTyping(), TYPING_DELAY, {
            execBeforeUnmount: true,
        });
        useEffect(
            (el) => {
                const onInput = (ev) => {
                    this.noteTyping(ev.target);
                    keepTyping();
                };
                el.addEventListener("input", onInput);
                return () => el.removeEventListener("input", onInput);
            },
            () => [this.rootRef.el]
        );
        useEffect(
            () => this.offerDraft(),
            () => [this.model.root.id]
        );
    },

    get modelParams() {
        const params = super.modelParams;
        if (this.keepsDraft) {
            params.hooks.onRecordChanged = (record, changes) => {
                if (record === this.model.root || record.id === this.model.root?.id) {
                    this.keepDraft(changes);
                }
            };
        }
        return params;
    },

    // -- keeping -----------------------------------------------------------------------------

    /** Note what stands in a plain text of the document itself (not of a line in it). */
    noteTyping(target) {
        const widget = target.closest?.(".o_field_widget[name]");
        const inLine = target.closest?.(".o_field_x2many, .o-mail-Chatter, .o_dialog .o_dialog");
        const field = widget && !inLine && this.model.root.fields[widget.getAttribute("name")];
        if (field && ["char", "text"].includes(field.type) && typeof target.value === "string") {
            this.typing[field.name] = target.value;
        }
        this.typesHtml = Boolean(target.isContentEditable && field?.type === "html");
    },

    async keepTyping() {
        if (status(this) === "destroyed") {
            return;
        }
        if (this.typesHtml) {
            // The editor hands over its text when asked; then the change is kept as any other.
            await this.model.root.isDirty();
        } else if (Object.keys(this.typing).length) {
            this.keepDraft(this.model.root._getChanges());
        }
    },

    keepDraft(changes) {
        const record = this.model.root;
        const { fields, resId, resModel } = record;
        const values = {};
        for (const [name, value] of Object.entries(changes)) {
            if (KEPT_TYPES.includes(fields[name]?.type)) {
                values[name] = value;
                delete this.typing[name];
            }
        }
        Object.assign(values, this.typing);
        const initial = {};
        for (const name of Object.keys(values)) {
            const { type } = fields[name];
            initial[name] = toServer(type, record._values[name]);
            if (same(type, values[name], initial[name])) {
                delete values[name];
                delete initial[name];
            }
        }
        // What is still on offer is not lost by typing on.
        const { offer } = this.keptDraft;
        Object.assign(values, { ...offer?.values, ...values });
        if (Object.keys(values).length) {
            Object.assign(initial, { ...offer?.initial, ...initial });
            writeDraft(resModel, resId, { time: Date.now(), values, initial });
        } else {
            dropDraft(resModel, resId);
        }
    },

    /** The document is saved, or its changes are discarded: only what is on offer stays. */
    settleDraft(settled = {}) {
        this.typing = {};
        const { resId, resModel } = this.model.root;
        const { offer } = this.keptDraft;
        const values = { ...offer?.values };
        if (this.draftOf) {
            Object.keys(settled).forEach((name) => delete values[name]);
        }
        if (Object.keys(values).length) {
            writeDraft(resModel, this.draftOf, { ...offer, values });
        } else {
            dropDraft(resModel, this.draftOf);
        }
        if (this.draftOf !== resId) {
            // A new document has its id by now; an older text for a new one is offered next time.
            this.draftOf = resId;
            this.keptDraft.offer = null;
        }
    },

    async onRecordSaved(record, changes) {
        if (this.keepsDraft) {
            this.settleDraft(changes);
        }
        return super.onRecordSaved(...arguments);
    },

    async discard() {
        if (this.keepsDraft) {
            this.settleDraft();
        }
        return super.discard(...arguments);
    },

    async beforeUnload(ev) {
        if (!this.keepsDraft) {
            return super.beforeUnload(...arguments);
        }
        this.keepTyping();
        // Core sends a last save that nobody sees fail, as it does when the session has ended.
        // For a document that exists the draft tells on return; a new one would be made twice.
        return this.model.root.isNew ? undefined : super.beforeUnload(...arguments);
    },

    // -- offering ----------------------------------------------------------------------------

    offerDraft() {
        const record = this.model.root;
        this.typing = {};
        this.draftOf = record.resId;
        this.keptDraft.offer = null;
        const draft = readDraft(record.resModel, record.resId);
        if (!draft) {
            return;
        }
        const names = Object.keys(draft.values).filter((name) => {
            const type = record.fields[name]?.type;
            return (
                name in record.activeFields &&
                !same(type, draft.values[name], toServer(type, record.data[name]))
            );
        });
        if (!names.length) {
            dropDraft(record.resModel, record.resId);
            return;
        }
        const writable = this.canEdit ? names.filter((name) => !record._isReadonly(name)) : [];
        const changed = names.filter((name) => {
            const { type } = record.fields[name];
            const now = toServer(type, record.data[name]);
            return record.resId && !same(type, draft.initial?.[name], now);
        });
        this.keptDraft.offer = {
            ...draft,
            writable,
            names,
            changed: changed.map((name) => record.fields[name].string),
        };
    },

    get draftMessage() {
        const typed = DateTime.fromMillis(this.keptDraft.offer.time);
        const time = typed.hasSame(DateTime.now(), "day")
            ? typed.toFormat("HH:mm")
            : formatDateTime(typed, { showSeconds: false });
        return _t("You typed something here at %(time)s that was not saved.", { time });
    },

    get draftChanged() {
        return _t("Meanwhile this was changed: %(fields)s.", {
            fields: this.keptDraft.offer.changed.join(", "),
        });
    },

    async restoreDraft() {
        const record = this.model.root;
        const { offer } = this.keptDraft;
        const values = (names) =>
            Object.fromEntries(
                names.map((name) => [
                    name,
                    fromServer(record.fields[name].type, offer.values[name]),
                ])
            );
        this.keptDraft.offer = null;
        await record.update(values(offer.writable));
        // What a field computed from another one, although the person had typed it: again.
        const overwritten = offer.writable.filter((name) => {
            const { type } = record.fields[name];
            return !same(type, offer.values[name], toServer(type, record.data[name]));
        });
        if (overwritten.length) {
            await record.update(values(overwritten));
        }
    },

    async copyDraft() {
        const { offer } = this.keptDraft;
        const { fields } = this.model.root;
        const lines = offer.names
            .filter((name) => TEXT_TYPES.includes(fields[name].type))
            .map((name) => `${fields[name].string}: ${offer.values[name]}`);
        await browser.navigator.clipboard.writeText(lines.join("\n"));
    },

    dropOffer() {
        const { resModel, resId } = this.model.root;
        this.keptDraft.offer = null;
        dropDraft(resModel, resId);
    },
});

patch(SessionExpiredDialog.prototype, {
    get keepsDrafts() {
        return hasDrafts();
    },
});
