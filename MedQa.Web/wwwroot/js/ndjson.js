/** Yields each line of a newline-delimited JSON body as soon as it has arrived whole. */
export async function* readNdjson(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line) {
          yield JSON.parse(line);
        }
      }
    }
    if (rest) {
      yield JSON.parse(rest);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
