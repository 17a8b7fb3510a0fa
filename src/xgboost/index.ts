/** What `import … from "labbook/xgboost"` gives. */
export { DMatrix, type DMatrixOptions } from "./dmatrix.js";
