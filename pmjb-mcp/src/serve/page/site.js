"use strict";
// Copies an address; without this script it can be selected by hand.
for (const button of document.querySelectorAll("button.kopieer")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.van);
    await navigator.clipboard.writeText(source.textContent.trim());
    const before = button.textContent;
    button.textContent = document.documentElement.lang === "en" ? "Copied" : "Gekopieerd";
    button.addEventListener("blur", () => { button.textContent = before; }, { once: true });
  });
}
