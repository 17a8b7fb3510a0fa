import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { schemaContract } from "../contract/schemas.js";

for (const file of readdirSync(resolve("test/fixtures/schemas"))) schemaContract(file.replace(".sql", ""));
