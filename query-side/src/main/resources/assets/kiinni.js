// What all pages do beyond links and forms, which work without any of this: menus that close by themselves, forms in a
// dialog over the page that they were asked for from, and parts of a page that follow what others do.
//
// A part that follows is any element with an id and the attribute data-live; parts do not lie in each other. When
// something has changed, the page is fetched once more as a whole, and each part whose HTML has become another is
// exchanged, unless somebody is writing in it. What has to be done to a part anew listens for "kiinni:exchanged" on it.

const said = document.getElementById("said");
const dialog = document.getElementById("dialog");
const words = said.dataset;

// Menus

document.addEventListener("click", event => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

document.addEventListener("keydown", event => {
  const menu = event.key === "Escape" && document.activeElement?.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form that came back says first what is to be mended.
const summary = document.querySelector("main .summary[role=alert]");
if (summary && !location.hash) {
  summary.tabIndex = -1;
  summary.focus();
}

// Whether what was mended is right now, only sending it again tells; until then its line is struck out.
document.addEventListener("input", event => {
  for (let part = event.target; part; part = part.parentElement) {
    const line = part.id ? document.querySelector(`.summary a[href="#${CSS.escape(part.id)}"]`) : null;
    line?.closest("li").classList.add("mended");
  }
});

// What the shown moment of the past changed stands out.
function showChanged() {
  const changed = document.querySelector(".moment[data-changed]")?.dataset.changed;
  document.getElementById(changed ?? "")?.classList.add("changed");
}
showChanged();
document.addEventListener("htmx:afterSettle", showChanged);

const fieldsOf = element => [...element.querySelectorAll("input:not([type=hidden]), textarea, select")];

function isTyped(field) {
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  if (field instanceof HTMLSelectElement) {
    const given = [...field.options].some(option => option.defaultSelected);
    return [...field.options].some(
      (option, index) => option.selected !== (given ? option.defaultSelected : index === 0));
  }
  return field.value !== field.defaultValue;
}

// What only some answers ask for is shown with those, and wherever somebody has written something or something is wrong.

function ask(form) {
  for (const part of form.querySelectorAll("[data-when], [data-needed]")) {
    const { when, needed, stays } = part.dataset;
    const goesWith = answers => {
      const [name, values] = answers.split("=");
      return values.split(" ").includes(form.elements.namedItem(name)?.value);
    };
    if (when) {
      part.hidden = !goesWith(when) && !stays && !fieldsOf(part).some(isTyped);
      fieldsOf(part).forEach(field => {
        field.disabled = part.hidden;
      });
    }
    if (needed) {
      part.querySelector(".optional").hidden = goesWith(needed);
    }
  }
}

const askAll = () => document.querySelectorAll(".command-form").forEach(ask);

document.addEventListener("change", event => {
  const form = event.target.closest(".command-form");
  if (form?.querySelector(`[data-when^="${event.target.name}="], [data-needed^="${event.target.name}="]`)) {
    ask(form);
  }
});
// By then the browser has put back what had been chosen before.
addEventListener("pageshow", askAll);
askAll();

// Saying

let hushing = 0;

/** Says it to the eyes and, politely, to screen readers. Without a time it stays until something else is said. */
function say(text, { action, then, href, seconds } = {}) {
  clearTimeout(hushing);
  const parts = [Object.assign(document.createElement("span"), { textContent: text })];
  if (action) {
    const doing = document.createElement(href ? "a" : "button");
    doing.textContent = action;
    if (href) {
      doing.href = href;
    } else {
      doing.type = "button";
      doing.addEventListener("click", then);
    }
    parts.push(doing);
  }
  said.replaceChildren(...parts);
  if (seconds) {
    hushing = setTimeout(hush, seconds * 1000);
  }
}

function hush() {
  clearTimeout(hushing);
  said.replaceChildren();
}

// Parts that follow

/** What each part looked like when it came from the server, without what is another each time or the reader's own doing. */
const prints = new WeakMap();

function print(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("input[type=hidden]").forEach(input => input.removeAttribute("value"));
  copy.querySelectorAll("details").forEach(details => details.removeAttribute("open"));
  return copy.outerHTML;
}

const parts = () => [...document.querySelectorAll("[data-live][id]")];
parts().forEach(part => prints.set(part, print(part)));

/** Whether somebody writes in it, has chosen something there, or is just copying from it. */
function isBusy(part) {
  const selection = getSelection();
  return fieldsOf(part).some(field => field === document.activeElement || isTyped(field))
    || (selection && !selection.isCollapsed && selection.containsNode(part, true))
    || part.classList.contains("busy") || part.querySelector(".busy") !== null;
}

/** How to find what has the focus again in a part that was exchanged. */
function wayBack(part) {
  const active = document.activeElement;
  if (!active || active === part || !part.contains(active)) {
    return null;
  }
  const selector = active.id ? `#${CSS.escape(active.id)}`
    : active.hasAttribute("href") ? `${active.localName}[href="${CSS.escape(active.getAttribute("href"))}"]`
      : active.localName;
  const index = [...part.querySelectorAll(selector)].indexOf(active);
  return now => {
    const same = now.querySelectorAll(selector);
    const found = same[Math.min(index, same.length - 1)] ?? now;
    if (found === now && !now.hasAttribute("tabindex")) {
      now.tabIndex = -1;
    }
    found.focus({ preventScroll: true });
  };
}

const nameOf = details => details.id || details.querySelector("summary")?.textContent.trim();

function exchange(part, fresh) {
  const back = wayBack(part);
  const open = new Set([...part.querySelectorAll("details[open]")].map(nameOf));
  fresh.querySelectorAll("details").forEach(details => {
    details.open = details.open || open.has(nameOf(details));
  });
  if (part instanceof HTMLDetailsElement) {
    fresh.open = part.open;
  }
  const above = part.getBoundingClientRect().bottom < 0;
  const height = document.documentElement.scrollHeight;
  const printed = print(fresh);
  part.replaceWith(fresh);
  prints.set(fresh, printed);
  if (above) {
    scrollBy({ top: document.documentElement.scrollHeight - height, behavior: "instant" });
  }
  window.htmx?.process(fresh);
  back?.(fresh);
  fresh.dispatchEvent(new CustomEvent("kiinni:exchanged", { bubbles: true }));
}

/** Exchanges what has become another; answers whether something was left as it is because somebody is busy there. */
function take(html, evenIfBusy) {
  const page = new DOMParser().parseFromString(html, "text/html");
  let left = false;
  for (const part of parts()) {
    const fresh = page.getElementById(part.id);
    if (fresh && print(fresh) !== prints.get(part)) {
      if (isBusy(part) && !evenIfBusy) {
        left = true;
      } else {
        exchange(part, document.adoptNode(fresh));
      }
    }
  }
  return left;
}

let looking = null;
let lookAgain = false;

/** Fetches the page once more; what is asked for meanwhile is one more time, not many. */
function look(address = location.href) {
  if (looking) {
    lookAgain = true;
    return looking;
  }
  looking = fetchPage(address).finally(() => {
    looking = null;
    if (lookAgain) {
      lookAgain = false;
      look();
    }
  });
  return looking;
}

async function fetchPage(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
    stopListening();
    say(words.signedOut, { action: words.signIn, href: answer.url });
    return;
  }
  if (!answer.ok) {
    throw new Error(`${answer.status}`);
  }
  const html = await answer.text();
  if (take(html, false)) {
    say(words.news, {
      action: words.refresh,
      then: () => {
        hush();
        take(html, true);
      },
    });
  }
}

// Listening

const POLL_EVERY = 15_000;
const address = document.body.dataset.changes && new URL(document.body.dataset.changes, location.href);
let source = null;
let isAway = false;
let polling = 0;
let awaySoon = 0;
let listens = parts().length > 0 && address;

function listen() {
  if (!listens || source || document.hidden) {
    return;
  }
  source = new EventSource(address);
  source.addEventListener("open", () => {
    clearTimeout(awaySoon);
    awaySoon = 0;
    if (isAway) {
      isAway = false;
      clearInterval(polling);
      hush();
      look().catch(() => {});
    }
  });
  source.addEventListener("changed", event => {
    address.searchParams.set("after", event.lastEventId);
    look().catch(() => {});
  });
  source.addEventListener("error", () => {
    // The browser comes back by itself after a cut, but not after a refusal.
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
    }
    awaySoon ||= setTimeout(away, 5_000);
  });
}

function away() {
  awaySoon = 0;
  if (!isAway && listens && !document.hidden) {
    isAway = true;
    say(words.away);
    polling = setInterval(() => {
      listen();
      look().catch(() => {});
    }, POLL_EVERY);
  }
}

function stopListening() {
  listens = null;
  source?.close();
  source = null;
  clearTimeout(awaySoon);
  clearInterval(polling);
}

// A page that nobody looks at takes none of the few connections that a browser has for a site.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    source?.close();
    source = null;
    clearTimeout(awaySoon);
    awaySoon = 0;
  } else {
    listen();
  }
});
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", event => {
  if (event.persisted) {
    source = null;
    listen();
  }
});
listen();

