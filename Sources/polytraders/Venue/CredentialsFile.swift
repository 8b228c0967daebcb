import Diagnostics
import JSON
import Signing
import Venue

/// An API key in a file: an object with `apiKey`, `secret`, `passphrase` and `address`, which only its owner may
/// read.
enum CredentialsFile {
  /// What the file holds. Its text is wiped; the credentials live as long as the process.
  static func read(
    _ path: String
  ) throws(DiagnosticError) -> (address: Address, credentials: APICredentials) {
    let secret = try KeyOptions.diagnosed { () throws(KeyError) in
      try KeySource.forbidDumps()
      return try SecretBytes.reading(file: path)
    }
    let parts = secret.withBytes { bytes -> (Address, APICredentials)? in
      var text: [UInt8] = []
      text.reserveCapacity(bytes.count)
      for index in 0..<bytes.count { text.append(bytes[index]) }
      defer { for index in text.indices { text[index] = 0 } }
      let reader = JSONReader(maximumBytes: 1 << 16)
      return try? reader.withNode(of: text) { node in
        guard let address = node.member("address")?.string.flatMap({ Address(hex: $0) }),
          let key = node.member("apiKey")?.string, let secret = node.member("secret")?.string,
          let passphrase = node.member("passphrase")?.string,
          let credentials = APICredentials(key: key, secret: secret, passphrase: passphrase)
        else { return nil }
        return (address, credentials)
      }
    }
    guard let (address, credentials) = parts else {
      throw DiagnosticError(
        Diagnostic(
          "PT1515", .error, "'\(path)' holds no API key", at: nil,
          help: [
            "it is an object with apiKey, secret, passphrase and address, as 'account api-key derive --out' writes it"
          ]))
    }
    return (address, credentials)
  }

  /// Makes the file, which was not there before.
  static func write(
    _ credentials: APICredentials, of address: Address, to path: String
  ) throws(DiagnosticError) {
    let text = VenueJSON.line { writer in
      writer.key("address")
      writer.string(address.checksummed)
      writer.key("apiKey")
      writer.string(credentials.key)
      writer.key("secret")
      writer.string(credentials.secret)
      writer.key("passphrase")
      writer.string(credentials.passphrase)
    }
    try KeyOptions.diagnosed { () throws(KeyError) in
      try SecretBytes.create(file: path, Array(text.utf8))
    }
  }
}
