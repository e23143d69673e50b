import isNumber from "is-number";

console.log(isNumber("5") ? "five is a number" : "five is none");
