import isNumber from "is-number";
import { pad } from "lib";

console.log(pad("app"), isNumber(5));
