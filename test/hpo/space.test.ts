/** Search spaces: what they hold, what they become at a point, what they refuse; and the numbers they are drawn with. */
import { TrackingError } from "labbook";
import { hp, type Node, rand, sample, scope, searchSpace, SeededRandom, spaceEval, type SpaceValue } from "labbook/hpo";
import { describe, expect, expectTypeOf, it } from "vitest";

const course = {
  max_depth: scope.int(hp.quniform("max_depth", 4, 100, 1)),
  learning_rate: hp.loguniform("learning_rate", -3, 0),
  objective: "reg:linear",
  seed: 42,
};

const classifier = hp.choice("classifier", [
  { type: "naive_bayes" },
  {
    type: "svm",
    c: hp.lognormal("c", 0, 1),
    kernel: hp.choice("kernel", [{ name: "linear" }, { name: "rbf", width: hp.lognormal("width", 0, 1) }]),
  },
  ["forest", hp.randint("trees", 10, 20)],
]);

function message(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof TrackingError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing was thrown";
}

describe("a search space", () => {
  it("is what its author wrote, with numbers in the place of parameters", () => {
    expect(spaceEval(course, { max_depth: 7, learning_rate: 0.5 })).toEqual({
      max_depth: 7,
      learning_rate: 0.5,
      objective: "reg:linear",
      seed: 42,
    });
    expect(spaceEval(classifier, { classifier: 0 })).toEqual({ type: "naive_bayes" });
    expect(spaceEval(classifier, { classifier: 1, c: 2, kernel: 1, width: 3 })).toEqual({
      type: "svm",
      c: 2,
      kernel: { name: "rbf", width: 3 },
    });
    expect(spaceEval(classifier, { classifier: 2, trees: 11 })).toEqual(["forest", 11]);
  });

  it("leaves what is no plain object or array as it is", () => {
    const when = new Date(0);
    const fit = () => 1;
    const value = spaceEval([when, fit, null, undefined, "text", hp.uniform("x", 0, 1)], { x: 0.25 });
    expect(value[0]).toBe(when);
    expect(value.slice(1)).toEqual([fit, null, undefined, "text", 0.25]);
  });

  it("is typed: the objective is given what the space becomes", () => {
    expectTypeOf<SpaceValue<typeof course>>().toEqualTypeOf<{
      max_depth: number;
      learning_rate: number;
      objective: string;
      seed: number;
    }>();
    expectTypeOf(hp.uniform("x", 0, 1)).toEqualTypeOf<Node<number>>();
    expectTypeOf(hp.choice("curve", ["sine", "saw"])).toEqualTypeOf<Node<"sine" | "saw">>();
    expectTypeOf(
      hp.pchoice("often", [
        [0.9, true],
        [0.1, { x: hp.normal("x", 0, 1) }],
      ]),
    ).toEqualTypeOf<Node<true | { x: number }>>();
    expectTypeOf<SpaceValue<typeof classifier>>().toEqualTypeOf<
      | { type: "naive_bayes" }
      | { type: "svm"; c: number; kernel: { name: "linear" } | { name: "rbf"; width: number } }
      | ["forest", number]
    >();
    // @ts-expect-error -- its value is a number
    const wrong: Node<string> = hp.uniform("x", 0, 1);
    expect(wrong).toBeDefined();
    // @ts-expect-error -- numbers are not added to texts
    expect(scope.add(hp.uniform("x", 0, 1), "one")).toBeDefined();
  });

  it("lists its parameters with the branches they belong to, a choice before what it holds", () => {
    expect(searchSpace(classifier).parameters).toEqual([
      { label: "classifier", distribution: { kind: "choice", probabilities: [1 / 3, 1 / 3, 1 / 3] }, conditions: [] },
      {
        label: "c",
        distribution: { kind: "lognormal", mu: 0, sigma: 1 },
        conditions: [{ label: "classifier", index: 1 }],
      },
      {
        label: "kernel",
        distribution: { kind: "choice", probabilities: [0.5, 0.5] },
        conditions: [{ label: "classifier", index: 1 }],
      },
      {
        label: "width",
        distribution: { kind: "lognormal", mu: 0, sigma: 1 },
        conditions: [
          { label: "classifier", index: 1 },
          { label: "kernel", index: 1 },
        ],
      },
      {
        label: "trees",
        distribution: { kind: "randint", low: 10, high: 20 },
        conditions: [{ label: "classifier", index: 2 }],
      },
    ]);
  });

  it("draws one parameter that occurs in several branches where any of them was taken", () => {
    const x = hp.uniform("x", 0, 1);
    const space = searchSpace([hp.choice("first", [x, "none"]), hp.choice("second", ["none", x])]);
    expect(space.parameters.map((parameter) => parameter.label)).toEqual(["first", "second", "x"]);
    const random = new SeededRandom(1);
    for (let time = 0; time < 100; time++) {
      const point = rand.suggest(space, [], random);
      expect("x" in point).toBe(point["first"] === 0 || point["second"] === 1);
    }
    expect(searchSpace([x, hp.choice("first", [x, "none"])]).parameters.at(-1)).toEqual({
      label: "x",
      distribution: { kind: "uniform", low: 0, high: 1 },
      conditions: [],
    });
  });

  it("computes with parameters", () => {
    const [x, n] = [hp.uniform("x", -10, 10), hp.randint("n", 3)];
    const value = (node: Node<unknown>) => spaceEval(node, { x: -2.5, n: 2 });
    expect([value(scope.int(x)), value(scope.add(x, n)), value(scope.sub(n, x)), value(scope.mul(x, 2))]).toEqual([
      -2, -0.5, 4.5, -5,
    ]);
    expect([value(scope.div(x, n)), value(scope.floordiv(x, n)), value(scope.mod(x, n)), value(scope.neg(x))]).toEqual([
      -1.25, -2, 1.5, 2.5,
    ]);
    expect([value(scope.pow(2, n)), value(scope.exp(0)), value(scope.log(1)), value(scope.abs(x))]).toEqual([
      4, 1, 0, 2.5,
    ]);
    expect([value(scope.min(x, n, -7)), value(scope.maximum(x, n)), value(scope.sum([x, n, 1]))]).toEqual([-7, 2, 0.5]);
    expect([value(scope.round(x)), value(scope.sqrt(4)), value(scope.float(x))]).toEqual([-2, 2, -2.5]);
    const power = scope.define((base: number, options: { exponent: number }) => base ** options.exponent);
    expect(value(power(x, { exponent: 2 }))).toBe(6.25);
  });

  it("takes the option of a switch, and draws only its parameters", () => {
    const space = scope.switch(hp.randint("which", 2), hp.uniform("a", 0, 1), [hp.uniform("b", 0, 1)]);
    expect(spaceEval(space, { which: 1, b: 0.5 })).toEqual([0.5]);
    const random = new SeededRandom(3);
    const labels = new Set(
      Array.from({ length: 50 }, () => Object.keys(rand.suggest(searchSpace(space), [], random)).join()),
    );
    expect([...labels].sort()).toEqual(["which,a", "which,b"]);
    expect(typeof sample(scope.switch(scope.int(hp.uniform("u", 0, 2)), "no", "yes"), random)).toBe("string");
  });

  it("refuses what cannot be searched, and says why", () => {
    const circle: unknown[] = [];
    circle.push({ circle });
    const refusals: [() => unknown, string][] = [
      [
        () => searchSpace([hp.uniform("x", 0, 1), { again: hp.uniform("x", 0, 1) }]),
        'two parameters of the space have the label "x"; give each its own',
      ],
      [() => searchSpace(circle), "the space holds itself; make it a tree of objects and arrays"],
      [() => hp.uniform("x", 5, 3), 'hp.uniform("x"): low is 5 and high is 3; give finite numbers, low < high'],
      [
        () => hp.loguniform("x", -Infinity, 0),
        'hp.loguniform("x"): low is -Infinity and high is 0; give finite numbers, low < high',
      ],
      [() => hp.quniform("x", 0, 1, 0), 'hp.quniform("x"): q is 0; give the step, a number above 0'],
      [() => hp.normal("x", 0, -1), 'hp.normal("x"): mu is 0 and sigma is -1; give finite numbers, sigma above 0'],
      [() => hp.randint("n", 0), 'hp.randint("n"): the bounds are 0 and 0; give whole numbers, low < high'],
      [() => hp.choice("c", []), 'hp.choice("c"): there is nothing to choose from; give an array of options'],
      [
        () =>
          hp.pchoice("c", [
            [0.5, 1],
            [0.4, 2],
          ]),
        'hp.pchoice("c"): the probabilities are 0.5, 0.4; give numbers that sum to 1',
      ],
      [
        () => hp.uniform("", 0, 1),
        'the label of hp.uniform is an empty text; give the parameter\'s name, as in hp.uniform("x", …)',
      ],
      [
        () => spaceEval(course, { max_depth: 3 }),
        'the point has no number for "learning_rate"; give one (of a choice, its index)',
      ],
      [
        () => spaceEval(classifier, { classifier: 3 }),
        'option 3 of "classifier" was asked for; give an index from 0 to 2',
      ],
    ];
    for (const [act, expected] of refusals) expect(message(act)).toBe(`INVALID_PARAMETER_VALUE: ${expected}`);
  });
});

