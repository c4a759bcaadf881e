// One history entry for each link that is followed, a view that is what the address says, charts in its theme, copying.
(() => {
  if (window.crossoverScript) return;
  window.crossoverScript = true;

  // Streamlit writes the address of the next page in several steps, the first of them onto the page that is left.
  // Back must not stop between them, and must find that page as it was when the way to the next was taken.
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const here = () => location.pathname + location.search;
  let shown = here();
  let left = null;
  history.pushState = (state, title, address) => {
    if (new URL(address, location.href).pathname === location.pathname) {
      replace(state, title, address);
    } else {
      if (left) replace(history.state, "", left);
      left = null;
      push(state, title, address);
    }
    shown = here();
  };
  history.replaceState = (state, title, address) => {
    replace(state, title, address);
    left = null;
    shown = here();
  };

  // Back and Forward bring an address; the view is read from it anew, as from a link.
  addEventListener(
    "popstate",
    (event) => {
      if (here() === shown) return;
      event.stopImmediatePropagation();
      location.reload();
    },
    true
  );

  // Streamlit follows when the system turns dark or light; charts are drawn on the server. Paper is always light.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const opened = dark.matches;
  dark.addEventListener("change", () => {
    if (dark.matches !== opened && !matchMedia("print").matches) location.reload();
  });

  // A click that opens elsewhere is left to the browser.
  const another = (event) => event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;

  // A link to another view of the same page is opened as from outside: Streamlit would keep choices it does not name.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || another(event) || link.target === "_blank" || link.origin !== location.origin) return;
      if (link.pathname !== location.pathname) left = here();
      if (link.pathname !== location.pathname || link.search === location.search) return;
      event.preventDefault();
      event.stopPropagation();
      location.assign(link.href);
    },
    true
  );

  const note = document.createElement("div"); // there from the start, so that what it comes to say is read out
  note.setAttribute("role", "status");
  note.className = "crossover-note";
  addEventListener("DOMContentLoaded", () => document.body.append(note));
  let silence;
  const say = (words) => {
    clearTimeout(silence);
    if (!note.isConnected) document.body.append(note);
    note.textContent = words;
    if (!words.endsWith("…")) silence = setTimeout(() => (note.textContent = ""), 4000);
  };

  const copyText = async (words) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(words);
    const before = document.activeElement;
    const field = document.createElement("textarea"); // an address without TLS has no clipboard
    field.value = words;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    if (!done) throw new Error("not copied");
  };

  const image = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.blob();
  };
  const copyImage = async (address) => {
    const drawn = image(address);
    drawn.catch(() => {}); // told by what is written
    await navigator.clipboard.write([new ClipboardItem({ "image/png": drawn })]);
  };

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.('[class*="st-key-copy-"] a');
      if (!link || another(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const isImage = link.closest('[class*="st-key-copy-image"]');
      if (isImage) say("Drawing the picture …");
      (isImage ? copyImage(link.href) : copyText(link.href)).then(
        () => say("Copied"),
        () => {
          say("Not copied: it opens in a tab of its own, or copy it from the menu of the link.");
          window.open(link.href, "_blank", "noopener");
        }
      );
    },
    true
  );
})();
