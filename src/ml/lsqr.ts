/**
 * LSQR: the x that minimises ‖A x − b‖, of Paige and Saunders, ACM Transactions on Mathematical Software 8 (1982), with the
 * stopping rules of `scipy.sparse.linalg.lsqr`, since where it stops is part of the answer.
 */
import { checkInterrupt } from "../interrupt_check.js";
import { add, type CentredMatrix, norm, scale } from "./centred.js";

export interface LsqrOptions {
  /** Relative accuracy of A; with `btol` it decides when x is good enough. */
  readonly atol: number;
  readonly btol: number;
  readonly maxIterations: number;
}

const conditionLimit = 1e8;

export function lsqr(
  a: CentredMatrix,
  b: Float64Array,
  { atol, btol, maxIterations }: LsqrOptions,
): { x: Float64Array; iterations: number } {
  const x = new Float64Array(a.matrix.columnCount);
  const u = b.slice();
  let beta = norm(b);
  const bNorm = beta;
  if (beta === 0) return { x, iterations: 0 };
  scale(u, 1 / beta);
  let v: Float64Array = a.multiplyTransposed(u);
  let alpha = norm(v);
  if (alpha === 0) return { x, iterations: 0 };
  scale(v, 1 / alpha);
  const w = v.slice();
  const au = new Float64Array(u.length);
  let next: Float64Array = new Float64Array(v.length);
  let [rhoBar, phiBar] = [alpha, beta];
  let [aNorm, dSquared, xxNorm, z, cosine2, sine2] = [0, 0, 0, 0, -1, 0];
  for (let iterations = 1; ; iterations++) {
    checkInterrupt();
    a.multiply(v, au);
    for (let row = 0; row < u.length; row++) u[row] = au[row]! - alpha * u[row]!;
    beta = norm(u);
    if (beta > 0) {
      scale(u, 1 / beta);
      aNorm = Math.sqrt(aNorm ** 2 + alpha ** 2 + beta ** 2);
      a.multiplyTransposed(u, next);
      add(next, -beta, v);
      [v, next] = [next, v];
      alpha = norm(v);
      if (alpha > 0) scale(v, 1 / alpha);
    }
    const rho = Math.hypot(rhoBar, beta);
    const [cosine, sine] = [rhoBar / rho, beta / rho];
    const theta = sine * alpha;
    rhoBar = -cosine * alpha;
    const phi = cosine * phiBar;
    phiBar = sine * phiBar;
    const tau = sine * phi;
    dSquared += (norm(w) / rho) ** 2;
    add(x, phi / rho, w);
    for (let column = 0; column < w.length; column++) w[column] = v[column]! - (theta / rho) * w[column]!;
    // The norm of x, from a second rotation.
    const gammaBar = -cosine2 * rho;
    const rest = phi - sine2 * rho * z;
    const xNorm = Math.sqrt(xxNorm + (rest / gammaBar) ** 2);
    const gamma = Math.hypot(gammaBar, theta);
    [cosine2, sine2] = [gammaBar / gamma, theta / gamma];
    z = rest / gamma;
    xxNorm += z ** 2;
    const residual = phiBar / bNorm;
    const gradient = (alpha * Math.abs(tau)) / (aNorm * phiBar + Number.EPSILON);
    const condition = 1 / (aNorm * Math.sqrt(dSquared) + Number.EPSILON);
    const small = residual <= btol + (atol * aNorm * xNorm) / bNorm;
    if (small || gradient <= atol || condition <= 1 / conditionLimit || iterations >= maxIterations) {
      return { x, iterations };
    }
  }
}
