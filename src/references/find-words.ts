/**
 * Which of the words a text holds, as parts of longer ones too. One pass over the text, however many
 * words there are.
 */
export function wordFinder(words: readonly string[]): (text: string) => ReadonlySet<string> {
  // At one place the longest word is seen; it stands for those within it.
  const longestFirst = [...words].sort((left, right) => right.length - left.length);
  const within = new Map(words.map((word) => [word, words.filter((other) => word.includes(other))]));
  const escaped = longestFirst.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const pattern = new RegExp(escaped.join('|'), 'g');
  return (text) => {
    const found = new Set<string>();
    if (words.length === 0) return found;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      for (const word of within.get(match[0]) ?? []) found.add(word);
      // Another word may start inside of this one.
      pattern.lastIndex = match.index + 1;
    }
    return found;
  };
}
