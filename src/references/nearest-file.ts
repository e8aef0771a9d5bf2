/** Of the files the one that shares most folders with another: a setting of the same package comes before others'. */
export function nearestFile(files: readonly string[], from: string): string | undefined {
  const folders = from.split('/');
  let nearest: string | undefined;
  let most = -1;
  for (const file of files) {
    const shared = file.split('/').findIndex((folder, index) => folder !== folders[index]);
    if (shared <= most) continue;
    most = shared;
    nearest = file;
  }
  return nearest;
}
