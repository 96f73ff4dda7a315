
(() => {
  const form = document.getElementById("filters");
  const articles = [...document.querySelectorAll("article[data-check]")].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    level: element.dataset.level,
    check: element.dataset.check,
    sites: JSON.parse(element.dataset.sites),
  }));
  // The operations of a diff; without one of their articles they have nothing to show.
  const links = [...document.querySelectorAll("nav a")];
  const entries = new Map(links.map((it) => [it.hash.slice(1), it.closest("li")]));
  const sections = [...document.querySelectorAll("main > section")].map((element) => ({
    element,
    entry: entries.get(element.id),
  }));
  const fill = (name, values) => {
    const select = form.elements[name];
    if (!select) return;
    for (const value of [...new Set(values)].sort()) select.add(new Option(value, value));
  };
  fill("level", articles.map((it) => it.level));
  fill("check", articles.map((it) => it.check));
  fill("site", articles.flatMap((it) => it.sites));
  const apply = () => {
    const wanted = (name) => (form.elements[name] ? form.elements[name].value : "");
    const words = wanted("search").toLowerCase().split(/\s+/).filter(Boolean);
    const [level, check, site] = ["level", "check", "site"].map(wanted);
    let shown = 0;
    for (const it of articles) {
      const fits =
        (!level || it.level === level) &&
        (!check || it.check === check) &&
        (!site || it.sites.includes(site)) &&
        words.every((word) => it.text.includes(word));
      it.element.hidden = !fits;
      if (fits) shown += 1;
    }
    const isFiltered = shown < articles.length || words.length > 0;
    for (const { element, entry } of sections) {
      element.hidden = isFiltered && !element.querySelector("article[data-check]:not([hidden])");
      if (entry) entry.hidden = element.hidden;
    }
    document.getElementById("shown").textContent = `${shown} of ${articles.length} shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeprint", () => {
    for (const it of document.querySelectorAll("details")) it.open = true;
  });
  form.hidden = false;
  apply();
})();
