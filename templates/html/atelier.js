// What a page of the atelier does by itself: it follows the dossier, sends files, and adds up shares as they are typed.
(() => {
  const page = document.body.dataset;
  const lost = document.getElementById("lost");
  const stale = document.getElementById("stale");
  const status = document.getElementById("status");
  const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));
  let version = page.version;
  // How long to wait before asking again, in milliseconds; the answer comes once there is anything new, or a second later.
  const BETWEEN = 40;

  // The finding that is looked at, by what it says, and its row on the pages.
  let chosen = "";
  const choose = (scrolls) => {
    const findings = [...document.querySelectorAll("#findings .finding")];
    const own = findings.find((finding) => name(finding) === chosen);
    for (const finding of findings) finding.classList.toggle("is-chosen", finding === own);
    const number = own?.id.replace("constat-", "");
    const rows = [...document.querySelectorAll("#pages rect")];
    for (const row of rows) row.classList.toggle("is-chosen", row.dataset.finding === number);
    // Where pages and findings are one under the other, what is read stays in view.
    if (scrolls && matchMedia("(min-width: 72rem)").matches) {
      rows.find((row) => row.dataset.finding === number)?.scrollIntoView({ block: "center" });
    }
  };

  // What is unfolded stays so, told by what it says.
  const name = (details) => details.className + (details.closest(".finding")?.querySelector("summary").textContent ??
    details.querySelector("summary").textContent);

  // Pictures that are in view are replaced once the new ones are ready, or late: nothing blinks, nothing waits long.
  const isInView = (image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const ready = (pages) => {
    const before = [...document.querySelectorAll("#pages img")];
    const after = [...(pages?.querySelectorAll("img") ?? [])].filter((image, index) =>
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
    if (!before || !after || before.innerHTML === after.innerHTML) return;
    const known = new Set([...before.querySelectorAll("details")].map(name));
    const unfolded = new Set([...before.querySelectorAll("details[open]")].map(name));
    const top = before.scrollTop;
    const fresh = document.importNode(after, true);
    const sheets = before.querySelectorAll("img");
    fresh.querySelectorAll("img").forEach((image, index) => {
      if (sheets[index] && isInView(sheets[index])) image.loading = "eager";
    });
    before.replaceChildren(...fresh.childNodes);
    for (const details of before.querySelectorAll("details")) {
      if (known.has(name(details))) details.open = unfolded.has(name(details));
    }
    before.scrollTop = top;
  };

  const show = async (text) => {
    const next = new DOMParser().parseFromString(text, "text/html");
    if (page.live === "*") {
      location.reload();
      return pause(60_000);
    }
    await ready(next.getElementById("pages"));
    const focus = document.activeElement?.getAttribute("href");
    const ids = page.live.split(" ");
    for (const id of ids) replace(next, id);
    if (focus && document.activeElement === document.body) {
      document.querySelector(`a[href="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
    }
    version = next.body.dataset.version;
    page.version = version;
    // A form that is being filled in is left as it is.
    if (ids.length === 1 && stale) stale.hidden = false;
    document.title = next.title;
    choose(false);
    status.textContent = status.dataset.updated;
    document.dispatchEvent(new Event("paraphe:shown"));
  };

  const follow = async () => {
    for (;;) {
      try {
        const answer = await fetch(`${location.pathname}?depuis=${version}`, { cache: "no-store" });
        lost.hidden = true;
        if (answer.status === 204) await pause(document.hidden ? 1000 : BETWEEN);
        // The document is no more: its fiche has another code, or none.
        else if (answer.status === 404 && page.home) location.assign(page.home);
        else if (answer.ok && answer.headers.get("content-type")?.startsWith("text/html")) {
          await show(await answer.text());
          await pause(BETWEEN);
        } else await pause(1000);
      } catch {
        lost.hidden = false;
        await pause(1000);
      }
    }
  };
  if (page.live) follow();

  // While nobody answers, a form would be lost with all that was typed.
  document.addEventListener("submit", (event) => {
    if (!lost || lost.hidden) return;
    event.preventDefault();
    lost.scrollIntoView({ block: "center" });
  }, true);

  // Files go as they are, one after the other, those of a folder that suit; the answer says where to go on. What is typed
  // beside them goes along.
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    const [told, button] = ["output", "button"].map((own) => form.querySelector(own));
    const inputs = [...form.querySelectorAll("input[type=file]")];
    const suits = (input, file) => !input.webkitdirectory ||
      input.accept.split(",").some((end) => file.name.toLowerCase().endsWith(end)) && !/^[.~]/.test(file.name);
    const files = inputs.flatMap((input) => [...input.files].filter((file) => suits(input, file)));
    const failed = [];
    let next = "";
    button.disabled = true;
    for (const file of files) {
      told.textContent = `${told.dataset.sending} ${file.name}`;
      try {
        const headers = { "x-nom": encodeURIComponent(file.name), "content-type": "application/octet-stream" };
        const answer = await fetch(form.dataset.upload, { method: "PUT", headers, body: file });
        const text = await answer.text();
        if (answer.ok) next = text;
        else failed.push(`${file.name} – ${answer.status === 413 ? told.dataset.large : text}`);
      } catch {
        failed.push(`${file.name} – ${told.dataset.failed}`);
      }
    }
    button.disabled = false;
    told.textContent = failed.join("\n");
    told.classList.toggle("error", failed.length > 0);
    const again = document.querySelector("button[data-again]");
    if (next && !failed.length && again) again.click();
    else if (next && !failed.length) location.assign(next);
    else if (next) stale?.removeAttribute("hidden");
    else if (!files.length) told.textContent = told.dataset.none;
  });

  // Shares: whole cents, never a fraction of one.
  const cents = (text) => {
    const plain = text.replace(/[\s\u00a0\u202f€]/g, "").replace(",", ".");
    const parts = /^(-?)(\d*)(?:\.(\d{1,2}))?$/.exec(plain);
    if (!parts || (!parts[2] && !parts[3])) return null;
    const value = BigInt(parts[2] || "0") * 100n + BigInt((parts[3] || "0").padEnd(2, "0"));
    return parts[1] ? -value : value;
  };
  const shown = (value) => {
    const size = value < 0n ? -value : value;
    const whole = String(size / 100n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    const rest = size % 100n ? `,${String(size % 100n).padStart(2, "0")}` : "";
    return `${value < 0n ? "−" : ""}${whole}${rest}`;
  };
  const addUp = (parts) => {
    const told = parts.querySelector("output");
    const year = parts.closest("form").querySelector("select[name=annee]")?.selectedOptions[0];
    const total = cents(year?.dataset.due ?? parts.dataset.total);
    const typed = [...parts.querySelectorAll("input")].map((input) => input.value.trim()).filter(Boolean).map(cents);
    const rest = typed.includes(null) ? null : typed.reduce((rest, own) => rest - own, total);
    told.classList.toggle("settled", rest === 0n);
    told.classList.toggle("warning", rest !== 0n);
    told.textContent = rest === null ? told.dataset.unread : rest === 0n ? told.dataset.fits : (rest < 0n ? told.dataset.over : told.dataset.rest).replace("{rest}", shown(rest < 0n ? -rest : rest));
  };
  document.addEventListener("input", (event) => {
    const parts = event.target.closest(".parts");
    if (!parts) return;
    const own = parts.closest("form").querySelector("input[value=parts]");
    if (own) own.checked = true;
    addUp(parts);
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "annee") event.target.closest("form").querySelectorAll(".parts").forEach(addUp);
  });
  document.querySelectorAll(".parts").forEach(addUp);

  // A finding that a link names is unfolded.
  const unfold = () => {
    const own = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!own) return;
    for (let around = own.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    if (own.closest("#findings .finding")) {
      chosen = name(own);
      choose(true);
    }
    own.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  // Pages as wide as the window, and back.
  const zoom = (isWide) => {
    document.body.classList.toggle("is-wide", isWide);
    document.querySelector("button.zoom")?.setAttribute("aria-pressed", String(isWide));
  };
  document.addEventListener("paraphe:shown", () => zoom(document.body.classList.contains("is-wide")));
  document.addEventListener("click", (event) => {
    if (event.target.closest("button.zoom")) zoom(!document.body.classList.contains("is-wide"));
  });

  document.addEventListener("click", (event) => {
    const finding = event.target.closest("#findings .finding > summary")?.parentElement;
    const row = event.target.closest("#pages rect");
    const own = finding ?? (row && document.getElementById(`constat-${row.dataset.finding}`));
    if (!own) return;
    // A click on its head folds or unfolds it by itself.
    const opens = !finding || !finding.open;
    chosen = opens ? name(own) : "";
    choose(Boolean(finding));
    if (row) {
      zoom(false);
      own.open = true;
      own.scrollIntoView({ block: "nearest" });
    }
  });
})();