// Forms in the dialog

const body = document.getElementById("dialog-body");
let openedBy = null;

const isWritten = () => fieldsOf(body).some(isTyped);
const mayLeave = () => !isWritten() || confirm(words.discard);

function close() {
  if (mayLeave()) {
    dialog.close();
  }
}

async function open(link) {
  openedBy ??= { href: link.getAttribute("href"), id: link.id, part: link.closest("[data-live][id]")?.id };
  await window.htmx.ajax("GET", link.href, { target: body, swap: "innerHTML" });
}

document.addEventListener("click", event => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  if (link.matches("a.command, a[data-dialog]") && window.htmx && !link.hash) {
    event.preventDefault();
    if (!dialog.open || mayLeave()) {
      open(link);
    }
  } else if (dialog.contains(link) && link.matches(".buttons a")) {
    // To give it up leads back to the page, which is right behind.
    event.preventDefault();
    close();
  } else if (dialog.contains(link) && link.hash && link.pathname === location.pathname) {
    event.preventDefault();
    document.getElementById(decodeURIComponent(link.hash.slice(1)))?.focus();
  }
});

body.addEventListener("htmx:afterSwap", event => {
  if (event.detail.target instanceof HTMLDataListElement) {
    return;
  }
  const title = body.querySelector("h1");
  if (title) {
    document.getElementById("dialog-title").replaceChildren(...title.childNodes);
    title.remove();
  }
  askAll();
  if (!dialog.open) {
    dialog.showModal();
  }
  body.scrollTop = 0;
  const first = body.querySelector("[role=alert], .outcome") ?? body.querySelector("form :is(input:not([type=hidden]), select, textarea):not([disabled])");
  (first ?? dialog.querySelector("button")).focus();
});

