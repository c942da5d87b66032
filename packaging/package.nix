# The program as a Nix package: `nix build github:spillage-dev/spillage`, or callPackage from another expression.
{
  lib,
  rustPlatform,
  installShellFiles,
  makeWrapper,
  git,
}:

let
  manifest = (lib.importTOML ../Cargo.toml).package;
in
rustPlatform.buildRustPackage {
  pname = manifest.name;
  inherit (manifest) version;

  src = lib.cleanSource ../.;
  cargoLock.lockFile = ../Cargo.lock;
  cargoBuildFlags = [ "--bin=spillage" ];

  nativeBuildInputs = [
    installShellFiles
    makeWrapper
  ];
  nativeCheckInputs = [ git ];
  # The integration tests want other programs and a home folder; the library's own tests need neither.
  cargoTestFlags = [ "--lib" ];

  postInstall = ''
    mkdir man
    $out/bin/spillage man man
    installManPage man/*.1
    installShellCompletion --cmd spillage \
      --bash <($out/bin/spillage completions bash) \
      --fish <($out/bin/spillage completions fish) \
      --zsh <($out/bin/spillage completions zsh)
    # git reads the index and the history.
    wrapProgram $out/bin/spillage --suffix PATH : ${lib.makeBinPath [ git ]}
  '';

  meta = {
    inherit (manifest) description;
    homepage = manifest.repository;
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "spillage";
  };
}
