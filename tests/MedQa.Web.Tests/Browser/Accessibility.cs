namespace MedQa.Web.Tests.Browser;

/// <summary>What a machine can tell of WCAG 2.2 on the page that is open.</summary>
internal static class Accessibility
{
    /// <summary>
    /// A script that lists flaws: text of a contrast below 4.5 to what it stands on (1.4.3), controls and dialogs without a name (4.1.2),
    /// ids that are there twice or are referred to and missing, and headings that skip a level.
    /// </summary>
    public const string Flaws = """
        () => {
          const flaws = [];
          const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
            && !element.closest('.visually-hidden, .skip-link, .bracket');
          const describe = (element) => `${element.tagName.toLowerCase()}${element.id && '#' + element.id}.${[...element.classList].join('.')}`;

          const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const rgba = (color) => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data];
          };
          const background = (element) => {
            for (let at = element; at; at = at.parentElement) {
              const color = rgba(getComputedStyle(at).backgroundColor);
              if (color[3] === 255) {
                return color;
              }
            }
            return [255, 255, 255, 255];
          };
          const luminance = (color) => color.slice(0, 3)
            .map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
            .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
          const contrast = (a, b) => {
            const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
            return (light + 0.05) / (dark + 0.05);
          };
          for (const element of document.body.querySelectorAll('*')) {
            const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
            if (hasText && seen(element) && !element.closest(':disabled, template')) {
              const ratio = contrast(rgba(getComputedStyle(element).color), background(element));
              if (ratio < 4.5) {
                flaws.push(`contrast ${ratio.toFixed(2)} of ${describe(element)}`);
              }
            }
          }

          for (const element of document.querySelectorAll('a[href], button, select, textarea, summary, [role=dialog], section[aria-label]')) {
            const labelledBy = (element.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
            const name = element.ariaLabel
              || labelledBy.map((id) => document.getElementById(id)?.textContent).join(' ')
              || (element.labels ? [...element.labels].map((label) => label.textContent).join(' ') : '')
              || element.textContent;
            if (seen(element) && !name?.trim()) {
              flaws.push(`no name: ${describe(element)}`);
            }
          }

          const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
          flaws.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `id twice: ${id}`));
          for (const attribute of ['aria-labelledby', 'aria-describedby', 'for']) {
            for (const element of document.querySelectorAll(`[${attribute}]`)) {
              const missing = element.getAttribute(attribute).split(' ').filter((id) => !ids.includes(id));
              flaws.push(...missing.map((id) => `${attribute} of ${describe(element)} names the missing ${id}`));
            }
          }

          let level = 0;
          for (const heading of [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter((h) => h.checkVisibility())) {
            const next = Number(heading.tagName[1]);
            if (level > 0 && next > level + 1) {
              flaws.push(`heading ${describe(heading)} skips a level`);
            }
            level = next;
          }
          return flaws;
        }
        """;
}
