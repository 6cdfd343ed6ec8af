// Follows the dossier: asks again and again for the next state, and puts in place what it changes, and only that.
(() => {
  const lost = document.getElementById("lost");
  const status = document.getElementById("status");
  const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));
  let version = document.body.dataset.version;
  // How long to wait before asking again, in milliseconds: a save must be seen at once.
  const BETWEEN = 40;

  // What is unfolded stays so, told by what it says.
  const name = (details) => details.closest(".finding").querySelector(".where").textContent +
    details.closest(".finding").querySelector("code").textContent + details.className;

  // Pictures that are in view are replaced once the new ones are ready, or late: nothing blinks, nothing waits long.
  const isInView = (image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const ready = (pages) => {
    const before = [...document.querySelectorAll("#pages img")];
    const after = [...pages.querySelectorAll("img")].filter((image, index) =>
      before[index] && isInView(before[index]) && before[index].getAttribute("src") !== image.getAttribute("src"));
    const decoded = after.map((image) => {
      const next = new Image();
      next.src = image.getAttribute("src");
      return next.decode().catch(() => {});
    });
    return Promise.race([Promise.all(decoded), pause(500)]);
  };

  const replace = (next, id) => {
    const [before, after] = [document.getElementById(id), next.getElementById(id)];
    if (before.innerHTML === after.innerHTML) return;
    const unfolded = new Set([...before.querySelectorAll("details[open]")].map(name));
    const top = before.scrollTop;
    const fresh = document.importNode(after, true);
    const sheets = before.querySelectorAll("img");
    fresh.querySelectorAll("img").forEach((image, index) => {
      if (sheets[index] && isInView(sheets[index])) image.loading = "eager";
    });
    before.replaceChildren(...fresh.childNodes);
    for (const details of before.querySelectorAll("details")) details.open = unfolded.has(name(details));
    before.scrollTop = top;
  };

  const show = async (text) => {
    const next = new DOMParser().parseFromString(text, "text/html");
    await ready(next.getElementById("pages"));
    const focus = document.activeElement?.getAttribute("href");
    for (const id of ["bar", "documents", "pages", "findings"]) replace(next, id);
    if (focus && document.activeElement === document.body) {
      document.querySelector(`#documents a[href="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
    }
    version = next.body.dataset.version;
    document.body.dataset.version = version;
    document.title = next.title;
    status.textContent = status.dataset.updated;
    document.dispatchEvent(new Event("paraphe:shown"));
  };

  const follow = async () => {
    for (;;) {
      try {
        const answer = await fetch(`${location.pathname}?depuis=${version}`, { cache: "no-store" });
        lost.hidden = true;
        if (answer.status === 200) await show(await answer.text());
        // The document is no more: its fiche has another code, or none.
        else if (answer.status === 404) location.assign("/");
        else await pause(answer.status === 204 ? BETWEEN : 1000);
      } catch {
        lost.hidden = false;
        await pause(1000);
      }
    }
  };

  follow();
})();
