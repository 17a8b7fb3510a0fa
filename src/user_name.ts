import { userInfo } from "node:os";

/** The user's name, as the system knows it. */
export function userName(): string {
  const named = process.env["LOGNAME"] || process.env["USER"] || process.env["USERNAME"];
  if (named) return named;
  try {
    return userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return "unknown"; // a container whose user id has no name
  }
}
