// What Bun bundles besides code: the import is the file's address.
declare module "*.svg" {
  const address: string;
  export default address;
}
