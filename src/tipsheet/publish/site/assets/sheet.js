// A fact lights up its sentence without moving the page; without this script the link's own target does it.
(function () {
  "use strict";
  var panel = document.querySelector(".sheet-src");
  if (!panel) return;
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  var wide = window.matchMedia("(min-width: 64rem)");
  var lit = [];
  function dark() {
    lit.forEach(function (e) { e.classList.remove("lit"); });
    lit = [];
  }
  function light(id) {
    var quote = document.getElementById("q-" + id);
    var fact = document.getElementById("f-" + id);
    if (!quote) return null;
    dark();
    lit = fact ? [quote, fact] : [quote];
    lit.forEach(function (e) { e.classList.add("lit"); });
    return quote;
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-fact]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var quote = light(link.dataset.fact);
    if (!quote || !wide.matches) return;
    event.preventDefault();
    var top = quote.getBoundingClientRect().top - panel.getBoundingClientRect().top + panel.scrollTop - panel.clientHeight / 3;
    panel.scrollTo({ top: top, behavior: calm.matches ? "auto" : "smooth" });
    history.replaceState(null, "", "#q-" + link.dataset.fact);
  });
  if (location.hash.slice(0, 3) === "#q-") light(location.hash.slice(3));
})();
