#!/usr/bin/env node
console.log(require("./greeting.json"));
