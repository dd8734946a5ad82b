// Says how far a file is that a report is taken as. Without this, the browser alone tells when it is there.

const making = document.getElementById("making");
const status = making.querySelector("[role=status]");
const bar = making.querySelector("progress");
const LOOK_EVERY = 1000;
const UNHEARD = 20;
let latest;

document.addEventListener("click", event => {
  const link = event.target.closest("main a[download]");
  if (link && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
    event.preventDefault();
    take(link.href);
  }
});

function take(address) {
  const name = crypto.randomUUID?.() ?? `${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
  const link = document.createElement("a");
  link.href = `${address}${address.includes("?") ? "&" : "?"}follow=${name}`;
  link.download = "";
  link.click();
  latest = name;
  follow(name);
}

/** Of several files the one that was asked for last; of one that is made at once, nothing but that. */
async function follow(name) {
  let heard = false;
  let unheard = 0;
  while (latest === name) {
    await new Promise(wait => setTimeout(wait, LOOK_EVERY));
    const made = await howFar(name);
    heard ||= made !== null;
    unheard = made ? 0 : unheard + 1;
    if (latest !== name) {
      return;
    }
    if (unheard > UNHEARD && !heard) {
      making.hidden = true; // another process makes it, of which this one does not know
      return;
    }
    if (made?.percent === 100 || made?.hasFailed || unheard > UNHEARD) {
      show(made?.percent === 100 ? making.dataset.made : making.dataset.failed, null);
      return;
    }
    show(making.dataset.making, made?.percent);
  }
}

async function howFar(name) {
  try {
    const answer = await fetch(`/reports/files?follow=${name}`);
    const made = answer.ok ? await answer.json() : {};
    return made.percent === undefined ? null : made;
  } catch {
    return null;
  }
}

/** @param percent null where there is none any more; without it, it goes on nobody knows how far */
function show(text, percent) {
  making.hidden = false;
  if (status.textContent !== text) {
    status.textContent = text;
  }
  bar.hidden = percent === null;
  if (percent === undefined) {
    bar.removeAttribute("value");
  } else {
    bar.value = percent ?? 0;
  }
}
