//! The declared Rust version is true as far as the dependencies go; for the
//! workspace's own code clippy's `incompatible_msrv` watches.

use cargo_metadata::MetadataCommand;

#[test]
fn no_dependency_needs_a_newer_rust() {
    let metadata = MetadataCommand::new()
        .exec()
        .expect("cargo describes the workspace");
    let declared = metadata
        .workspace_packages()
        .iter()
        .find_map(|package| package.rust_version.clone())
        .expect("the workspace declares a Rust version");
    let newer: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| {
            package
                .rust_version
                .as_ref()
                .is_some_and(|version| *version > declared)
        })
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    assert_eq!(newer, Vec::<String>::new(), "declared: {declared}");
}
