/** A process that sends what others left for the server that LABBOOK_SEND_LEFT names, and ends. */
import { uriVariable } from "./send_left_now.js";
import { openRest } from "./store.js";

const uri = process.env[uriVariable];
if (uri !== undefined) await openRest({ uri }).close();
