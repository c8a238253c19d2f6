/** The chat page, wired. */

import { papers } from "./api.js";
import { bindComposer } from "./composer.js";
import { connect } from "./connection.js";
import { element } from "./dom.js";
import { Log } from "./log.js";
import { sender } from "./outgoing.js";
import { markGone, standingPages } from "./papers.js";
import { bindPicking } from "./picking.js";
import { follower } from "./scroll.js";
import { bindToggle } from "./settings.js";
import { canSpeak, stop } from "./speech.js";
import { ASK_FOR_PERSON, STANDING, WELCOME } from "./texts.js";
import { typingSign } from "./typing.js";
import { uploads } from "./uploads.js";

const part = (id) => document.getElementById(id);
const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;

const log = new Log(part("log"));
const scroll = follower(part("scroll"), part("newer"));
const typing = typingSign(part("typing"));
let opened = false;
let readsAloud = false;

log.addOwn({ from: "bot", text: WELCOME.text, buttons: WELCOME.buttons });

const connection = connect({
  onBatch: showBatch,
  onMessage: (message) => showMessages([message]),
  onNotice: showNotice,
  onState(connected) {
    part("offline").hidden = connected;
    if (connected) {
      files.resume();
    }
  },
});

const say = sender(log, {
  onStart() {
    typing.begin();
    showQuickReplies();
    scroll.toEnd();
  },
  onReply({ status, replies, notice }) {
    showStanding(status);
    showNotice(notice);
    showMessages(replies);
  },
  onEnd: typing.end,
});

const files = uploads(log, {
  onAdded() {
    showQuickReplies();
    scroll.toEnd();
  },
  onReplaced: (page) => markGone(part("log"), page, true),
  onAnother: (take) => picking.one(take),
});
const picking = bindPicking({ button: part("photo"), input: part("files"), zone: part("drop") }, (chosen) => {
  files.add(chosen);
  focusWriting();
});

const composer = bindComposer({ form: part("form"), text: part("text"), count: part("count") }, say);
part("log").addEventListener("ask", (event) => {
  say(event.detail);
  focusWriting();
});
part("log").addEventListener("retake", ({ detail }) => picking.one((chosen) => files.add(chosen, detail)));
part("log").addEventListener("removed", ({ detail }) => markGone(part("log"), detail));
part("log").addEventListener("missing", lookAtPapers);
part("log").addEventListener("load", () => scroll.hold(log.lastQuestion), true);
part("person").addEventListener("click", () => say(ASK_FOR_PERSON));
window.addEventListener("resize", () => scroll.hold(log.lastQuestion));
bindSwitches();
showQuickReplies();
if (hasKeyboard) {
  part("text").focus();
}

function showBatch({ status, messages, notice }) {
  showStanding(status);
  showNotice(notice);
  showMessages(messages);
  if (!opened) {
    opened = true;
    part("log").setAttribute("aria-busy", "false");
    scroll.toEnd();
    lookAtPapers();
  }
}

function showMessages(messages) {
  const added = messages.map((message) => [message, log.add(message)]).filter(([, row]) => row);
  if (added.length === 0) {
    return;
  }
  files.heard(messages);
  showQuickReplies();
  if (opened) {
    scroll.toAnswer(log.lastQuestion);
    announce(added);
    if (standingPages(part("log")).length || files.lookedAt().length) {
      lookAtPapers(); // the bot deletes them at a word
    }
  }
}

/** Which pages still wait, and which are no longer kept. Only what stood there before the question is judged by the answer. */
async function lookAtPapers() {
  const [shown, asked] = [standingPages(part("log")), files.lookedAt()];
  const now = await papers().catch(() => null);
  if (now) {
    const kept = new Set(now.pages.map((page) => page.id));
    shown.filter((page) => !kept.has(page)).forEach((page) => markGone(part("log"), page));
    files.standing(now, asked);
  }
}

/** What came in while the page was open: read aloud if wished; a line of the system may mean that someone else now holds the conversation. */
function announce(added) {
  const spoken = added.findLast(([message]) => message.from === "bot" || message.from === "staff");
  if (readsAloud && spoken) {
    spoken[1].readAloud();
  }
  if (added.some(([message]) => message.from === "system")) {
    connection.catchUp().catch(() => {});
  }
}

function showStanding(status) {
  showStrip("standing", STANDING[status]);
}

function showNotice(notice) {
  showStrip("notice", notice);
}

function showStrip(id, words) {
  part(id).hidden = !words;
  part(id).textContent = words ?? "";
}

function showQuickReplies() {
  const buttons = log.last?.buttons ?? [];
  part("quick").replaceChildren(...buttons.map(quickReply));
}

function quickReply({ title, payload }) {
  const choose = () => {
    say(payload);
    focusWriting();
  };
  return element("button", { type: "button", class: "quick__reply", onclick: choose }, title);
}

/** On a phone this would raise the keyboard over the answer, so there the conversation takes the focus. */
function focusWriting() {
  part(hasKeyboard ? "text" : "scroll").focus({ preventScroll: true });
}

function bindSwitches() {
  const page = document.documentElement.dataset;
  bindToggle(part("toggle-large"), "large", false, (on) => {
    page.type = on ? "large" : "normal";
    composer.refresh();
    scroll.hold(log.lastQuestion);
  });
  bindToggle(part("toggle-contrast"), "contrast", matchMedia("(prefers-contrast: more)").matches, (on) => {
    page.contrast = on ? "high" : "normal";
    document.body.dataset.weuiTheme = on ? "light" : "";
  });
  part("toggle-aloud").hidden = !canSpeak;
  bindToggle(part("toggle-aloud"), "aloud", false, (on) => {
    readsAloud = on;
    if (!on) {
      stop();
    }
  });
}
