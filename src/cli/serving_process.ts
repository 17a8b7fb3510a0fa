/** What commands that serve until they are stopped share. */
import { InvalidArgumentError } from "commander";

/** A terminal sends a signal to a launcher and its child, and the launcher sends it on: that counts once. */
const togetherMs = 500;

export function firstSignal(): Promise<[NodeJS.Signals]> {
  return new Promise((resolve) => {
    let firstMs: number | null = null;
    const heard = (signal: NodeJS.Signals): void => {
      if (firstMs === null) {
        firstMs = performance.now();
        resolve([signal]);
      } else if (performance.now() - firstMs > togetherMs) process.exit(130);
    };
    process.on("SIGINT", heard);
    process.on("SIGTERM", heard);
  });
}

export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError(`'${text}' is no port: a whole number from 0 to 65535.`);
}
