/** The course's taxi trips as it trains XGBoost on them: pick-up and drop-off as one category, and the distance. */
import { fileURLToPath } from "node:url";
import { DictVectorizer, readParquet } from "labbook/ml";
import { DMatrix } from "labbook/xgboost";

/** The best that the course's search found. */
export const bestParams = {
  learning_rate: 0.09585355369315604,
  max_depth: 30,
  min_child_weight: 1.060597050922164,
  objective: "reg:squarederror",
  reg_alpha: 0.018060244040060163,
  reg_lambda: 0.011658731377413597,
  seed: 42,
  base_score: 0.5,
};

export async function taxiData(): Promise<{ dtrain: DMatrix; dvalid: DMatrix }> {
  const [train, valid] = await Promise.all(["2021-01", "2021-02"].map(trips));
  const vectorizer = new DictVectorizer().fit(train!.features);
  const data = ({ features, duration }: typeof train & object) =>
    new DMatrix(vectorizer.transform(features), { label: duration });
  return { dtrain: data(train!), dvalid: data(valid!) };
}

async function trips(month: string) {
  const path = fileURLToPath(new URL(`../../notebooks/data/green_tripdata_${month}.parquet`, import.meta.url));
  const columns = ["PULocationID", "DOLocationID", "trip_distance", "duration"] as const;
  const records = (await readParquet<Record<(typeof columns)[number], string & number>>(path, { columns })).records();
  return {
    features: records.map(({ PULocationID, DOLocationID, trip_distance }) => ({
      PU_DO: `${PULocationID}_${DOLocationID}`,
      trip_distance: trip_distance as number,
    })),
    duration: records.map(({ duration }) => duration as number),
  };
}
