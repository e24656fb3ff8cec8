// Searches the site's index files in the browser, newest articles first. Without scripts the server answers instead.
"use strict";
(() => {
  const SHARDS_AT_ONCE = 10; // 2,000 articles
  const MOST_HITS = 50;
  const results = document.getElementById("results");
  const form = document.querySelector("form[role=search]");
  const field = document.getElementById("q");
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  const root = results.dataset.root;
  let turn = 0;

  const element = (name, text, fields = {}) => {
    const made = Object.assign(document.createElement(name), fields);
    if (text) made.textContent = text;
    return made;
  };

  const read = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };

  const line = ([path, day, title, summary, , source]) => {
    const item = element("li");
    const meta = element("span", `${source}, `, { className: "meta" });
    meta.append(element("time", day, { dateTime: day }));
    item.append(element("a", title, { href: root + path }), " ", meta, element("p", summary));
    return item;
  };

  const search = async (query) => {
    const mine = ++turn;
    const words = fold(query).split(/\s+/).filter(Boolean);
    if (!words.length) return;
    const said = element("p", "Searching …");
    const list = element("ol", "", { className: "briefs" });
    results.replaceChildren(said, list);
    let { shards: next } = await read(results.dataset.index);
    const further = async () => {
      const last = Math.max(0, next - SHARDS_AT_ONCE);
      const wanted = list.children.length + MOST_HITS;
      for (; next > last && list.children.length < wanted; next -= 1) {
        const rows = await read(`${root}search/${next}.json`);
        if (mine !== turn) return;
        for (const row of rows) {
          const text = fold(row.slice(2).join(" "));
          if (words.every((word) => text.includes(word))) list.append(line(row));
        }
      }
      const count = list.children.length;
      const found = count === 1 ? "One article" : count ? `${count} articles` : "No article";
      said.textContent = `${found} with all of these words${next ? " so far" : ""}${count ? ":" : "."}`;
      if (next) {
        const more = element("button", "Search older articles", { type: "button" });
        more.addEventListener("click", () => { more.remove(); further().catch(failed); });
        results.append(more);
      }
    };
    await further();
  };

  const failed = () => {
    results.replaceChildren(element("p", "The index could not be read. Try again in a moment."));
  };

  if (location.protocol === "file:") {
    results.textContent = "Browsers let no page read files from a disk, so searching needs a web server, any web server.";
    return;
  }

  const start = (query) => search(query).catch(failed);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    start(field.value);
  });

  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    start(asked);
  }
})();
