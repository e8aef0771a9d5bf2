/**
 * Which of the words a text holds, as parts of longer ones too. One pass over the text, however many
 * words there are.
 */
export function wordFinder(words: readonly string[]): (text: string) => ReadonlySet<string> {
  // At one place the longest word is seen; it stands for those within it.
  const longestFirst = [...words].sort((left, right) => right.length - left.length);
  // Worked out for those that are seen: a long history has thousands of words, and code few of them.
  const within = new Map<string, readonly string[]>();
  const wordsIn = (longest: string): readonly string[] => {
    const known = within.get(longest) ?? words.filter((word) => longest.includes(word));
    within.set(longest, known);
    return known;
  };
  const escaped = longestFirst.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const pattern = new RegExp(escaped.join('|'), 'g');
  return (text) => {
    const found = new Set<string>();
    if (words.length === 0) return found;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      for (const word of wordsIn(match[0])) found.add(word);
      // Another word may start inside of this one.
      pattern.lastIndex = match.index + 1;
    }
    return found;
  };
}
