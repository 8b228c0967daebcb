import CommandLine
import Diagnostics
import FixedPoint
import JSON
import Signing
import Venue

/// `polytraders account api-key create`: a new API key of a wallet.
struct APIKeyCreateCommand: Command {
  static let out: Parameter<String?> = .option(
    "out", "FILE", "a new file for the whole API key, which only its owner may read")

  static let description = CommandDescription(
    "create", "make the API key of a wallet's --nonce",
    discussion: "Shows the key's id alone; its secret goes to --out FILE or nowhere.",
    parameters: [out] + AccountOptions.common,
    example: "account api-key create --key keystore:desk.json --out desk-api.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try AccountOptions.walletClient(values)
    let nonce = UInt256(values[AccountOptions.nonce])
    let credentials = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.createKey(nonce: nonce)
    }
    return try APIKeyText.show(credentials, of: client, out: values[Self.out], values)
  }
}

/// `polytraders account api-key derive`: the API key that a wallet has.
struct APIKeyDeriveCommand: Command {
  static let description = CommandDescription(
    "derive", "fetch the API key of a wallet's --nonce, which was made before",
    discussion: "Shows the key's id alone; its secret goes to --out FILE or nowhere.",
    parameters: [APIKeyCreateCommand.out] + AccountOptions.common,
    example: "account api-key derive --key keystore:desk.json --out desk-api.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try AccountOptions.walletClient(values)
    let nonce = UInt256(values[AccountOptions.nonce])
    let credentials = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.deriveKey(nonce: nonce)
    }
    return try APIKeyText.show(
      credentials, of: client, out: values[APIKeyCreateCommand.out], values)
  }
}

/// `polytraders account api-key list`: the API keys of an address.
struct APIKeyListCommand: Command {
  static let description = CommandDescription(
    "list", "list the ids of the address's API keys", parameters: AccountOptions.common,
    example: "account api-key list --credentials desk-api.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try await AccountOptions.client(values)
    let keys = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.keys()
    }
    let text =
      values[VenueOptions.format] == .json
      ? VenueJSON.line { writer in
        writer.key("api_keys")
        writer.beginArray()
        for key in keys { writer.string(key) }
        writer.endArray()
      } : keys.map { VenueText.shown($0) + "\n" }.joined()
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders account api-key delete`: ends an API key.
struct APIKeyDeleteCommand: Command {
  static let description = CommandDescription(
    "delete", "delete the API key in use",
    discussion: "Its open orders live on: cancel them first ('account cancel --all').",
    parameters: AccountOptions.common,
    example: "account api-key delete --credentials desk-api.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try await AccountOptions.client(values)
    let key = client.identity?.credentials?.key ?? ""
    try await VenueOptions.asking { () async throws(VenueFailure) in try await client.deleteKey() }
    let text = VenueText.figures([("deleted", key)], as: values[VenueOptions.format])
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// What commands show of an API key: never its secret.
private enum APIKeyText {
  static func show(
    _ credentials: APICredentials, of client: VenueClient, out: String?, _ values: ParsedValues
  ) throws -> ExitCode {
    guard let address = client.identity?.address else { return .software }
    if let out { try CredentialsFile.write(credentials, of: address, to: out) }
    let text = VenueText.figures(
      [("address", address.checksummed), ("api_key", credentials.key)]
        + (out.map { [("file", $0)] } ?? []), as: values[VenueOptions.format])
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}
