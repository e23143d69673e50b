//! Prints the page that it carries.

fn main() {
    print!("{}", include_str!(concat!(env!("HELLO_WEB_DIST"), "/main.js")));
}
