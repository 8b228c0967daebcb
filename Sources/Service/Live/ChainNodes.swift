package import FixedPoint
import Hashing
import JSON
import Network
package import Orders
package import Signing
import Synchronization
package import Venue

/// Reads what the chain says about a wallet from one node or several (JSON-RPC): the highest transaction count that any
/// of them names, since a node that lags must not lower it (facts/oms.md 3.4), and balances of one final block, all
/// from one node.
package final class ChainNodes: Sendable {
  /// Why a chain was not read.
  private enum Failure: Error {
    case unanswered(String)
    case refused(String)
  }

  private let endpoints: [String]
  private let wallet: Address
  private let signer: Address
  private let collateral: Address
  private let shares: Address
  private let transport: any VenueTransport
  private let tokens = Mutex<[UInt256]>([])

  /// pUSD and the conditional tokens of the CLOB V2 on both of its chains (facts/polymarket-v2.md 1.2).
  private static let contracts = (
    collateral: "0xc011a7e12a19f7b1f670d46f03b03f3342e82dfb",
    shares: "0x4d97dcd97ec945f40cf65f87097ace5ea0476045"
  )

  /// The nodes at `endpoints`, asked about what `wallet` holds and how many transactions `signer` has sent: the key of
  /// a wallet that is a contract, and the wallet itself where nothing is said.
  package init(
    _ endpoints: [String], wallet: Address, signer: Address? = nil, transport: any VenueTransport
  ) {
    guard let collateral = Address(hex: Self.contracts.collateral),
      let shares = Address(hex: Self.contracts.shares)
    else { preconditionFailure("the contracts have addresses") }
    self.endpoints = endpoints
    self.wallet = wallet
    self.signer = signer ?? wallet
    self.transport = transport
    self.collateral = collateral
    self.shares = shares
  }

  /// Whether there is any node to ask.
  package var isEmpty: Bool { endpoints.isEmpty }

  /// From now on also the shares of these tokens are read.
  package func watch(_ more: [UInt256]) {
    tokens.withLock { tokens in
      for token in more where !tokens.contains(token) { tokens.append(token) }
    }
  }

  /// What the nodes say now, or that none of them could be read to the end.
  package func read() async -> ChainOutcome {
    var count: Int64?
    var whole: (block: Int64, collateral: Micros, shares: [UInt256: Micros])?
    var complaints: [String] = []
    for endpoint in endpoints {
      do {
        let seen = try await transactionCount(endpoint)
        count = max(count ?? seen, seen)
        if whole == nil { whole = try await balances(endpoint) }
      } catch Failure.unanswered(let text), Failure.refused(let text) {
        complaints.append("\(Self.host(of: endpoint)): \(text)")
      } catch {
        complaints.append("\(Self.host(of: endpoint)): \(error)")
      }
    }
    guard let count, let whole else {
      return .failed(complaints.isEmpty ? "no node is named" : complaints.joined(separator: "; "))
    }
    return .read(
      ChainReading(
        block: whole.block, transactionCount: count, collateral: whole.collateral,
        shares: whole.shares))
  }

  /// Which node it is. The rest of its address is often a key that nobody may read.
  private static func host(of endpoint: String) -> Substring {
    let rest = endpoint.split(separator: "://", maxSplits: 1).last ?? endpoint[...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return authority.split(separator: "@").last ?? authority
  }

  private func transactionCount(_ endpoint: String) async throws -> Int64 {
    let parameters: JSONValue = [.string(signer.lowercaseHex), "latest"]
    return try Self.number(await ask(endpoint, "eth_getTransactionCount", parameters))
  }

  private func balances(
    _ endpoint: String
  ) async throws -> (block: Int64, collateral: Micros, shares: [UInt256: Micros]) {
    let block = try await finalBlock(endpoint)
    let holder = wallet.word.hex
    // balanceOf(address) of ERC-20, balanceOf(address,uint256) of ERC-1155.
    let own = try await call(endpoint, collateral, "0x70a08231" + holder, at: block)
    var held: [UInt256: Micros] = [:]
    for token in tokens.withLock({ $0 }) {
      held[token] = try await call(
        endpoint, shares, "0x00fdd58e" + holder + Digest32(token).hex, at: block)
    }
    return (block, own, held)
  }

  /// The last block that cannot be undone. A chain that has none yet is young: then what it has.
  private func finalBlock(_ endpoint: String) async throws -> Int64 {
    let answer = try? await ask(endpoint, "eth_getBlockByNumber", ["finalized", false])
    if let number = answer?["number"] { return try Self.number(number) }
    return try Self.number(await ask(endpoint, "eth_blockNumber", []))
  }

  private func call(
    _ endpoint: String, _ contract: Address, _ data: String, at block: Int64
  ) async throws -> Micros {
    let answer = try await ask(
      endpoint, "eth_call",
      [
        ["to": .string(contract.lowercaseHex), "data": .string(data)],
        .string("0x" + String(block, radix: 16)),
      ])
    guard let text = answer.string, let word = Digest32(prefixedHex: text),
      let amount = UInt256(word).uint64, let raw = Int64(exactly: amount)
    else { throw Failure.unanswered("no amount: \(answer.compactText)") }
    return Micros(raw: raw)
  }

  private func ask(
    _ endpoint: String, _ method: String, _ parameters: JSONValue
  ) async throws -> JSONValue {
    var writer = JSONWriter()
    JSONValue.object([
      .init("jsonrpc", "2.0"), .init("id", 1), .init("method", .string(method)),
      .init("params", parameters),
    ]).write(to: &writer)
    var headers = HTTPHeaders()
    headers.add("Content-Type", "application/json")
    let request = HTTPClientRequest(
      method: "POST", url: endpoint, headers: headers, body: writer.bytes, milliseconds: 4_000)
    let response: HTTPResponse
    do {
      response = try await transport.send(request)
    } catch {
      throw Failure.unanswered("\(method): \(error.reason)")
    }
    guard response.status == 200, let answer = try? JSONValue(parsing: response.body) else {
      throw Failure.unanswered("\(method): status \(response.status)")
    }
    if let error = answer["error"] {
      throw Failure.refused("\(method): \(error["message"]?.string ?? "an error")")
    }
    guard let result = answer["result"] else { throw Failure.unanswered("\(method): no result") }
    return result
  }

  private static func number(_ value: JSONValue) throws -> Int64 {
    guard let text = value.string, text.hasPrefix("0x"),
      let number = Int64(text.dropFirst(2), radix: 16)
    else { throw Failure.unanswered("no number: \(value.compactText)") }
    return number
  }
}
