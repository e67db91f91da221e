import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

/**
 * What was typed and not saved, kept on this device: one entry a user and document.
 *
 * An entry is ``{time, values, initial}``: when it was typed (ms), the typed values and what the
 * document held before, both by field and in the server's format. It lives for a day at most.
 */

const PREFIX = "cchc_draft";
const DAY = 24 * 60 * 60 * 1000;

function ownPrefix() {
    return `${PREFIX}:${session.db}:${user.userId}:`;
}

function draftKey(resModel, resId) {
    return `${ownPrefix()}${resModel}:${resId || "new"}`;
}

function parse(text) {
    try {
        const draft = JSON.parse(text);
        return draft && draft.values && Date.now() - draft.time < DAY ? draft : null;
    } catch {
        return null;
    }
}

function keys(prefix) {
    return Object.keys(browser.localStorage).filter((key) => key.startsWith(prefix));
}

export function readDraft(resModel, resId) {
    return parse(browser.localStorage.getItem(draftKey(resModel, resId)));
}

export function writeDraft(resModel, resId, draft) {
    try {
        browser.localStorage.setItem(draftKey(resModel, resId), JSON.stringify(draft));
    } catch {
        // The device has no room left: typing goes on, without the safety net.
    }
}

export function dropDraft(resModel, resId) {
    browser.localStorage.removeItem(draftKey(resModel, resId));
}

export function hasDrafts() {
    return keys(ownPrefix()).length > 0;
}

/** Forget all that this user typed: done when the user logs out. */
export function dropAllDrafts() {
    keys(ownPrefix()).forEach((key) => browser.localStorage.removeItem(key));
}

registry.category("services").add("cchc_drafts", {
    start() {
        // Whoever typed it: nothing stays on the device for longer than a day.
        for (const key of keys(`${PREFIX}:`)) {
            if (!parse(browser.localStorage.getItem(key))) {
                browser.localStorage.removeItem(key);
            }
        }
    },
});

const userMenu = registry.category("user_menuitems");
const logOut = userMenu.get("log_out");
userMenu.add(
    "log_out",
    (env) => {
        const item = logOut(env);
        return {
            ...item,
            callback: () => {
                dropAllDrafts();
                return item.callback();
            },
        };
    },
    { force: true }
);
