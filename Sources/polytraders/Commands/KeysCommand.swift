import CommandLine
import Diagnostics
import Signing

/// What the commands that need a private key have in common.
enum KeyOptions {
  /// Where the key is.
  static let source: Parameter<String> = .argument(
    "SOURCE", "the place of the key: keystore:FILE, env:NAME or file:PATH")
  /// Where the password of a keystore is.
  static let password: Parameter<String> = .option(
    "password", "SOURCE", "the place of the keystore's password: env:NAME, file:PATH or terminal",
    default: "terminal")
  /// Where a keystore is to be.
  static let keystore: Parameter<String> = .requiredOption(
    "keystore", "FILE", "the keystore to make, which must not be there yet")

  /// The key of a source, in locked memory.
  static func key(_ source: String, password: String) throws(DiagnosticError) -> SigningKey {
    try diagnosed { () throws(KeyError) in
      try KeySource(parsing: source).load(password: PasswordSource(parsing: password))
    }
  }

  /// Encrypts a key to a new file.
  static func write(
    _ key: SigningKey, to path: String, password: String
  ) throws(DiagnosticError) {
    try diagnosed { () throws(KeyError) in
      var generator = SystemRandomNumberGenerator()
      let secret = try PasswordSource(parsing: password).choose(for: path)
      let keystore = try Keystore(key, password: secret, path: path, using: &generator)
      try keystore.write(using: &generator)
    }
  }

  /// Turns what is wrong with a key into a finding.
  static func diagnosed<Result>(
    _ body: () throws(KeyError) -> Result
  ) throws(DiagnosticError) -> Result {
    do throws(KeyError) {
      return try body()
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }
}

/// `polytraders keys address SOURCE`: whose key it is.
struct KeyAddressCommand: Command {
  static let description = CommandDescription(
    "address", "show the address of a key", parameters: [KeyOptions.source, KeyOptions.password],
    example: "keys address keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let key = try KeyOptions.key(
      values[KeyOptions.source], password: values[KeyOptions.password])
    return StandardStream.output.write("\(key.address)\n") ? .clean : .inputOutput
  }
}

/// `polytraders keys new --keystore FILE`: a key that nobody has seen.
struct KeyNewCommand: Command {
  static let description = CommandDescription(
    "new", "make a new key, encrypt it to a keystore and show its address",
    parameters: [KeyOptions.keystore, KeyOptions.password],
    example: "keys new --keystore desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let key = try KeyOptions.diagnosed { () throws(KeyError) in
      try KeySource.forbidDumps()
      var generator = SystemRandomNumberGenerator()
      return try SigningKey.random(using: &generator)
    }
    try KeyOptions.write(
      key, to: values[KeyOptions.keystore], password: values[KeyOptions.password])
    return StandardStream.output.write("\(key.address)\n") ? .clean : .inputOutput
  }
}

/// `polytraders keys import SOURCE --keystore FILE`: a key that was in a file or a variable.
struct KeyImportCommand: Command {
  static let description = CommandDescription(
    "import", "encrypt a key of another place to a keystore and show its address",
    discussion: "The place it came from is left as it is: remove the key there yourself.",
    parameters: [KeyOptions.source, KeyOptions.keystore, KeyOptions.password],
    example: "keys import env:DESK_KEY --keystore desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let key = try KeyOptions.key(
      values[KeyOptions.source], password: values[KeyOptions.password])
    try KeyOptions.write(
      key, to: values[KeyOptions.keystore], password: values[KeyOptions.password])
    return StandardStream.output.write("\(key.address)\n") ? .clean : .inputOutput
  }
}
