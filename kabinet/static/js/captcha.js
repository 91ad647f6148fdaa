// «Другая картинка» without leaving the page; without this script the button sends the form back as typed.
async function showAnother(code) {
  const response = await fetch(code.dataset.another, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const another = await response.json();
  code.querySelector("[data-code-key]").value = another.key;
  code.querySelector("[data-code-picture]").src = another.picture;
  code.querySelector("[data-code-sound]").src = another.sound;
  const answer = code.querySelector("[data-code-answer]");
  answer.value = "";
  answer.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-code-another]");
  if (!button || button.dataset.plain) return;
  event.preventDefault();
  showAnother(button.closest("[data-code]")).catch(() => {
    button.dataset.plain = "yes";
    button.click();
  });
});
