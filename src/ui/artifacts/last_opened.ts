/** Which artifact was opened last, by what the reader was looking at (an experiment): the next run opens at the same file. */

const prefix = "labbook.artifact.";

export function lastOpened(where: string): string {
  try {
    return localStorage.getItem(prefix + where) ?? "";
  } catch (error) {
    if (error instanceof DOMException) return ""; // the browser keeps nothing for this page
    throw error;
  }
}

export function rememberOpened(where: string, path: string): void {
  try {
    localStorage.setItem(prefix + where, path);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
