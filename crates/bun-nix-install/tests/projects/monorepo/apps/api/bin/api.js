#!/usr/bin/env node
console.log("api");
