import FixedPoint
import Hashing
import JSON
import Network
import Signing
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("orders over HTTP")
struct ServerTradingTests {
  @Test("an order that rests is answered as live, listed, told on both channels and cancelled")
  func rests() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let (user, market) = (rig.listen(wallet), rig.watch())
    _ = rig.frames(market)
    let order = try rig.order(wallet, .buy, "0.4", "20")
    let id = order.id.prefixedHex
    let answer = rig.ask(wallet, "POST", "/order", body: order.request.body)
    #expect(answer.status == 200)
    #expect(
      answer.json == [
        "success": true, "errorMsg": "", "orderID": .string(id), "status": "live",
        "makingAmount": "", "takingAmount": "",
      ])
    let listed = rig.ask(wallet, "GET", "/data/orders").json["data"]?.array?.first
    #expect(listed?["id"]?.string == id)
    #expect(listed?["original_size"]?.string == "20")
    #expect(listed?["price"]?.string == "0.4")
    #expect(listed?["created_at"]?.int64 == Int64(rig.seconds))
    #expect(rig.ask(wallet, "GET", "/data/order/\(id)").json == listed)
    let placed = try #require(try rig.events(user).first)
    #expect(placed["type"]?.string == "PLACEMENT")
    #expect(placed["id"]?.string == id)
    let change = try #require(try rig.events(market).first)
    #expect(change["event_type"]?.string == "price_change")
    #expect(change["price_changes"]?.array?.count == 2)
    let cancelled = rig.ask(wallet, "DELETE", "/order", body: #"{"orderID":"\#(id)"}"#)
    #expect(cancelled.json == ["canceled": [.string(id)], "not_canceled": [:]])
    let again = rig.ask(wallet, "DELETE", "/order", body: #"{"orderID":"\#(id)"}"#)
    #expect(
      again.json["not_canceled"]?[id]?.string
        == "order can't be found - already canceled or matched")
    #expect(try rig.events(user).map { $0["type"]?.string } == ["CANCELLATION"])
    #expect(
      rig.ask(wallet, "GET", "/data/order/\(id)").json["status"]?.string == "CANCELED")
  }

  @Test("a match is told to both sides, settles on the chain, and its hash comes later")
  func matches() throws {
    let rig = try VenueRig()
    let (maker, taker) = (try rig.wallet(0), try rig.wallet(1))
    let (makerSocket, takerSocket) = (rig.listen(maker), rig.listen(taker))
    _ = try rig.post(maker, .sell, "0.5", "30")
    let answer = try rig.post(taker, .buy, "0.6", "10")
    #expect(answer.json["status"]?.string == "matched")
    #expect(answer.json["makingAmount"]?.string == "5")
    #expect(answer.json["takingAmount"]?.string == "10")
    #expect(answer.json["transactionsHashes"] == nil)
    let trade = try #require(answer.json["tradeIDs"]?.array?.first?.string)
    let early = rig.ask(taker, "GET", "/data/trades", [("id", trade)]).json["data"]?.array?.first
    #expect(early?["status"]?.string == "TRADE_STATUS_MATCHED")
    #expect(early?["transaction_hash"]?.string == "")
    #expect(early?["trader_side"]?.string == "TAKER")
    for _ in 0..<100 { rig.pass(100) }
    let late = try #require(
      rig.ask(maker, "GET", "/data/trades", [("id", trade)]).json["data"]?.array?.first)
    #expect(late["status"]?.string == "TRADE_STATUS_CONFIRMED")
    #expect(late["trader_side"]?.string == "MAKER")
    let hash = try #require(late["transaction_hash"]?.string)
    #expect(Digest32(prefixedHex: hash) != nil)
    for socket in [makerSocket, takerSocket] {
      let trades = try rig.events(socket).filter { $0["event_type"]?.string == "trade" }
      #expect(trades.map { $0["status"]?.string } == ["MATCHED", "MINED", "CONFIRMED"])
    }
    let receipt = rig.node(
      #"{"jsonrpc":"2.0","id":1,"method":"eth_getTransactionReceipt","params":["\#(hash)"]}"#)
    #expect(receipt["result"]?["status"]?.string == "0x1")
  }

  @Test("what the chain holds for an account is what the venue says, through trades of all kinds")
  func chainAgrees() throws {
    let rig = try VenueRig()
    let (first, second) = (try rig.wallet(0), try rig.wallet(1))
    // One token changes hands; two buyers make pairs; two sellers merge them; a market with fees.
    _ = try rig.post(first, .sell, "0.5", "30")
    _ = try rig.post(second, .buy, "0.5", "30")
    _ = try rig.post(first, .buy, "0.4", "20")
    _ = try rig.post(second, .buy, "0.6", "20", outcome: .no)
    _ = try rig.post(first, .sell, "0.7", "10")
    _ = try rig.post(second, .sell, "0.3", "10", outcome: .no)
    _ = try rig.post(first, .sell, "0.5", "30", market: 3)
    _ = try rig.post(second, .buy, "0.5", "30", market: 3)
    for _ in 0..<120 { rig.pass(100) }
    let trades = rig.ask(second, "GET", "/data/trades").json["data"]?.array ?? []
    #expect(trades.count == 4)
    #expect(trades.allSatisfy { $0["status"]?.string == "TRADE_STATUS_CONFIRMED" })
    for wallet in [first, second] {
      let collateral = rig.ask(
        wallet, "GET", "/balance-allowance", [("asset_type", "COLLATERAL")])
      #expect(
        collateral.json["balance"]?.string == rig.collateralOnChain(wallet.key.address).description)
      for market in [0, 3] {
        for outcome in Outcome.allCases {
          let token = rig.venue.exchange.markets[market].tokenID(outcome)
          let shares = rig.ask(
            wallet, "GET", "/balance-allowance",
            [("asset_type", "CONDITIONAL"), ("token_id", token.description)])
          #expect(
            shares.json["balance"]?.string
              == rig.sharesOnChain(wallet.key.address, token).description)
        }
      }
    }
  }

  @Test("a trade that fails leaves reverted transactions, and nothing changes hands")
  func failure() throws {
    let rig = try VenueRig()
    let (maker, taker) = (try rig.wallet(0), try rig.wallet(1))
    let told = rig.ask("POST", "/admin/settlements", body: "{outcome: failed, retries: 1}")
    #expect(told.status == 200)
    let before = rig.collateralOnChain(taker.key.address)
    let socket = rig.listen(taker)
    _ = try rig.post(maker, .sell, "0.5", "30")
    _ = try rig.post(taker, .buy, "0.5", "30")
    for _ in 0..<120 { rig.pass(100) }
    let events = try rig.events(socket).filter { $0["event_type"]?.string == "trade" }
    #expect(events.map { $0["status"]?.string } == ["MATCHED", "RETRYING", "FAILED"])
    let hash = try #require(events.last?["transaction_hash"]?.string)
    let receipt = rig.node(
      #"{"jsonrpc":"2.0","id":1,"method":"eth_getTransactionReceipt","params":["\#(hash)"]}"#)
    #expect(receipt["result"]?["status"]?.string == "0x0")
    #expect(rig.collateralOnChain(taker.key.address) == before)
  }

  @Test(
    "orders that prove nothing, or not enough, are refused in the venue's words",
    arguments: [
      ("owner", "the order owner has to be the owner of the API KEY"),
      ("signer", "the order signer address has to be the address of the API KEY"),
      ("amount", "invalid signature"), ("domain", "invalid signature"),
      ("old domain", "order_version_mismatch"), ("maker", "invalid signature"),
      ("token", "Invalid token id"), ("signature", "Invalid order payload"),
      ("wallet", "invalid signature"),
    ])
  func unproved(fault: String, text: String) throws {
    let rig = try VenueRig()
    let (wallet, other) = (try rig.wallet(0), try rig.wallet(1))
    let signing = fault == "signer" ? other : wallet
    var request = try rig.order(signing, .buy, "0.4", "20").request
    switch fault {
    case "owner": request.owner = other.credentials.key
    case "signer": request.owner = wallet.credentials.key
    case "amount": request.order.takerAmount += 10_000
    case "domain", "old domain":
      let contract = fault == "domain" ? ExchangeContract.negativeRiskV2 : .v1
      let digest = request.order.digest(in: .of(contract, on: .polygon))
      request.signature = .key(wallet.key.sign(digest))
    case "maker":
      request = try rig.order(wallet, .buy, "0.4", "20") { $0.maker = other.key.address }.request
    case "token": request.order.tokenID = UInt256(UInt64(1))
    case "wallet":
      // A deposit wallet whose owner is somebody else.
      request = try rig.order(other, .buy, "0.4", "20") { order in
        order.signatureType = .depositWallet
      }.request
      request.owner = wallet.credentials.key
    default: break
    }
    var body = String(decoding: request.body, as: UTF8.self)
    if fault == "signature" {
      body = body.replacing(request.signature.hex, with: "0x1234")
    }
    let answer = rig.ask(wallet, "POST", "/order", body: body)
    #expect(answer.status == 400)
    #expect(answer.error == text)
    #expect(rig.venue.exchange.openOrderCount == 0)
  }

  @Test(
    "proxies, safes and deposit wallets trade with what they hold",
    arguments: [VenueOrder.SignatureType.proxy, .gnosisSafe, .depositWallet])
  func wallets(type: VenueOrder.SignatureType) throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let funder = try #require(Address(hex: "0x00000000000000000000000000000000000000aa"))
    let order = try rig.order(wallet, .buy, "0.4", "20") { order in
      order.signatureType = type
      order.maker = funder
      if type == .depositWallet { order.signer = funder }
    }
    let answer = rig.ask(wallet, "POST", "/order", body: order.request.body)
    #expect(answer.json["status"]?.string == "live")
    #expect(answer.json["orderID"]?.string == order.id.prefixedHex)
    let listed = rig.ask(wallet, "GET", "/data/orders").json["data"]?.array?.first
    #expect(listed?["maker_address"]?.string == funder.checksummed)
  }

  @Test("nobody trades with the funds of another by naming them as a wallet of its own")
  func foreignFunds() throws {
    let rig = try VenueRig()
    let (wallet, other) = (try rig.wallet(0), try rig.wallet(1))
    let funder = try #require(Address(hex: "0x00000000000000000000000000000000000000aa"))
    func post(_ signer: VenueRig.Wallet, _ maker: Address) throws -> VenueRig.Answer {
      let order = try rig.order(signer, .buy, "0.4", "20") { order in
        order.signatureType = .proxy
        order.maker = maker
      }
      return rig.ask(signer, "POST", "/order", body: order.request.body)
    }
    #expect(try post(wallet, other.key.address).error == "invalid signature")
    #expect(try post(wallet, funder).status == 200)
    #expect(try post(other, funder).error == "invalid signature")
  }

  @Test(
    "while the engine takes nothing, a batch is refused whole",
    arguments: [("restarting", 425), ("disabled", 503), ("cancel-only", 503)])
  func modes(mode: String, status: Int) throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let order = try rig.order(wallet, .buy, "0.4", "20")
    let body = "[" + String(decoding: order.request.body, as: UTF8.self) + "]"
    #expect(rig.ask("POST", "/admin/mode", body: mode).status == 200)
    #expect(rig.ask(wallet, "POST", "/orders", body: body).status == status)
    let cancels = rig.ask(wallet, "DELETE", "/cancel-all").status
    #expect(cancels == (mode == "cancel-only" ? 200 : status))
    #expect(rig.ask("POST", "/admin/mode", body: "normal").status == 200)
    #expect(rig.ask(wallet, "POST", "/orders", body: body).status == 200)
  }

  @Test("a batch answers leg by leg; what is refused says so in a leg of its own")
  func batch() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    var bodies: [String] = []
    for (price, size) in [("0.4", "20"), ("0.4", "1"), ("0.41", "20")] {
      let order = try rig.order(wallet, .buy, price, size)
      bodies.append(String(decoding: order.request.body, as: UTF8.self))
    }
    bodies.append("{}")
    let body = "[" + bodies.joined(separator: ",") + "]"
    let legs = try #require(rig.ask(wallet, "POST", "/orders", body: body).json.array)
    #expect(legs.map { $0["status"]?.string } == ["live", "", "live", ""])
    #expect(legs.allSatisfy { $0["success"]?.bool == true })
    #expect(legs[1]["errorMsg"]?.string?.hasSuffix("lower than the minimum: 5") == true)
    #expect(legs[1]["orderID"]?.string == "")
    #expect(legs[3]["errorMsg"]?.string == "Invalid order payload")
    let many = "[" + Array(repeating: "{}", count: 16).joined(separator: ",") + "]"
    let refused = rig.ask(wallet, "POST", "/orders", body: many)
    #expect(refused.status == 400)
    #expect(refused.error == "Too many orders in payload: 16, max allowed: 15")
  }

  @Test("limits are told in headers, and refuse with 429 once they are used up")
  func limits() throws {
    let rig = try VenueRig { configuration, _ in configuration.rateMode = .enforcing }
    let wallet = try rig.wallet()
    let first = try rig.post(wallet, .buy, "0.1", "5")
    #expect(first.headers["Poly-RateLimit-Remaining"] == "59")
    #expect(first.headers["Poly-RateLimit-Tier"] == "standard")
    for _ in 0..<59 { _ = try rig.post(wallet, .buy, "0.1", "5") }
    let refused = try rig.post(wallet, .buy, "0.1", "5")
    #expect(refused.status == 429)
    #expect(refused.headers["Retry-After"] == "1")
    #expect(refused.headers["Poly-RateLimit-Remaining"] == "0")
    rig.pass(1_000)
    #expect(try rig.post(wallet, .buy, "0.1", "5").status == 200)
  }

  @Test("heartbeats chain their ids, and silence cancels what the key has open")
  func heartbeats() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    _ = try rig.post(wallet, .buy, "0.4", "20")
    let first = rig.ask(wallet, "POST", "/v1/heartbeats", body: #"{"heartbeat_id":""}"#)
    let id = try #require(first.json["heartbeat_id"]?.string)
    let wrong = rig.ask(wallet, "POST", "/v1/heartbeats", body: #"{"heartbeat_id":"x"}"#)
    #expect(wrong.status == 400)
    #expect(
      wrong.json == ["error_msg": "Invalid Heartbeat ID", "heartbeat_id": .string(id)])
    rig.pass(9_000)
    let next = rig.ask(wallet, "POST", "/v1/heartbeats", body: #"{"heartbeat_id":"\#(id)"}"#)
    #expect(next.status == 200)
    rig.pass(9_000)
    #expect(rig.venue.exchange.openOrderCount == 1)
    rig.pass(7_000)
    #expect(rig.venue.exchange.openOrderCount == 0)
  }

  @Test("a listing of many orders comes page by page, every order once")
  func pages() throws {
    let rig = try VenueRig { _, settings in settings.pageSize = 3 }
    let wallet = try rig.wallet()
    for _ in 0..<8 { _ = try rig.post(wallet, .buy, "0.1", "5") }
    var cursor = "MA=="
    var ids: [String] = []
    for _ in 0..<10 where cursor != "LTE=" {
      let page = rig.ask(wallet, "GET", "/data/orders", [("next_cursor", cursor)]).json
      ids += page["data"]?.array?.compactMap { $0["id"]?.string } ?? []
      cursor = page["next_cursor"]?.string ?? ""
    }
    #expect(cursor == "LTE=")
    #expect(ids.count == 8)
    #expect(Set(ids).count == 8)
    let bad = rig.ask(wallet, "GET", "/data/orders", [("next_cursor", "x")])
    #expect(bad.status == 400)
  }

  @Test("one user sees neither orders nor trades of another")
  func privacy() throws {
    let rig = try VenueRig()
    let (wallet, other) = (try rig.wallet(0), try rig.wallet(1))
    let order = try rig.order(wallet, .buy, "0.4", "20")
    _ = rig.ask(wallet, "POST", "/order", body: order.request.body)
    #expect(rig.ask(other, "GET", "/data/orders").json["data"]?.array?.isEmpty == true)
    #expect(rig.ask(other, "GET", "/data/order/\(order.id.prefixedHex)").json == .null)
    let cancel = rig.ask(
      other, "DELETE", "/order", body: #"{"orderID":"\#(order.id.prefixedHex)"}"#)
    #expect(cancel.json["canceled"]?.array?.isEmpty == true)
    #expect(rig.venue.exchange.openOrderCount == 1)
  }
}

extension VenueRig {
  /// Asks a node of the chain.
  func node(_ body: String) -> JSONValue {
    let request = HTTPRequest(method: "POST", path: "/", body: Array(body.utf8))
    let answer = venue.answerNode(request, now: now)
    return (try? JSONValue(parsing: answer.response.body)) ?? .null
  }

  private func call(_ contract: Address, _ data: String) -> UInt64 {
    let call = #"{"to":"\#(contract.lowercaseHex)","data":"0x\#(data)"}"#
    let result = node(
      #"{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[\#(call),"latest"]}"#)["result"]
    return result?.string.flatMap { Digest32(prefixedHex: $0) }?.words.3 ?? .max
  }

  /// pUSD of an address on the chain, in units of 1e-6.
  func collateralOnChain(_ address: Address) -> UInt64 {
    call(venue.chain.configuration.contracts.collateral, "70a08231" + address.word.hex)
  }

  /// Shares of an address on the chain, in units of 1e-6.
  func sharesOnChain(_ address: Address, _ token: UInt256) -> UInt64 {
    call(
      venue.chain.configuration.contracts.conditionalTokens,
      "00fdd58e" + address.word.hex + Digest32(token).hex)
  }
}
