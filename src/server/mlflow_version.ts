/** The release of MLflow whose protocol is spoken; clients choose by it what they ask. */
export const mlflowVersion = "3.18.0";
