// A row's address (#row-1234) names a place in the report: it is handed on to the frame.
const frame = document.getElementById('report');

function handOn() {
  if (location.hash !== '') {
    frame.src = frame.src.replace(/#.*$/, '') + location.hash;
  }
}

addEventListener('hashchange', handOn);
handOn();
