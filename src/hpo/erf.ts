/**
 * The error function to full double precision: the ranges and rational approximations of fdlibm's `s_erf.c`; the error is
 * below one unit in the last place. Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a
 * Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted, provided
 * that this notice is preserved.
 */

const shift = 8.45062911510467529297e-1; // erf near 1, rounded to a float so that the sums below are exact

const nearZero = {
  top: [
    1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3,
    -2.37630166566501626084e-5,
  ],
  bottom: [
    1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4,
    -3.9602282787753681232e-6,
  ],
};
const nearOne = {
  top: [
    -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1,
    -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
  ],
  bottom: [
    1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1,
    1.36370839120290507362e-2, 1.1984499846799107417e-2,
  ],
};
/** In 1 / x², from 1.25 to 1 / 0.35, and beyond. */
const middle = {
  top: [
    -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1,
    -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
  ],
  bottom: [
    1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
    4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
  ],
};
const tail = {
  top: [
    -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2,
    -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2,
  ],
  bottom: [
    1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
    2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1,
  ],
};

/** 2 / √π times the integral of exp(-t²) from 0 to `x`. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * ratio(nearZero, x * x);
  if (size >= 6) return Math.sign(x);
  const positive = size < 1.25 ? shift + ratio(nearOne, size - 1) : 1 - tailOf(size);
  return x < 0 ? -positive : positive;
}

/** 1 - erf(x), with all its digits where that is close to 0. */
export function erfc(x: number): number {
  if (x >= 28) return 0;
  if (x < 0.25) return x <= -6 ? 2 : 1 - erf(x);
  if (x < 0.84375) return 0.5 - (x * ratio(nearZero, x * x) + (x - 0.5));
  return x < 1.25 ? 1 - shift - ratio(nearOne, x - 1) : tailOf(x);
}

/** The probability of a standard normal deviate between `low` and `high`; keeps its digits in the tails. */
export function normalMass(low: number, high: number): number {
  if (low > 0) return 0.5 * (erfc(low * Math.SQRT1_2) - erfc(high * Math.SQRT1_2));
  if (high < 0) return 0.5 * (erfc(-high * Math.SQRT1_2) - erfc(-low * Math.SQRT1_2));
  return 0.5 * (erf(high * Math.SQRT1_2) - erf(low * Math.SQRT1_2));
}

/** erfc from 1.25 on. */
function tailOf(x: number): number {
  const fraction = ratio(x < 1 / 0.35 ? middle : tail, 1 / (x * x));
  const short = Math.fround(x); // its square is exact
  return (Math.exp(-short * short - 0.5625) * Math.exp((short - x) * (short + x) + fraction)) / x;
}

function ratio(of: { readonly top: readonly number[]; readonly bottom: readonly number[] }, x: number): number {
  return polynomial(of.top, x) / polynomial(of.bottom, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let power = coefficients.length - 1; power >= 0; power--) value = value * x + coefficients[power]!;
  return value;
}
