// Looks at a page as axe does not. Each function answers what is wrong, in a list of texts; an empty list is what is hoped for.

var look = (() => {
  const round = number => Math.round(number * 100) / 100;
  const box = element => element.getBoundingClientRect();
  const name = element => {
    const own = element.localName + (element.id ? `#${element.id}` : "") + [...element.classList].map(one => `.${one}`).join("");
    return `${own} "${(element.innerText || element.value || element.getAttribute("aria-label") || "").trim().slice(0, 40)}"`;
  };
  const isSeen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && box(element).width > 1 && box(element).height > 1 && !element.closest(".unseen, .skip");

  // Colours

  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();

  /** Red, green, blue from 0 to 255, and how opaque it is from 0 to 1. */
  function colour(css) {
    if (!known.has(css)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(css, [red, green, blue, alpha / 255]);
    }
    return known.get(css);
  }

  const over = (front, back) => [0, 1, 2].map(at => front[at] * front[3] + back[at] * (1 - front[3])).concat(1);

  /** What is painted there, without what stands in the element. */
  function ground(element) {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const painted = colour(getComputedStyle(one).backgroundColor);
      layers.push(painted);
      if (painted[3] === 1) {
        break;
      }
    }
    return layers.reduceRight((back, front) => over(front, back), colour("Canvas"));
  }

  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map(part => part / 255).map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  }

  function contrast(one, other) {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + .05) / (low + .05);
  }

  // Room

  const scrolls = element => {
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX)) {
        return true;
      }
    }
    return false;
  };

  function tooWide() {
    const room = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= room) {
      return [];
    }
    const wide = [...document.querySelectorAll("body *")].filter(one => isSeen(one) && box(one).right > room + 1 && !scrolls(one)).map(name);
    return [`${document.scrollingElement.scrollWidth} pixels in ${room}: ${wide.slice(-4).join("; ")}`];
  }

  const hasText = element => [...element.childNodes].some(one => one.nodeType === Node.TEXT_NODE && one.data.trim());

  function cutOff() {
    return [...document.querySelectorAll("body *")]
      .filter(one => hasText(one) && isSeen(one))
      .filter(one => {
        const style = getComputedStyle(one);
        return (style.overflowX !== "visible" && style.overflowX !== "auto" && one.scrollWidth > one.clientWidth + 1)
          || (style.overflowY !== "visible" && style.overflowY !== "auto" && one.scrollHeight > one.clientHeight + 1);
      })
      .map(name);
  }

  // What is pressed and written in

  const CONTROLS = "input:not([type=hidden]), select, textarea, button, summary, .button";

  function faintBorders() {
    return [...document.querySelectorAll(CONTROLS)].filter(isSeen).flatMap(control => {
      const style = getComputedStyle(control);
      const behind = ground(control.parentElement);
      const within = over(colour(style.backgroundColor), behind);
      const isField = control.matches("input, select, textarea");
      const hasBorder = style.borderBottomStyle !== "none" && parseFloat(style.borderBottomWidth) > 0;
      const border = hasBorder ? contrast(over(colour(style.borderBottomColor), behind), behind) : 1;
      // A sign without words is told by its own colour.
      const sign = (control.innerText || "").trim() || isField ? 1 : contrast(over(colour(style.color), within), within);
      const shape = Math.max(border, contrast(within, behind), sign);
      // What is told by its words alone needs no border, a field does.
      const isWords = !isField && (control.innerText || "").trim() && shape < 1.05;
      const isNative = ["checkbox", "radio"].includes(control.type) && style.appearance !== "none";
      return shape >= 3 || isWords || isNative || control.disabled || (!isField && (control.innerText || "").trim())
        ? [] : [`${name(control)}: ${round(shape)} : 1`];
    });
  }

  /** WCAG 2.2's 24 pixels, asked of everything that is pressed but links in text. */
  function tooSmall() {
    return [...document.querySelectorAll(`${CONTROLS}, nav a, a.command`)].filter(isSeen).flatMap(control => {
      const label = control.closest("label");
      const { width, height } = box(label ?? control);
      return Math.min(width, height) >= 24 ? [] : [`${name(control)}: ${round(width)} x ${round(height)}`];
    });
  }

  // Motion

  function moving() {
    const running = document.getAnimations().map(one => `${one.animationName ?? one.transitionProperty} runs at ${name(one.effect.target)}`);
    const seconds = list => Math.max(...list.split(",").map(parseFloat));
    const able = [...document.querySelectorAll("*")].filter(one => {
      const style = getComputedStyle(one);
      return seconds(style.transitionDuration) > .01 || (style.animationName !== "none" && seconds(style.animationDuration) > .01)
        || style.scrollBehavior === "smooth";
    }).map(one => `${name(one)} would move`);
    return [...running, ...able];
  }

  // Names and places

  function unsaid() {
    const wrong = [];
    if (!document.querySelector("[role=status]#said")) {
      wrong.push("nothing says what happens");
    }
    if (document.querySelectorAll("h1").length !== 1) {
      wrong.push(`${document.querySelectorAll("h1").length} first headings`);
    }
    if (!document.title || !document.documentElement.lang) {
      wrong.push("no title or language");
    }
    document.querySelectorAll("[aria-describedby], [aria-labelledby]").forEach(one => {
      for (const id of `${one.getAttribute("aria-describedby") ?? ""} ${one.getAttribute("aria-labelledby") ?? ""}`.trim().split(/\s+/)) {
        if (!document.getElementById(id)) {
          wrong.push(`${name(one)} refers to ${id}, which is not there`);
        }
      }
    });
    // A placeholder goes away, and is enough for axe.
    document.querySelectorAll("input:not([type=hidden]), select, textarea").forEach(field => {
      if (!field.labels.length && !field.matches("[aria-label], [aria-labelledby]")) {
        wrong.push(`${name(field)} has no label`);
      }
    });
    document.querySelectorAll("[id]").forEach(one => {
      if (document.querySelectorAll(`#${CSS.escape(one.id)}`).length > 1) {
        wrong.push(`${one.id} is there twice`);
      }
    });
    // A report may go on on further pages of the same path.
    const page = address => new URL(address).searchParams.get("page") ?? "1";
    document.querySelectorAll("main .summary a[href^='#'], main a[href^='#'], nav.contents a").forEach(link => {
      const to = decodeURIComponent(link.hash.slice(1));
      const isHere = link.pathname === location.pathname && page(link.href) === page(location.href);
      if (to && isHere && !document.getElementById(to)) {
        wrong.push(`${name(link)} leads nowhere`);
      }
    });
    const wrongFields = [...document.querySelectorAll(".summary a[href^='#']")].map(link => document.getElementById(link.hash.slice(1))).filter(Boolean);
    wrongFields.forEach((field, at) => {
      if (at > 0 && wrongFields[at - 1].compareDocumentPosition(field) & Node.DOCUMENT_POSITION_PRECEDING) {
        wrong.push(`the summary names ${name(field)} too late`);
      }
    });
    return wrong;
  }

  // The keyboard

  const REACHED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";

  /** What the keyboard must come to, in the order of the page; of radio buttons of one name one is enough. */
  function stops() {
    const seen = new Set();
    return [...document.querySelectorAll(REACHED)].filter(one => {
      if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true })) {
        return false;
      }
      if (one.type === "radio") {
        const group = `${one.form?.action} ${one.name}`;
        return !seen.has(group) && seen.add(group);
      }
      return true;
    });
  }

  const visited = [];

  /** What has the focus; "" when it has left the page. Notes what is wrong with the way it shows. */
  function focused() {
    const active = document.activeElement;
    if (!active || active === document.body) {
      return [];
    }
    visited.push(active);
    const wrong = [];
    const style = getComputedStyle(active);
    const line = parseFloat(style.outlineWidth);
    const behind = ground(active.parentElement);
    if (style.outlineStyle === "none" || line < 2) {
      wrong.push(`${name(active)} does not show that it has the focus`);
    } else if (contrast(over(colour(style.outlineColor), behind), behind) < 3) {
      wrong.push(`the focus at ${name(active)} is faint: ${round(contrast(over(colour(style.outlineColor), behind), behind))}`);
    }
    const { left, top, right, bottom, width, height } = box(active);
    if (width < 1 || height < 1 || bottom < 1 || right < 1 || top > innerHeight - 1 || left > innerWidth - 1) {
      wrong.push(`${name(active)} has the focus out of sight`);
    } else {
      const x = Math.min(Math.max(left + width / 2, 1), innerWidth - 1);
      const y = Math.min(Math.max(top + Math.min(height / 2, 12), 1), innerHeight - 1);
      const there = document.elementFromPoint(x, y);
      if (there && !active.contains(there) && !there.contains(active) && !there.closest("label")) {
        wrong.push(`${name(active)} has the focus behind ${name(there)}`);
      }
    }
    return [name(active), ...wrong];
  }

  /** What the keyboard has passed by, or came to out of order. */
  function passedBy() {
    const all = stops();
    const missed = all.filter(one => !visited.includes(one)
      && !(one.type === "radio" && visited.some(other => other.type === "radio" && other.name === one.name && other.form === one.form)));
    const order = visited.filter((one, at) => at > 0
      && visited[at - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
    return [...missed.map(one => `${name(one)} is not reached`), ...order.map(one => `${name(one)} comes out of order`)];
  }

  return { tooWide, cutOff, faintBorders, tooSmall, moving, unsaid, focused, passedBy };
})();
