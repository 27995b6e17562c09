/** A selection that holds citation marks is copied with the sources that they name. */
export function copySourcesToo() {
  document.addEventListener('copy', (event) => {
    const selection = document.getSelection();
    if (event.target instanceof Element && event.target.matches('textarea, input')) {
      return;
    }
    const entries = [...document.querySelectorAll('.cite')]
      .filter((mark) => selection.containsNode(mark, true))
      .map((mark) => document.getElementById(mark.hash.slice(1)))
      .filter((entry) => entry && !selection.containsNode(entry, true));
    if (entries.length > 0) {
      event.clipboardData.setData('text/plain', withSources(selection.toString(), new Set(entries.map((entry) => entry.dataset.line))));
      event.preventDefault();
    }
  });
}

export const withSources = (text, lines) => `${text.trim()}\n\nSources\n${[...lines].join('\n')}`;
