#!/usr/bin/env node
console.log("admin");
