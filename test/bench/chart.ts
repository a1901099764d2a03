import { cellsOf, type Results, ratioOf } from './results.ts';
import { SERVERS } from './servers.ts';
import { WORKLOADS } from './workloads.ts';

const WIDTH = 860;
const LEFT = 290;
const RIGHT = 60;
const TOP = 64;
const BAR = 16;
const ROW = 22;
const GAP = 40;
/** Readable on white and on black alike. */
const COLORS: Readonly<Record<string, string>> = { guildhall: '#2f9e6e', f: '#8a8f98' };
const OTHER = '#5b8dd6';

/** Answers a second as ratios to (f), a group of bars for each workload. */
export function chartOf(results: Results): string {
  const groups = WORKLOADS.filter(({ name }) => cellsOf(results, 'f', name).length > 0).map((workload) => ({
    workload,
    bars: SERVERS.flatMap(({ name, title }) => {
      const ratio = ratioOf(results, [name, workload.name], ['f', workload.name]);
      return ratio === null ? [] : [{ name, title, ratio }];
    }),
  }));
  const longest = Math.max(1, ...groups.flatMap(({ bars }) => bars.map(({ ratio }) => ratio)));
  const scale = (ratio: number) => (ratio / longest) * (WIDTH - LEFT - RIGHT);

  let y = TOP;
  const parts = groups.map(({ workload, bars }) => {
    const title = text(LEFT, y, `${workload.name}: ${workload.title}`, 'class="title"');
    const rows = bars.map(({ name, title, ratio }) => {
      y += ROW;
      const width = Math.max(1, scale(ratio)).toFixed(1);
      const middle = y + BAR / 2 + 4 - 10;
      return [
        text(LEFT - 10, middle, title, 'text-anchor="end"'),
        `<rect x="${LEFT}" y="${y - 10}" width="${width}" height="${BAR}" rx="2" fill="${COLORS[name] ?? OTHER}"/>`,
        text(LEFT + Number(width) + 6, middle, ratio.toFixed(2), 'class="value"'),
      ].join('\n');
    });
    y += GAP;
    return [title, ...rows].join('\n');
  });

  const one = (LEFT + scale(1)).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img">
<title>Answers a second of Guildhall and others, as ratios to a REST service written by hand, like for like</title>
<style>
  text { font: 13px system-ui, sans-serif; fill: #57606a }
  .title, .head { font-weight: 600 }
  .head { font-size: 15px }
  @media (prefers-color-scheme: dark) { text { fill: #b5bcc4 } }
</style>
${text(20, 26, 'Answers a second at 64 connections; (f), REST written by hand on the same transport and log, is 1', 'class="head"')}
<line x1="${one}" y1="${TOP - 18}" x2="${one}" y2="${y - GAP + 10}" stroke="#8a8f98" stroke-dasharray="3 4"/>
${parts.join('\n')}
</svg>
`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escaped}</text>`;
}
