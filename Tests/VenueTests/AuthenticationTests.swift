import FixedPoint
import Network
import Signing
import Testing
import Venue

@Suite struct AuthenticationTests {
  static let now: UInt64 = 1_777_377_600
  static let secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

  private func key() throws -> SigningKey {
    try SigningKey(hex: String(repeating: "5a", count: 32))
  }

  private func credentials(_ secret: String = secret) throws -> APICredentials {
    try #require(
      APICredentials(key: "f4f247b7", secret: secret, passphrase: "a258b41a"))
  }

  private func request(_ change: (inout HTTPRequest) -> Void = { _ in }) throws -> HTTPRequest {
    let body = Array("{\"orderID\":\"0xcd\"}".utf8)
    let headers = try credentials().headers(
      address: try key().address, timestamp: Self.now, method: "DELETE", path: "/order", body: body)
    var request = HTTPRequest(method: "DELETE", path: "/order", headers: headers, body: body)
    change(&request)
    return request
  }

  private func verify(_ request: HTTPRequest, now: UInt64 = now) throws {
    try credentials().verify(request, address: try key().address, now: now, tolerance: 60)
  }

  @Test func aRequestOfTheUserIsTaken() throws {
    try verify(try request())
    try verify(try request { $0.query = [("next_cursor", "MA==")] })
    try verify(try request(), now: Self.now + 60)
    try verify(try request(), now: Self.now - 60)
  }

  @Test func everyPartOfARequestCounts() throws {
    let changes: [(inout HTTPRequest) -> Void] = [
      { $0.method = "POST" }, { $0.path = "/orders" }, { $0.body[3] ^= 1 }, { $0.body.append(32) },
      { $0.body = [] }, { Self.set("POLY_TIMESTAMP", "1777377601", &$0) },
      { Self.set("POLY_SIGNATURE", "A" + ($0.headers["POLY_SIGNATURE"] ?? "").dropFirst(), &$0) },
      { Self.set("POLY_SIGNATURE", ($0.headers["POLY_SIGNATURE"] ?? "") + "=", &$0) },
    ]
    for (index, change) in changes.enumerated() {
      #expect(throws: AuthenticationError.wrongSignature, "change \(index)") {
        try verify(try request(change))
      }
    }
  }

  @Test(arguments: ["POLY_API_KEY", "POLY_PASSPHRASE", "POLY_ADDRESS"])
  func othersAreNotTaken(name: String) throws {
    let changed = try request {
      let other = name == "POLY_ADDRESS" ? Address.zero.checksummed : "other"
      Self.set(name, other, &$0)
    }
    #expect(throws: AuthenticationError.unknownCredentials) { try verify(changed) }
  }

  @Test(arguments: [
    "POLY_API_KEY", "POLY_PASSPHRASE", "POLY_ADDRESS", "POLY_TIMESTAMP", "POLY_SIGNATURE",
  ])
  func allHeadersMustBeThere(name: String) throws {
    let changed = try request { $0.headers.fields.removeAll { $0.name == name } }
    #expect(throws: AuthenticationError.missing(name)) { try verify(changed) }
  }

  @Test func oldRequestsAreRefused() throws {
    #expect(throws: AuthenticationError.stale(age: 61)) {
      try verify(try request(), now: Self.now + 61)
    }
    #expect(throws: AuthenticationError.stale(age: -61)) {
      try verify(try request(), now: Self.now - 61)
    }
    for text in ["01777377600", "-1", "1777377600.0", "99999999999999999999", "now"] {
      let changed = try request { Self.set("POLY_TIMESTAMP", text, &$0) }
      #expect(throws: AuthenticationError.malformed("POLY_TIMESTAMP")) { try verify(changed) }
    }
  }

  @Test func secretsAreReadWithAndWithoutPadding() throws {
    #expect(
      try credentials(String(Self.secret.dropLast())) == credentials(String(Self.secret.dropLast()))
    )
    let padded = try credentials().signature(timestamp: 1, method: "GET", path: "/")
    let bare = try credentials(String(Self.secret.dropLast())).signature(
      timestamp: 1, method: "GET", path: "/")
    #expect(padded == bare)
    for text in ["", "a", "a+/=", "a b="] {
      #expect(APICredentials(key: "k", secret: text, passphrase: "p") == nil)
    }
    #expect(APICredentials(key: "", secret: Self.secret, passphrase: "p") == nil)
    #expect(APICredentials(key: "k", secret: Self.secret, passphrase: "") == nil)
  }

  @Test func secretsAreNotPrinted() throws {
    let credentials = try credentials()
    var printed = "\(credentials) \(String(reflecting: credentials))"
    dump(credentials, to: &printed)
    dump([credentials], to: &printed)
    #expect(printed.contains("f4f247b7"))
    #expect(!printed.contains("AAECAw") && !printed.contains("a258b41a"))
  }

  @Test func aWalletIsTakenAtItsWord() throws {
    let headers = WalletAuthentication.headers(
      key: try key(), chain: .amoy, timestamp: Self.now, nonce: UInt256(UInt8(3)))
    let statement = try WalletAuthentication(
      verifying: headers, chain: .amoy, now: Self.now + 5, tolerance: 5)
    #expect(statement.nonce == UInt256(UInt8(3)))
    #expect(statement.address == (try key().address))
    #expect(throws: AuthenticationError.stale(age: 6)) {
      try WalletAuthentication(verifying: headers, chain: .amoy, now: Self.now + 6, tolerance: 5)
    }
    #expect(throws: AuthenticationError.wrongSignature) {
      try WalletAuthentication(verifying: headers, chain: .polygon, now: Self.now, tolerance: 5)
    }
    for (name, text) in [
      ("POLY_NONCE", "4"), ("POLY_TIMESTAMP", "1777377601"),
      ("POLY_ADDRESS", Address.zero.checksummed),
    ] {
      var changed = HTTPRequest(method: "POST", path: "/auth/api-key", headers: headers)
      Self.set(name, text, &changed)
      #expect(throws: AuthenticationError.wrongSignature) {
        try WalletAuthentication(
          verifying: changed.headers, chain: .amoy, now: Self.now, tolerance: 5)
      }
    }
    for (name, text) in [
      ("POLY_NONCE", "x"), ("POLY_SIGNATURE", "0x00"), ("POLY_ADDRESS", "0x00"),
      ("POLY_TIMESTAMP", "x"),
    ] {
      var changed = HTTPRequest(method: "POST", path: "/auth/api-key", headers: headers)
      Self.set(name, text, &changed)
      #expect(throws: AuthenticationError.malformed(name)) {
        try WalletAuthentication(
          verifying: changed.headers, chain: .amoy, now: Self.now, tolerance: 5)
      }
    }
  }

  private static func set(_ name: String, _ value: String, _ request: inout HTTPRequest) {
    for index in request.headers.fields.indices where request.headers.fields[index].name == name {
      request.headers.fields[index].value = value
    }
  }
}