describe("random points", () => {
  const space = searchSpace({
    uniform: hp.uniform("uniform", -2, 3),
    loguniform: hp.loguniform("loguniform", Math.log(0.01), 0),
    quniform: hp.quniform("quniform", 0, 10, 2.5),
    uniformint: hp.uniformint("uniformint", 1, 4),
    qloguniform: hp.qloguniform("qloguniform", 0, 4, 0.5),
    normal: hp.normal("normal", 5, 2),
    qnormal: hp.qnormal("qnormal", 5, 2, 0.25),
    lognormal: hp.lognormal("lognormal", 1, 0.5),
    qlognormal: hp.qlognormal("qlognormal", 1, 0.5, 0.5),
    randint: hp.randint("randint", -1, 2),
    choice: hp.choice("choice", ["a", "b"]),
    pchoice: hp.pchoice("pchoice", [
      [0.2, "a"],
      [0, "never"],
      [0.8, "b"],
    ]),
  });
  const random = new SeededRandom(7);
  const points = Array.from({ length: 4000 }, () => rand.suggest(space, [], random));
  const drawn = (label: string) => points.map((point) => point[label]!);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it("follow the distributions", () => {
    expect(mean(drawn("uniform"))).toBeCloseTo(0.5, 1);
    expect(mean(drawn("loguniform").map(Math.log))).toBeCloseTo(Math.log(0.1), 1);
    expect([...new Set(drawn("quniform"))].sort((a, b) => a - b)).toEqual([0, 2.5, 5, 7.5, 10]);
    expect(mean(drawn("quniform").map((value) => (value === 0 ? 1 : 0)))).toBeCloseTo(0.125, 1); // half a step wide
    expect([...new Set(drawn("uniformint"))].sort()).toEqual([1, 2, 3, 4]);
    expect(mean(drawn("qloguniform").map((value) => (value * 2) % 1))).toBe(0);
    expect(mean(drawn("normal"))).toBeCloseTo(5, 0);
    expect(mean(drawn("normal").map((value) => (value - 5) ** 2))).toBeCloseTo(4, 0);
    expect(mean(drawn("qnormal").map((value) => (value * 4) % 1))).toBe(0);
    expect(mean(drawn("lognormal").map(Math.log))).toBeCloseTo(1, 1);
    expect(Math.min(...drawn("qlognormal"))).toBeGreaterThanOrEqual(0);
    expect([...new Set(drawn("randint"))].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
    expect(mean(drawn("choice"))).toBeCloseTo(0.5, 1);
    expect([...new Set(drawn("pchoice"))].sort()).toEqual([0, 2]);
    expect(mean(drawn("pchoice"))).toBeCloseTo(1.6, 1);
  });

  it("are the same for the same seed, and others for another", () => {
    const first = rand.suggest(space, [], new SeededRandom(7));
    expect(first).toEqual(points[0]);
    expect(rand.suggest(space, [], new SeededRandom(8))).not.toEqual(first);
  });

  it("round halves to the even side, as numpy does", () => {
    const [half, odd] = [0.25, 0.75].map((u) => ({ next: () => u }));
    expect(rand.suggest(searchSpace(hp.quniform("x", 0, 2, 1)), [], half!)).toEqual({ x: 0 });
    expect(rand.suggest(searchSpace(hp.quniform("x", 0, 2, 1)), [], odd!)).toEqual({ x: 2 });
  });
});
