package import FixedPoint
import Hashing
import JSON
package import Orders
package import Signing
import Synchronization
package import Venue

/// Reads what the chain says about a wallet from one node or several (JSON-RPC): the highest transaction count that any
/// of them names, since a node that lags must not lower it (facts/oms.md 3.4), and balances of one final block, all
/// from one node.
package final class ChainNodes: Sendable {
  private let endpoints: [String]
  private let wallet: Address
  private let signer: Address
  private let client: NodeClient
  private let tokens = Mutex<[UInt256]>([])

  /// The nodes at `endpoints`, asked about what `wallet` holds and how many transactions `signer` has sent: the key of
  /// a wallet that is a contract, and the wallet itself where nothing is said.
  package init(
    _ endpoints: [String], wallet: Address, signer: Address? = nil, transport: any VenueTransport
  ) {
    self.endpoints = endpoints
    self.wallet = wallet
    self.signer = signer ?? wallet
    client = NodeClient(transport)
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
      do throws(NodeClient.Failure) {
        let seen = try await transactionCount(endpoint)
        count = max(count ?? seen, seen)
        if whole == nil { whole = try await balances(endpoint) }
      } catch {
        complaints.append("\(Self.host(of: endpoint)): \(error.text)")
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

  private func transactionCount(_ endpoint: String) async throws(NodeClient.Failure) -> Int64 {
    let parameters: JSONValue = [.string(signer.lowercaseHex), "latest"]
    return try await client.number(endpoint, "eth_getTransactionCount", parameters)
  }

  private func balances(
    _ endpoint: String
  ) async throws(NodeClient.Failure) -> (
    block: Int64, collateral: Micros, shares: [UInt256: Micros]
  ) {
    let block = try await finalBlock(endpoint)
    let holder = wallet.word.hex
    // balanceOf(address) of ERC-20, balanceOf(address,uint256) of ERC-1155.
    let own = try await call(endpoint, ChainContracts.collateral, "0x70a08231" + holder, at: block)
    var held: [UInt256: Micros] = [:]
    for token in tokens.withLock({ $0 }) {
      held[token] = try await call(
        endpoint, ChainContracts.conditionalTokens, "0x00fdd58e" + holder + Digest32(token).hex,
        at: block)
    }
    return (block, own, held)
  }

  /// The last block that cannot be undone. A chain that has none yet is young: then what it has.
  private func finalBlock(_ endpoint: String) async throws(NodeClient.Failure) -> Int64 {
    let answer = try? await client.ask(endpoint, "eth_getBlockByNumber", ["finalized", false])
    if let number = NodeClient.number(answer?["number"]) { return number }
    return try await client.number(endpoint, "eth_blockNumber", [])
  }

  private func call(
    _ endpoint: String, _ contract: Address, _ data: String, at block: Int64
  ) async throws(NodeClient.Failure) -> Micros {
    let answer = try await client.ask(
      endpoint, "eth_call",
      [
        ["to": .string(contract.lowercaseHex), "data": .string(data)],
        .string("0x" + String(block, radix: 16)),
      ])
    guard let text = answer.string, let word = Digest32(prefixedHex: text),
      let amount = UInt256(word).uint64, let raw = Int64(exactly: amount)
    else { throw .unanswered("no amount: \(answer.compactText)") }
    return Micros(raw: raw)
  }
}
