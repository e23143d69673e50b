//! Which files of the web board the binary contains.

fn main() -> Result<(), bun_nix_build::Error> {
    bun_nix_build::Frontend::new("web").emit()?;
    Ok(())
}
