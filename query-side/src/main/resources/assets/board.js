// Moves cards: by drag, and by keys from a card's handle. Nothing moves on the screen before the server has said yes;
// a closed gate says why in a dialog. Without this script the menus and links on the cards do the same.

import "./Sortable.min.js";

const { Sortable } = window;

const PHASES = ["DEVELOPMENT", "PILOT", "STRUCTURES", "EVERYDAY_LIFE"];

/** What is on its way from one place to another: the card, and whether keys carry it. */
let carried = null;

const board = () => document.getElementById("board");
const says = () => document.getElementById("board-move")?.dataset ?? {};
const cardOf = element => element.closest(".initiative");
const placeOf = element => element.closest("[data-place]");
const titleOf = card => card.querySelector("h3").textContent.trim();
const nameOf = place => placeElement(place)?.dataset.title ?? "";
const placeElement = place => board().querySelector(`.column[data-place=${place}], .places [data-place=${place}]`);

function say(text) {
  document.getElementById("board-said").textContent = text;
}

/** Where the gate leads. */
function next(phase) {
  return PHASES[PHASES.indexOf(phase) + 1] ?? "ROOTED";
}

function goes(card, place) {
  return card.dataset.goes.split(" ").includes(place);
}

// A card in the air

function carry(card, byKeys) {
  carried = { card, byKeys, from: placeOf(card).dataset.place, to: null };
  card.classList.add("lifted");
  // While it is busy, the board does not follow what others do.
  board().classList.add("carrying", "busy");
  board().querySelector(".places").hidden = false;
  for (const place of board().querySelectorAll("[data-place]")) {
    place.classList.toggle("may", goes(card, place.dataset.place));
  }
  aim(carried.from);
}

/** @param {?string} place over which the card is */
function aim(place) {
  if (!carried || carried.to === place) {
    return;
  }
  carried.to = place;
  for (const element of board().querySelectorAll("[data-place]")) {
    element.classList.toggle("target", element.dataset.place === place && place !== carried.from);
  }
}

function letGo() {
  const was = carried;
  carried = null;
  was.card.classList.remove("lifted");
  was.card.querySelector(".grip")?.setAttribute("aria-pressed", "false");
  board().classList.remove("carrying", "busy");
  board().querySelector(".places").hidden = true;
  for (const place of board().querySelectorAll("[data-place]")) {
    place.classList.remove("may", "target");
  }
  return was;
}

function drop() {
  const { card, from, to } = letGo();
  if (to === null || to === from) {
    say(says().dropped);
  } else if (!goes(card, to)) {
    explain(card, from, to);
  } else if (to === next(from)) {
    move(card, to);
  } else {
    open(form(card, to));
  }
}

/** What is not done by dropping alone: it takes a reason. */
function form(card, to) {
  const initiative = `/initiatives/${card.dataset.id}`;
  switch (to) {
    case "PAUSED": return `${initiative}/pause-initiative`;
    case "STOPPED": return `${initiative}/stop-initiative`;
    default: return `${initiative}/return-to-phase?phase=${to}`;
  }
}

/** Over the board, as from the card's menu. */
function open(address) {
  const link = Object.assign(document.createElement("a"), { href: address, className: "command", hidden: true });
  board().append(link);
  link.click();
  link.remove();
}

// Asking the server

