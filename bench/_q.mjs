import { problems } from "/work/wt/hpo-algo/bench/search_problems.ts";
import { runSearch, median } from "/work/wt/hpo-algo/bench/search_run.ts";
import { tpe, rand, anneal, mix } from "labbook/hpo";
for (const [name, n] of [["branin",100],["hartmann6",100],["rosenbrock4",200],["distractor",50],["gauss_wave",50],["course",50],["branches",80]]) {
  const row=[name];
  for (const a of [tpe,rand,anneal,mix]) { const rs=[];for(let s=0;s<100;s++) rs.push(runSearch(a.suggest,problems[name],n,s)); row.push(median(rs.map(r=>Math.min(...r.losses))).toFixed(4), median(rs.map(r=>r.msPerSuggestion)).toFixed(3)); }
  console.log(row.join("  "));
}