body.addEventListener("htmx:sendError", () => say(words.unreached));
body.addEventListener("htmx:beforeRequest", event => event.target.setAttribute("aria-busy", "true"));
body.addEventListener("htmx:afterRequest", event => event.target.removeAttribute("aria-busy"));
body.addEventListener("htmx:beforeSwap", event => {
  // A page instead of a form: the reader's right to be here has ended, or something is wrong.
  const answered = new URL(event.detail.xhr.responseURL);
  if (answered.pathname === "/sign-in") {
    event.detail.shouldSwap = false;
    say(words.signedOut, { action: words.signIn, href: answered.href });
  } else if (/<main id="content"/.test(event.detail.serverResponse)) {
    event.detail.selectOverride = "#content > *";
  }
});

dialog.addEventListener("cancel", event => {
  if (!mayLeave()) {
    event.preventDefault();
  }
});
dialog.querySelector("[data-close]").addEventListener("click", close);
dialog.addEventListener("close", () => {
  body.replaceChildren();
  const { href, id, part } = openedBy ?? {};
  openedBy = null;
  const link = (id && document.getElementById(id))
    || (href && document.querySelector(`a[href="${CSS.escape(href)}"]`))
    || (part && document.querySelector(`#${CSS.escape(part)} :is(a, button, summary)`));
  link?.focus();
});

// Given: what has been done shows in the page behind the dialog, or is a page of its own.
document.addEventListener("kiinni:given", event => {
  const to = new URL(event.detail.to, location.href);
  const elsewhere = to.pathname !== location.pathname;
  if (elsewhere && (!event.detail.initiative || parts().length === 0)) {
    location.assign(to);
    return;
  }
  body.replaceChildren();
  look(elsewhere ? location.href : new URL(to.pathname + to.search, location.href).href)
    .then(() => say(words.saved, { seconds: 6 }))
    .catch(() => say(words.saved))
    .finally(() => dialog.close());
});
