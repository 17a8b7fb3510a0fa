import { schemaContract } from "./schemas.js";

// One of each kind that our statements tell apart: with logged models, and with workspaces too. The interop checks run the rest.
for (const release of ["3.1.4", "3.17.2"]) schemaContract(release);
