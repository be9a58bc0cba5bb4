// Shows the one matrix that is chosen; without a script all of them are on the page.
for (const page of document.querySelectorAll(".matrices")) {
  const choices = page.querySelector(".choices");
  const selects = [...choices.querySelectorAll("select")];
  const show = () => {
    for (const matrix of page.querySelectorAll(".matrix")) {
      matrix.hidden = selects.some((select) => matrix.dataset[select.dataset.of] !== select.value);
    }
  };
  choices.hidden = false;
  choices.addEventListener("change", show);
  show();
}
