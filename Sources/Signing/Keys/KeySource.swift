import CCrypto
import Glibc

/// Where a private key comes from. A key itself is never named on a command line, where every user of the machine
/// can read it.
package enum KeySource: Hashable, Sendable {
  /// `keystore:FILE`: an encrypted keystore (Web3 Secret Storage, version 3).
  case keystore(path: String)
  /// `env:NAME`: an environment variable with 64 hexadecimal digits. It is wiped once it was read.
  case environment(name: String)
  /// `file:PATH`: a file with 64 hexadecimal digits that nobody else may read.
  case file(path: String)

  /// The words before the colon.
  private static let schemes = ["keystore", "env", "file"]

  /// Reads the text of a source.
  package init(parsing text: String) throws(KeyError) {
    let (scheme, rest) = try SecretText.split(text, schemes: Self.schemes)
    switch scheme {
    case "keystore": self = .keystore(path: rest)
    case "env": self = .environment(name: rest)
    default: self = .file(path: rest)
    }
  }

  /// Fetches the key. From then on the process leaves no core dumps, and other programs of its user cannot look
  /// into its memory. `password` is only asked for a keystore.
  package func load(
    password: PasswordSource = .terminal
  ) throws(KeyError) -> SigningKey {
    try Self.forbidDumps()
    switch self {
    case .keystore(let path):
      let file = try Keystore(reading: path)
      return try file.open(password: try password.load(for: path))
    case .environment(let name): return try SecretText.key(in: try SecretText.variable(name))
    case .file(let path): return try SecretText.key(in: try SecretFile.read(path))
    }
  }

  /// Ends core dumps of this process: the limit on their size, and whether there may be any at all.
  package static func forbidDumps() throws(KeyError) {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0,
      polytraders_forbid_dumps() == 0
    else { throw .dumpsNotForbidden(code: errno) }
  }
}

extension KeySource: CustomStringConvertible {
  /// The text of the source, which holds no secret.
  package var description: String {
    switch self {
    case .keystore(let path): "keystore:\(path)"
    case .environment(let name): "env:\(name)"
    case .file(let path): "file:\(path)"
    }
  }
}
