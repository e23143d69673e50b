require("fs").writeFileSync("greeting.json", JSON.stringify("hello from postinstall"));
