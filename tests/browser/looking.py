"""What holds of every page: the rules of accessibility, small screens, and the keyboard alone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE, PHONE, ZOOMED = 1280, 390, 320
"""400 % zoom on a screen of 1280 pixels is a screen of 320 (WCAG 2.2, 1.4.10)."""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
"""What holds is told in one line each: telling all of it takes most of the time."""

STOPS = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length;
  const name = e => `${e.localName} ‘${(e.innerText || e.name || e.id).trim().slice(0, 60)}’`;
  const group = e => e.type == 'radio' && [...e.form?.elements ?? []].filter(
    r => r.type == 'radio' && r.name == e.name && !r.disabled);
  // Of radio buttons the chosen one is come to, or else the first; arrows lead to the others.
  const skipped = e => group(e) && (group(e).find(r => r.checked) ?? group(e)[0]) != e;
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary,'
    + ' [contenteditable=true], [tabindex]:not([tabindex^="-"])';
  window.stops = [...document.querySelectorAll(all)]
    .filter(e => shown(e) && !e.matches(':disabled') && !skipped(e));
  window.came = [];
  window.unseen = [];
  document.addEventListener('focusin', ({ target }) => {
    const style = getComputedStyle(target);
    const outlined = style.outlineStyle != 'none' && parseFloat(style.outlineWidth);
    if (!outlined && style.boxShadow == 'none') unseen.push(name(target));
    came.push(target);
  });
  window.wrongStops = () => {
    const found = [...new Set(unseen)].map(e => 'does not show the focus on ' + e);
    const wrong = stops.findIndex((e, n) => e != came[n]);
    if (wrong >= 0) found.push(`Tab comes to ${came[wrong] ? name(came[wrong]) : 'nothing'}`
      + ` and not to ${name(stops[wrong])}`);
    else if (came.length > stops.length && came[stops.length] != stops[0])
      found.push('Tab leads on after the last to ' + name(came[stops.length]));
    if (document.querySelector('[tabindex]:not([tabindex="0"], [tabindex^="-"])'))
      found.push('has an order of its own for Tab');
    return found;
  };
  // Dates have parts, and Tab leads through each.
  return stops.length + 3 * stops.filter(e => ['date', 'time'].includes(e.type)).length;
}"""
FROM_THE_TOP = """() => {
  const top = document.body;
  top.tabIndex = -1; top.focus(); top.blur(); top.removeAttribute('tabindex');
}"""


def unfold(page: Page) -> None:
    """Everything is in sight, and each editor is in its place."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_function(
        "() => document.querySelectorAll('[data-rich]').length"
        " === document.querySelectorAll('[data-ready]').length"
    )


def breaks_rules(page: Page) -> list[str]:
    """What axe finds with everything in sight."""
    unfold(page)
    result = Axe().run(page, options=RULES)
    return [result.generate_report()] if result.violations_count else []


def too_wide(page: Page, *widths: int) -> list[str]:
    """The widths, or the page's own, in which one would have to scroll sideways."""
    size = page.viewport_size
    assert size
    found = []
    for width in widths or (size["width"],):
        page.set_viewport_size({**size, "width": width})
        there = page.evaluate("document.documentElement.scrollWidth")
        if there > width:
            found.append(f"is {there} pixels wide on a screen of {width}")
    page.set_viewport_size(size)
    return found


def looked_at(page: Page, *widths: int) -> None:
    """The rules find nothing, and nothing is wider than the screen, on this one and on a phone."""
    wrong = breaks_rules(page) + too_wide(page, *(widths or (WIDE, PHONE)))
    assert wrong == [], "\n".join([page.url, *wrong])


def stops_by_keyboard(page: Page) -> list[str]:
    """What is wrong where somebody goes through the page without a mouse.

    Every summary opens and closes; Tab comes to everything that can be used, once, in the order in
    which it is read, shows where it is, and leads out again; and the first stop leads past the menu.
    """
    found = []
    for summary in page.locator("summary:visible").all():
        opened = summary.locator("xpath=..")
        was = opened.evaluate("e => e.open")
        for key, wanted in (("Enter", not was), ("Space", was)):
            summary.press(key)
            if opened.evaluate("e => e.open") != wanted:
                found.append(f"{key} does nothing on ‘{summary.inner_text()}’")
    unfold(page)
    page.evaluate(FROM_THE_TOP)
    for _ in range(page.evaluate(STOPS) + 1):
        page.keyboard.press("Tab")
    found += page.evaluate("wrongStops()")
    page.evaluate("came.length = 0")
    first = page.locator("a[href]").first
    first.press("Enter")
    page.keyboard.press("Tab")
    if first.get_attribute("href") != "#main" or not page.evaluate(
        "stops.find(e => e.closest('main')) == came.at(-1) || !stops.some(e => e.closest('main'))"
    ):
        found.append("the first link does not lead past the menu")
    page.evaluate("history.replaceState(null, '', location.pathname + location.search)")
    return found
