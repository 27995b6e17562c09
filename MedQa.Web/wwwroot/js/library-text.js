// Controls, and the overrides that turn the order of all letters behind them.
const DISTURBING = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202D\u202E]/g;
const DIRECTIONS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * Text from elsewhere, for an element of its own that isolates its direction. Characters that hide or turn others become
 * replacement characters one by one, so that it stays as long as it was and offsets into it hold.
 */
export const visible = (text) => text.replace(DISTURBING, '\uFFFD');

/** Text from elsewhere as a part of a name or of a line: without breaks, nor anything that changes directions. */
export const oneLine = (text) => visible(text.replace(DIRECTIONS, '')).replace(/\s+/g, ' ').trim();

const titleOf = ({ title, document }) => oneLine(title) || oneLine(document) || 'Untitled';

/** What a passage is about: its document's title and its innermost heading. */
export function nameOf(passage) {
  const title = titleOf(passage);
  const heading = oneLine(passage.headings.at(-1) ?? '');
  return heading && heading !== title ? `${title}, ${heading}` : title;
}

/** The titles of passages, each once. */
export const titlesOf = (passages) => [...new Set(passages.map(titleOf))];

/** Where a passage stands, in the order shown; none is empty. */
export const factsOf = ({ page, date, document }) =>
  [page > 0 && `page ${page}`, oneLine(date), oneLine(document)].filter(Boolean);
