"use strict";
const search = document.getElementById("search");
const hits = document.getElementById("hits");
const rows = [...document.querySelectorAll("[data-row]")].map(row => [row, row.textContent.toLowerCase()]);
function look() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const [row, text] of rows) {
    const fits = words.every(word => text.includes(word));
    row.hidden = !fits;
    count += fits;
  }
  for (const part of document.querySelectorAll("main section"))
    part.hidden = words.length > 0 && !part.querySelector("[data-row]:not([hidden])");
  hits.textContent = words.length ? count + (count === 1 ? " hit" : " hits") : "";
}
search.addEventListener("input", look);
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && document.activeElement === search) {
    search.value = "";
    look();
    search.blur();
  }
});
look();
