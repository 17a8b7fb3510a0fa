import { schemaContract } from "./schemas.js";

// The one that differs most: logged models, steps of inputs, workspaces. The interop checks run all.
schemaContract("3.17.2");
