import { search } from './api.js';

/** Shows those of the library's example questions that this library has something for, once it has been read. */
export function offerLibraryExamples(service) {
  const offer = () => {
    const { isReady, library } = service;
    if (!isReady || !library || library.waiting > 0 || library.documents === 0) {
      return;
    }
    service.removeEventListener('change', offer);
    for (const item of document.querySelectorAll('[data-library-example]')) {
      search(item.querySelector('.example').dataset.question).then(
        ({ relevant }) => { item.hidden = !relevant; },
        () => {},
      );
    }
  };
  service.addEventListener('change', offer);
}
