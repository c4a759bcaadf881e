// One entry in the browser's history for each link that is followed, a view that always is what the address says, copying.
(() => {
  if (window.crossoverScript) return;
  window.crossoverScript = true;

  // Streamlit writes the address of the next page in several steps, the first of them onto the page that is left.
  // Back must not stop between them, and must find that page as it was.
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const here = () => location.pathname + location.search;
  const STEPS = 3000; // milliseconds
  let shown = here();
  let left = null;
  history.pushState = (state, title, address) => {
    if (new URL(address, location.href).pathname === location.pathname) {
      if (!left || performance.now() - left.at > STEPS) left = { at: performance.now(), address: here() };
      replace(state, title, address);
    } else {
      if (left && performance.now() - left.at < STEPS) replace(history.state, "", left.address);
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

  // A link to another view of the same page is opened as from outside: Streamlit would keep choices it does not name.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      const another = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (!link || another || link.target === "_blank" || link.origin !== location.origin) return;
      if (link.pathname !== location.pathname || link.search === location.search) return;
      event.preventDefault();
      event.stopPropagation();
      location.assign(link.href);
    },
    true
  );

  const say = (words) => {
    const note = document.createElement("div");
    note.setAttribute("role", "status");
    note.className = "crossover-note";
    note.textContent = words;
    document.body.append(note);
    setTimeout(() => note.remove(), 2500);
  };

  const copyText = async (words) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(words);
    const field = document.createElement("textarea"); // an address without TLS has no clipboard
    field.value = words;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("not copied");
  };

  const copyImage = (address) =>
    navigator.clipboard.write([
      new ClipboardItem({
        "image/png": fetch(address).then((answer) => {
          if (!answer.ok) throw new Error(answer.statusText);
          return answer.blob();
        }),
      }),
    ]);

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.('[class*="st-key-copy-"] a');
      if (!link) return;
      event.preventDefault();
      event.stopPropagation();
      const image = link.closest('[class*="st-key-copy-image"]');
      if (image) say("Drawing the picture …");
      (image ? copyImage(link.href) : copyText(link.href)).then(
        () => say("Copied"),
        () => window.open(link.href, "_blank", "noopener")
      );
    },
    true
  );
})();
