import CommandLine

/// What the commands about overrides have in common.
enum OverrideOptions {
  static let id: Parameter<String> = .argument(
    "ID", "the override: the first digits of its id, as 'override list' shows them")
  static let key: Parameter<String?> = .option(
    "key", "SOURCE", "the private key: keystore:FILE, env:NAME or file:PATH")
  static let password: Parameter<String> = .option(
    "password", "SOURCE", "the password of a keystore: env:NAME, file:PATH or terminal",
    default: "terminal")
  static let name: Parameter<String?> = .option(
    "as", "NAME", "who you are in specs/approvers.yaml (default: whose key it is)")
  static let revocation: Parameter<Bool> = .flag(
    "revocation", "the revocation of the override, not the override itself")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  /// For those that sign.
  static let signing: [any ParameterDeclaration] = [key, password, name, PolicyRoot.option]
}
