/** The folder that a file or folder lies in; what has none is its own. */
export function folderOf(path: string): string {
  const [, folder] = /^(.+?)[\\/]+[^\\/]+[\\/]*$/.exec(path) ?? [];
  return folder ?? path;
}
