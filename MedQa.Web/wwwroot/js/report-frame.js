// A row's address (#row-1234) names a place in the report: it is handed on to the frame and to the link that opens the report alone.
const frame = document.getElementById('report');
const alone = document.getElementById('alone');

function handOn() {
  if (location.hash !== '') {
    for (const [element, property] of [[frame, 'src'], [alone, 'href']]) {
      element[property] = element[property].replace(/#.*$/, '') + location.hash;
    }
  }
}

addEventListener('hashchange', handOn);
handOn();
