/**
 * A surface through scattered points: Shepard's inverse distances over the nearest points, with the weights of Franke and
 * Little ((R − d) / (R d))², so that the surface meets its points and each reaches only its neighbourhood. Pure.
 */
export interface SurfacePoint {
  /** Both in [0, 1]. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

const neighbours = 10;

/** `rows` × `columns` values at the middles of a grid's cells over the unit square, the lowest y first. */
export function surface(points: readonly SurfacePoint[], columns: number, rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => heightAt(points, (column + 0.5) / columns, (row + 0.5) / rows)),
  );
}

function heightAt(points: readonly SurfacePoint[], x: number, y: number): number {
  const near = nearestTo(points, x, y);
  const met = near.filter(({ distance }) => distance < 1e-9);
  if (met.length > 0) return met.reduce((sum, { z }) => sum + z, 0) / met.length;
  const radius = near.at(-1)!.distance * 1.0001;
  let [total, weights] = [0, 0];
  for (const { z, distance } of near) {
    const weight = ((radius - distance) / (radius * distance)) ** 2;
    total += weight * z;
    weights += weight;
  }
  return total / weights;
}

/** One pass with a short sorted list: sorting all points for each cell takes many seconds where there are thousands. */
function nearestTo(points: readonly SurfacePoint[], x: number, y: number): { z: number; distance: number }[] {
  const near: { z: number; distance: number }[] = [];
  for (const point of points) {
    const distance = Math.sqrt((point.x - x) ** 2 + (point.y - y) ** 2);
    if (near.length > neighbours && distance >= near[neighbours]!.distance) continue;
    let place = near.length;
    while (place > 0 && near[place - 1]!.distance > distance) place--;
    near.splice(place, 0, { z: point.z, distance });
    if (near.length > neighbours + 1) near.pop();
  }
  return near;
}
