/** Text that looks like what people write: few words are common, most are rare. The same for the same seed. */
export interface Writer {
  /** From 0 up to, and without, `below`. */
  below(below: number): number;
  words(count: number): string;
}

const FIRST = `the and of for in to club group friends circle society people city team book music game run walk garden
  film photo cook tea coffee language science history art chess football cycling hiking yoga dance travel nature local
  young women men parents students teachers readers writers runners makers players lovers evening weekend morning open
  free new old north south east west river hill street market park school night winter summer spring autumn we meet
  every month week share learn talk help plan make read play`.split(/\s+/);
const ONSETS = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'dr',
  'f',
  'g',
  'gr',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'r',
  's',
  'st',
  't',
];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'oo'];
const CODAS = ['', '', 'n', 'r', 's', 'l', 't', 'm', 'nd', 'ck'];
const VOCABULARY_SIZE = 6_000;

/** A small generator of good enough quality (mulberry32): `Math.random` cannot be seeded. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function makeVocabulary(random: () => number): readonly string[] {
  const pick = (parts: readonly string[]): string => parts[Math.floor(random() * parts.length)] ?? '';
  const words = new Set(FIRST);
  while (words.size < VOCABULARY_SIZE) {
    const syllables = Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(ONSETS) + pick(VOWELS));
    words.add(syllables.join('') + pick(CODAS));
  }
  return [...words];
}

export function writer(seed: number): Writer {
  const vocabulary = makeVocabulary(randomFrom(1));
  const random = randomFrom(seed);
  // The rank of a word in Zipf's distribution, by inverting its approximate sum.
  const word = (): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? 'the';
  return {
    below: (below) => Math.floor(random() * below),
    words: (count) => Array.from({ length: count }, word).join(' '),
  };
}
