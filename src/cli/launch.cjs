#!/usr/bin/env node
// Entry point in the language of old Node versions, so that these get a sentence and not a syntax error.
"use strict";
var path = require("path");
var fs = require("fs");

// The SQLite module is built for Node-API 10, which came with Node 22.14; on an older one it crashes the process.
if (Number(process.versions.napi) >= 10) start();
else startAgain();

function start() {
  var dist = path.join(__dirname, "..", "..", "dist");
  var main = path.join(dist, "src", "cli", "main.js");
  if (!fs.existsSync(main)) fail("labbook is not built yet; run `npm run build` in " + path.dirname(dist) + ".");
  var url = require("url").pathToFileURL;
  var kernel = url(path.join(dist, "kernel", "main.js")).href;
  import(url(main).href).then(function (cli) {
    return cli.main(process.argv, function (connectionFile) {
      return import(kernel).then(function (module) {
        return module.startKernel(connectionFile);
      });
    });
  });
}

// The npm package `node`, where it is installed, brings a Node that is new enough.
function startAgain() {
  var node = newerNode();
  if (node === null) {
    fail(
      "labbook needs Node.js 22.14 or later, this is " +
        process.version +
        "; install it from https://nodejs.org or run `npm install node@24` beside labbook.",
    );
  }
  var child = require("child_process").spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: "inherit" });
  ["SIGINT", "SIGTERM", "SIGHUP"].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on("exit", function (code, signal) {
    process.exit(signal === null ? code : 1);
  });
}

function newerNode() {
  var name = process.platform === "win32" ? "node.exe" : "node";
  var found = [__dirname, process.cwd()].map(function (folder) {
    for (var at = folder; ; at = path.dirname(at)) {
      var candidate = path.join(at, "node_modules", "node", "bin", name);
      if (fs.existsSync(candidate)) return candidate;
      if (at === path.dirname(at)) return null;
    }
  });
  return found[0] || found[1];
}

function fail(sentence) {
  process.stderr.write(sentence + "\n");
  process.exit(1);
}
