internal import FixedPoint
internal import Hashing
internal import JSON
internal import Network
internal import Signing
internal import Venue

/// Holds the headers of L1 and L2 against `vectors/clob-auth.json`, made and verified.
package func checkAuthentication(file: String) -> Tally {
  checkCases(of: file, ["l1_cases", "l2_cases"]) { array, report in
    if array == "l1_cases" {
      TypedDataChecks.document(&report)
      AuthenticationChecks.wallet(&report)
    } else {
      AuthenticationChecks.request(&report)
    }
  }
}

enum AuthenticationChecks {
  /// The statement of a wallet, through what makes and verifies its headers.
  static func wallet(_ report: inout CaseReport) {
    let (domain, message) = (report.vector["domain"], report.vector["message"])
    guard let key = SigningChecks.key(&report),
      let chain = domain?["chainId"]?.string.flatMap({ UInt64($0) }).flatMap(VenueChain.init),
      let address = message?["address"]?.string.flatMap({ Address(hex: $0) }),
      let timestamp = message?["timestamp"]?.string.flatMap({ UInt64($0) }),
      let nonce = message?["nonce"]?.string.flatMap({ UInt256(decimal: $0) }),
      let sentence = message?["message"]?.string
    else { return report.fail("the case is no statement of a wallet") }
    let statement = WalletAuthentication(
      address: address, timestamp: timestamp, nonce: nonce, message: sentence)
    report.expect("struct_hash", statement.structHash.prefixedHex)
    report.expect("digest", statement.digest(on: chain).prefixedHex)
    report.expect("signature", key.sign(statement.digest(on: chain)).hex)
    guard let expected = report.vector["headers"] else { return }
    let headers = WalletAuthentication.headers(
      key: key, chain: chain, timestamp: timestamp, nonce: nonce)
    expect(headers, expected, &report)
    do throws(AuthenticationError) {
      let read = try WalletAuthentication(
        verifying: headers, chain: chain, now: timestamp, tolerance: 0)
      report.expect(read == statement, "the headers read as another statement")
    } catch {
      report.fail("the headers are refused: \(error)")
    }
  }

  /// A signed request.
  static func request(_ report: inout CaseReport) {
    let vector = report.vector
    guard let secret = report.text("secret"), let name = report.text("api_key"),
      let passphrase = report.text("passphrase"), let method = report.text("method"),
      let path = report.text("request_path"), let key = SigningChecks.key(&report),
      let timestamp = report.text("timestamp").flatMap({ UInt64($0) }),
      let credentials = APICredentials(key: name, secret: secret, passphrase: passphrase)
    else { return report.fail("the case is no request with credentials") }
    let body = Array((vector["body"]?.string ?? "").utf8)
    report.expect(
      "signed_text", "\(timestamp)\(method)\(path)" + String(decoding: body, as: UTF8.self),
      isRequired: false)
    report.expect(
      "signature",
      credentials.signature(timestamp: timestamp, method: method, path: path, body: body))
    let headers = credentials.headers(
      address: key.address, timestamp: timestamp, method: method, path: path, body: body)
    if let expected = vector["headers"] { expect(headers, expected, &report) }
    let request = HTTPRequest(method: method, path: path, headers: headers, body: body)
    do throws(AuthenticationError) {
      try credentials.verify(request, address: key.address, now: timestamp, tolerance: 0)
    } catch {
      report.fail("the request is refused: \(error)")
    }
  }

  /// Every header that is expected is there, and no other.
  private static func expect(
    _ headers: HTTPHeaders, _ expected: JSONValue, _ report: inout CaseReport
  ) {
    for member in expected.members ?? [] where headers[member.key] != member.value.string {
      report.fail("the header \(member.key) is \(headers[member.key] ?? "not there")")
    }
    report.expect(
      headers.fields.count == expected.members?.count, "there are \(headers.fields.count) headers")
  }
}
