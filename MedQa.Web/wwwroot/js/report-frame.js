// A row's address (#row-1234) names a place in the report: it is handed on to the frame. The frame is replaced, for one that is led
// to a fragment of what it is still loading can stay empty.
function handOn() {
  if (location.hash !== '') {
    const frame = document.getElementById('report');
    const next = frame.cloneNode();
    next.src = frame.src.replace(/#.*$/, '') + location.hash;
    frame.replaceWith(next);
  }
}

addEventListener('hashchange', handOn);
handOn();
