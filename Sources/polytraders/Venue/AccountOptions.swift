import CommandLine
import Diagnostics
import FixedPoint
import Signing
import Venue

/// Who a command is to the venue.
enum AccountOptions {
  static let key: Parameter<String?> = .option(
    "key", "SOURCE", "the private key: keystore:FILE, env:NAME or file:PATH")
  static let password: Parameter<String> = .option(
    "password", "SOURCE", "the password of a keystore: env:NAME, file:PATH or terminal",
    default: "terminal")
  static let credentials: Parameter<String?> = .option(
    "credentials", "FILE", "the API key, from 'account api-key derive --out FILE'")
  static let nonce: Parameter<UInt64> = .option(
    "nonce", "N", "which of the wallet's API keys", default: 0)
  static let chain: Parameter<ChainArgument> = .option(
    "chain-id", "ID", "137 is Polygon, 80002 its test network", default: ChainArgument(.polygon))

  /// A chain by its number.
  struct ChainArgument: ArgumentValue, CustomStringConvertible {
    let chain: VenueChain

    init(_ chain: VenueChain) { self.chain = chain }

    init?(argument: String) {
      guard let chain = UInt64(argument).flatMap(VenueChain.init) else { return nil }
      self.chain = chain
    }

    static var expectation: String { "137 or 80002" }
    static var choices: [String]? { VenueChain.allCases.map { "\($0.rawValue)" } }
    var description: String { "\(chain.rawValue)" }
  }

  /// The parameters that every command of an account has.
  static let common: [any ParameterDeclaration] =
    [key, password, credentials, nonce, chain, VenueOptions.sizes] + VenueOptions.common

  /// The same account at the same venue, for a command line that people are told to type: what was given, where
  /// it is not the default. A source names a key and never holds it.
  static func words(_ values: ParsedValues) -> String {
    var words = ""
    if values[VenueOptions.venue] != VenueAddress.rest.text {
      words += " --venue \(values[VenueOptions.venue])"
    }
    if let authorities = values[VenueOptions.authorities] { words += " --ca \(authorities)" }
    if values[chain].chain != .polygon { words += " --chain-id \(values[chain])" }
    if let source = values[key] { words += " --key \(source)" }
    if let path = values[credentials] { words += " --credentials \(path)" }
    if values[nonce] != 0 { words += " --nonce \(values[nonce])" }
    return words
  }

  /// A client with a private key and without an API key, as for making one.
  static func walletClient(_ values: ParsedValues) throws -> VenueClient {
    guard let source = values[key] else {
      throw DiagnosticError(VenueFailure.refusedHere(.noKey).diagnostic)
    }
    let key = try KeyOptions.key(source, password: values[password])
    return try client(values, VenueIdentity(key: key))
  }

  /// A client with an API key: the one of the file, or the wallet's own, made where there is none yet.
  static func client(_ values: ParsedValues) async throws -> VenueClient {
    if let path = values[credentials] {
      let (address, credentials) = try CredentialsFile.read(path)
      var identity = VenueIdentity(address: address, credentials: credentials)
      if let source = values[key] {
        let key = try KeyOptions.key(source, password: values[password])
        guard key.address == address else {
          throw DiagnosticError(
            Diagnostic(
              "PT1516", .error,
              "the API key in '\(path)' belongs to \(address), the private key to \(key.address)",
              at: nil, help: ["name the credentials of this wallet, or leave one of the two out"]))
        }
        identity.key = key
      }
      return try client(values, identity)
    }
    guard values[key] != nil else {
      throw DiagnosticError(VenueFailure.refusedHere(.noCredentials).diagnostic)
    }
    let client = try walletClient(values)
    let nonce = UInt256(values[nonce])
    _ = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.createOrDeriveKey(nonce: nonce)
    }
    return client
  }

  private static func client(
    _ values: ParsedValues, _ identity: VenueIdentity
  ) throws -> VenueClient {
    try VenueOptions.client(
      values, chain: values[chain].chain, form: values[VenueOptions.sizes].form,
      identity: identity)
  }
}

/// The id of an order on the command line.
struct OrderArgument: ArgumentValue {
  let id: VenueOrderID

  init?(argument: String) {
    guard let id = VenueOrderID(argument) else { return nil }
    self.id = id
  }

  static var expectation: String { "an order id: 0x and 64 hexadecimal digits" }
}
