/** LinearSVR on the taxi data, where it needs many rounds: scikit-learn's comes to about 9.35 minutes after 20,000. */
import { DictVectorizer, LinearSVR, readParquet, rootMeanSquaredError } from "labbook/ml";
import { expect, it, onTestFinished, vi } from "vitest";

it(
  "comes near its optimum on the taxi data in 20,000 rounds, as scikit-learn's does",
  { timeout: 900_000 },
  async () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue(undefined);
    onTestFinished(() => warn.mockRestore());
    const month = async (name: string) => {
      const trips = await readParquet<{
        PULocationID: string;
        DOLocationID: string;
        trip_distance: number;
        duration: number;
      }>(`notebooks/data/green_tripdata_${name}.parquet`);
      const features = trips
        .with("PU_DO", ({ PULocationID, DOLocationID }) => `${PULocationID}_${DOLocationID}`)
        .select("PU_DO", "trip_distance");
      return { features, minutes: trips.column("duration") };
    };
    const [train, valid] = [await month("2021-01"), await month("2021-02")];
    const vectorizer = new DictVectorizer();
    const x = vectorizer.fitTransform(train.features);
    const model = new LinearSVR({ maxIter: 20_000, randomState: 0 }).fit(x, train.minutes);
    const rmse = rootMeanSquaredError(valid.minutes, model.predict(vectorizer.transform(valid.features)));
    expect(rmse).toBeGreaterThan(9.25);
    expect(rmse).toBeLessThan(9.45);
    expect([model.converged, warn.mock.calls.length]).toEqual([false, 1]);
  },
);
