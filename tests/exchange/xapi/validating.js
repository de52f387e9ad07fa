// Reads statements, one to a line, and writes for each the faults that an independent validator finds, one to a line.
const { statement } = require("@learninglocker/xapi-validation/dist/factory");
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of lines) console.log(JSON.stringify(statement(JSON.parse(line), []).map(String)));