async function move(card, to) {
  const fields = new FormData(document.getElementById("board-move"));
  fields.set("to", to);
  card.setAttribute("aria-busy", "true");
  say(`${says().moving}: ${titleOf(card)}`);
  try {
    const answer = await fetch(`/initiatives/${card.dataset.id}/gate`, {
      method: "POST", body: new URLSearchParams(fields), headers: { Accept: "text/html" },
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = page.getElementById("board");
    const why = page.getElementById("gate-why");
    if (answer.ok && shown) {
      refresh(shown, card.dataset.id);
      say(page.getElementById("board-moved")?.textContent ?? "");
    } else if (why) {
      say("");
      show(why.dataset.title, why, card);
    } else if (answer.redirected) {
      location.assign(answer.url);
    } else {
      fail(card);
    }
  } catch {
    fail(card);
  } finally {
    card.removeAttribute("aria-busy");
  }
}

function fail(card) {
  const text = document.createElement("p");
  text.textContent = says().failed;
  show(titleOf(card), text, card);
}

/** The board as the server now has it, with the focus where it was. */
function refresh(shown, id) {
  board().replaceWith(document.importNode(shown, true));
  start();
  focus(id);
}

function focus(id) {
  const card = document.getElementById(`card-${id}`);
  const target = card?.querySelector(".grip") ?? card?.querySelector("a");
  const fold = card?.closest("details.fold");
  if (fold) {
    fold.open = true;
  }
  target?.focus();
}

// Saying why not

function explain(card, from, to) {
  const text = document.createElement("div");
  const skips = PHASES.includes(to) && PHASES.indexOf(to) > PHASES.indexOf(from) + 1;
  const reason = document.createElement("p");
  reason.textContent = skips ? `${says().step} ${nameOf(next(from))}.` : says().may;
  text.append(reason);
  if (skips) {
    const link = document.createElement("a");
    link.href = `/initiatives/${card.dataset.id}/gate`;
    link.textContent = says().gate;
    const line = document.createElement("p");
    line.append(link);
    text.append(line);
  }
  show(says().whyTitle, text, card);
}

function show(title, content, card) {
  const dialog = document.getElementById("dialog");
  document.getElementById("dialog-title").textContent = title;
  document.getElementById("dialog-body").replaceChildren(document.importNode(content, true));
  dialog.addEventListener("close", () => focus(card.dataset.id), { once: true });
  dialog.showModal();
}

// By keys

function places() {
  return [...PHASES, "ROOTED", "PAUSED", "STOPPED"].filter(place => placeElement(place));
}

function step(by) {
  const all = places();
  const at = Math.min(all.length - 1, Math.max(0, all.indexOf(carried.to) + by));
  aim(all[at]);
  const { card, from, to } = carried;
  const hint = to === from ? says().here
    : !goes(card, to) ? says().no
    : to === next(from) ? says().forward
    : says().form;
  say(`${nameOf(to)}. ${hint}`);
  placeElement(to).scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  const grip = event.target.closest?.(".grip");
  if (!grip) {
    return;
  }
  const holding = carried?.byKeys;
  switch (event.key) {
    case " ":
    case "Enter":
      if (holding) {
        drop();
      } else {
        carry(cardOf(grip), true);
        grip.setAttribute("aria-pressed", "true");
        say(`${says().grabbed}: ${titleOf(cardOf(grip))}. ${nameOf(carried.from)}.`);
      }
      break;
    case "ArrowRight":
    case "ArrowLeft":
      if (!holding) {
        return;
      }
      step(event.key === "ArrowRight" ? 1 : -1);
      break;
    case "Escape":
      if (!holding) {
        return;
      }
      letGo();
      say(says().dropped);
      break;
    default:
      return;
  }
  event.preventDefault();
}

// By drag

function under(event) {
  const point = event.touches?.[0] ?? event;
  if (carried && !carried.byKeys) {
    const element = document.elementsFromPoint(point.clientX, point.clientY)
      .map(one => one.closest("#board [data-place]")).find(Boolean);
    aim(element?.dataset.place ?? null);
  }
}

function start() {
  if (!board() || !document.getElementById("board-move")) {
    return;
  }
  for (const card of board().querySelectorAll('.column .initiative[data-goes]:not(.movable)')) {
    card.classList.add("movable");
    const grip = document.createElement("button");
    grip.type = "button";
    grip.className = "grip";
    grip.setAttribute("aria-pressed", "false");
    grip.setAttribute("aria-label", `${says().grip}: ${titleOf(card)}`);
    grip.setAttribute("aria-describedby", "board-keys");
    card.append(grip);
  }
  for (const cards of board().querySelectorAll(".column .cards")) {
    Sortable.create(cards, {
      group: { name: "board", put: false },
      sort: false,
      draggable: ".movable",
      filter: ".menu, a",
      preventOnFilter: false,
      forceFallback: true,
      fallbackClass: "flying",
      fallbackOnBody: true,
      fallbackTolerance: 6,
      delay: 220,
      delayOnTouchOnly: true,
      touchStartThreshold: 6,
      scrollSensitivity: 80,
      onStart: event => carry(event.item, false),
      onEnd: () => carried && drop(),
    });
  }
}

document.addEventListener("pointermove", under);
document.addEventListener("touchmove", under, { passive: true });
document.addEventListener("keydown", pressed);
document.addEventListener("focusout", event => {
  if (carried?.byKeys && event.target.matches?.(".grip") && !event.relatedTarget?.matches?.(".grip[aria-pressed=true]")) {
    letGo();
    say(says().dropped);
  }
});
document.addEventListener("kiinni:exchanged", start);
document.addEventListener("htmx:afterSwap", event => {
  if (event.target.id === "board" || event.detail.target?.id === "board") {
    start();
    say(board().querySelector(".board-order strong, .empty h2")?.textContent ?? "");
  }
});
start();
