import FixedPoint
import JSON
import Network
import Signing
import Testing
import Venue
import VenueSimulator

@Suite("proofs of requests")
struct ServerAuthenticationTests {
  @Test("a wallet gets its key once, and derives it as often as it likes")
  func walletKeys() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let headers = WalletAuthentication.headers(
      key: wallet.key, chain: .polygon, timestamp: rig.seconds)
    let again = rig.send(HTTPRequest(method: "POST", path: "/auth/api-key", headers: headers))
    #expect(again.status == 400)
    #expect(again.error == "Could not create api key")
    let derived = rig.send(
      HTTPRequest(method: "GET", path: "/auth/derive-api-key", headers: headers))
    #expect(VenueRig.credentials(derived.json) == wallet.credentials)
    let other = WalletAuthentication.headers(
      key: wallet.key, chain: .polygon, timestamp: rig.seconds, nonce: UInt256(UInt64(5)))
    let unknown = rig.send(
      HTTPRequest(method: "GET", path: "/auth/derive-api-key", headers: other))
    #expect(unknown.error == "Could not derive api key!")
  }

  @Test(
    "headers of a wallet that prove nothing are refused",
    arguments: [
      "POLY_ADDRESS", "POLY_SIGNATURE", "POLY_TIMESTAMP", "POLY_NONCE", "old", "early", "chain",
      "doubled",
    ])
  func badWallet(fault: String) throws {
    let rig = try VenueRig()
    let key = try SigningKey(hex: VenueRig.keys[0])
    let other = try SigningKey(hex: VenueRig.keys[1])
    var timestamp = rig.seconds
    if fault == "old" { timestamp -= 61 }
    if fault == "early" { timestamp += 61 }
    var headers = WalletAuthentication.headers(
      key: key, chain: fault == "chain" ? .amoy : .polygon, timestamp: timestamp)
    let wrong = [
      "POLY_ADDRESS": other.address.checksummed, "POLY_TIMESTAMP": String(timestamp - 1),
      "POLY_NONCE": "1", "POLY_SIGNATURE": "0x00",
    ]
    for index in headers.fields.indices where headers.fields[index].name == fault {
      headers.fields[index].value = wrong[fault] ?? ""
    }
    if fault == "doubled" { headers.add("poly_nonce", "0") }
    let answer = rig.send(HTTPRequest(method: "POST", path: "/auth/api-key", headers: headers))
    #expect(answer.status == 401)
    #expect(answer.error == "Invalid L1 Request headers")
  }

  @Test(
    "a request that an API key does not prove is refused, whatever is wrong with it",
    arguments: [
      "none", "POLY_ADDRESS", "POLY_API_KEY", "POLY_PASSPHRASE", "POLY_TIMESTAMP",
      "POLY_SIGNATURE", "old", "early", "body", "path", "method", "doubled",
    ])
  func badKey(fault: String) throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let other = try rig.wallet(1)
    var timestamp = rig.seconds
    if fault == "old" { timestamp -= 61 }
    if fault == "early" { timestamp += 61 }
    let body = Array(#"["0x00"]"#.utf8)
    var headers = wallet.credentials.headers(
      address: wallet.key.address, timestamp: timestamp,
      method: fault == "method" ? "POST" : "DELETE",
      path: fault == "path" ? "/orders?x=1" : "/orders", body: fault == "body" ? [] : body)
    let wrong = [
      "POLY_ADDRESS": other.key.address.checksummed, "POLY_API_KEY": other.credentials.key,
      "POLY_PASSPHRASE": other.credentials.passphrase, "POLY_TIMESTAMP": String(timestamp - 1),
      "POLY_SIGNATURE": "AAAA",
    ]
    for index in headers.fields.indices where headers.fields[index].name == fault {
      headers.fields[index].value = wrong[fault] ?? ""
    }
    if fault == "doubled" { headers.add("poly_api_key", wallet.credentials.key) }
    if fault == "none" { headers = HTTPHeaders() }
    let answer = rig.send(
      HTTPRequest(method: "DELETE", path: "/orders", headers: headers, body: body))
    #expect(answer.status == 401)
    #expect(answer.error == "Unauthorized/Invalid api key")
  }

  @Test("the query is not signed, and names of headers are read in any case")
  func lenient() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    var headers = wallet.credentials.headers(
      address: wallet.key.address, timestamp: rig.seconds, method: "GET", path: "/data/orders")
    for index in headers.fields.indices {
      headers.fields[index].name = headers.fields[index].name.lowercased()
    }
    let answer = rig.send(
      HTTPRequest(
        method: "GET", path: "/data/orders", query: [("next_cursor", "MA==")], headers: headers))
    #expect(answer.status == 200)
    #expect(answer.json["next_cursor"]?.string == "LTE=")
  }

  @Test("a deleted key opens nothing, and its sockets are closed")
  func deletion() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let socket = rig.listen(wallet)
    #expect(rig.ask(wallet, "DELETE", "/auth/api-key").json == "OK")
    #expect(rig.ask(wallet, "GET", "/auth/api-keys").status == 401)
    #expect(
      rig.actions.contains { action in
        action.socket == socket && action.kind == .close(code: 1008, reason: "api key deleted")
      })
  }

  @Test("a read-only key asks and changes nothing; only its owner ends it")
  func readOnly() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let stranger = try rig.wallet(1)
    let made = rig.ask(wallet, "POST", "/auth/readonly-api-key").json
    let credentials = try #require(VenueRig.credentials(made))
    let reader = VenueRig.Wallet(key: wallet.key, credentials: credentials)
    #expect(rig.ask(reader, "GET", "/data/orders").status == 200)
    #expect(rig.ask(reader, "DELETE", "/cancel-all").status == 401)
    let body = #"{"key":"\#(credentials.key)"}"#
    #expect(rig.ask(stranger, "DELETE", "/auth/readonly-api-key", body: body).status == 400)
    #expect(rig.ask(reader, "GET", "/data/orders").status == 200)
    #expect(rig.ask(wallet, "DELETE", "/auth/readonly-api-key", body: body).status == 200)
    #expect(rig.ask(reader, "GET", "/data/orders").status == 401)
  }

  @Test("a socket with wrong credentials is closed, and gets nothing")
  func badSocket() throws {
    let rig = try VenueRig()
    var wallet = try rig.wallet()
    wallet.credentials = try #require(
      APICredentials(
        key: wallet.credentials.key, secret: wallet.credentials.secret, passphrase: "x"))
    let socket = rig.listen(wallet)
    #expect(
      rig.actions == [
        SocketAction(socket: socket, kind: .close(code: 1008, reason: "unauthorized"))
      ])
  }
}
