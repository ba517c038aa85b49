/* Windows: [data-opens="id"] opens the dialog with this id; a press outside closes it. A link that opens one leads to the
   same as a page where there are no scripts. */

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dialog.dispatchEvent(new CustomEvent("evenhand:opening", { bubbles: true }));
    dialog.showModal();
    return;
  }
  /* A press on the backdrop reaches the dialog itself, outside its box. */
  if (event.target instanceof HTMLDialogElement && event.target.open && event.detail) {
    const box = event.target.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside) event.target.close();
  }
});
