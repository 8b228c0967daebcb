import FixedPoint
package import Hashing
import JSON
package import Orders
package import Signing
package import Venue

/// The nodes of the chain, for whoever sends transactions: what one costs, where it is, and taking it. Several nodes
/// are better: only what all of them say is a proof (facts/oms.md 3.4).
package struct TransactionNodes: Sendable {
  private let endpoints: [String]
  private let wallet: Address
  private let client: NodeClient

  /// The nodes at `endpoints`, for the transactions of `wallet`.
  package init(_ endpoints: [String], wallet: Address, transport: any VenueTransport) {
    self.endpoints = endpoints
    self.wallet = wallet
    client = NodeClient(transport)
  }

  /// The first node whose chain is another one than `chain`, with what it says; nil where none is.
  package func stranger(to chain: UInt64) async -> String? {
    for endpoint in endpoints {
      do throws(NodeClient.Failure) {
        let found = try await client.number(endpoint, "eth_chainId", [])
        if found != Int64(clamping: chain) { return "\(endpoint) is a node of chain \(found)" }
      } catch {
        // A node that is down now may be asked later.
        continue
      }
    }
    return nil
  }

  // MARK: What it costs

  /// What `request` would cost now: the call is tried on the chain as it is, so that what would revert burns nothing.
  package func quote(_ request: TransactionRequest) async -> TransactionEvent {
    var complaint = "no node is named"
    for endpoint in endpoints {
      do throws(NodeClient.Failure) {
        return try await quote(request, endpoint)
      } catch .refused(let text) {
        return .notQuoted(id: request.id, codes: [], message: "the chain would refuse it: \(text)")
      } catch {
        complaint = "\(endpoint): \(error.text)"
      }
    }
    return .notQuoted(
      id: request.id, codes: ["NONCE_SHEPHERD_RPC_FAILURE"], message: complaint)
  }

  private func quote(
    _ request: TransactionRequest, _ endpoint: String
  ) async throws(NodeClient.Failure) -> TransactionEvent {
    let estimate = try await client.number(
      endpoint, "eth_estimateGas",
      [
        [
          "from": .string(wallet.lowercaseHex), "to": .string(request.to.lowercaseHex),
          "value": .string(Self.quantity(request.value)),
          "data": .string("0x" + Hexadecimal.text(request.data)),
        ]
      ])
    let (base, tip) = try await fees(endpoint)
    // What a contract uses depends on what others do before it: a fifth more. A plain transfer uses what it uses.
    let gas = UInt64(clamping: request.data.isEmpty ? estimate : estimate + estimate / 5)
    let quote = TransactionQuote(gas: gas, baseFee: base, tip: tip)
    guard
      let fee = TransactionFee.bid(baseFee: base, tip: tip, cap: request.feeCap)
    else { return .quoted(id: request.id, quote) }
    let balance = try await balance(endpoint)
    let (low, isLarge) = request.value.low.addingReportingOverflow(
      UInt128(gas) * UInt128(fee.most))
    guard request.value.high == 0, !isLarge, balance.high > 0 || balance.low >= low else {
      return .notQuoted(
        id: request.id, codes: [],
        message: "the wallet has \(balance) wei, and it may cost \(low) wei")
    }
    return .quoted(id: request.id, quote)
  }

  private func balance(_ endpoint: String) async throws(NodeClient.Failure) -> UInt256 {
    let answer = try await client.ask(
      endpoint, "eth_getBalance", [.string(wallet.lowercaseHex), "latest"])
    guard let text = answer.string, text.hasPrefix("0x"),
      let balance = UInt256(hexadecimal: text.dropFirst(2).utf8)
    else { throw .unanswered("eth_getBalance: no number: \(answer.compactText)") }
    return balance
  }

  private func fees(
    _ endpoint: String
  ) async throws(NodeClient.Failure) -> (base: UInt64, tip: UInt64) {
    let block = try await client.ask(endpoint, "eth_getBlockByNumber", ["latest", false])
    guard let base = NodeClient.number(block["baseFeePerGas"]) else {
      throw .unanswered("eth_getBlockByNumber: no baseFeePerGas")
    }
    let tip = try await client.number(endpoint, "eth_maxPriorityFeePerGas", [])
    return (UInt64(clamping: base), UInt64(clamping: tip))
  }

  private static func quantity(_ value: UInt256) -> String {
    let digits = Digest32(value).hex.drop { $0 == "0" }
    return "0x" + (digits.isEmpty ? "0" : digits)
  }

  // MARK: Where it is

  /// One look through all nodes; nil and the reason where none of them answered.
  package func look(_ hashes: [Digest32]) async -> (sight: TransactionSight?, complaint: String) {
    var sight: TransactionSight?
    var complaint = "no node is named"
    var isComplete = !endpoints.isEmpty
    for endpoint in endpoints {
      do throws(NodeClient.Failure) {
        let seen = try await look(hashes, endpoint)
        sight = sight.map { Self.merged($0, seen) } ?? seen
      } catch {
        isComplete = false
        complaint = "\(endpoint): \(error.text)"
      }
    }
    sight?.isComplete = isComplete
    return (sight, complaint)
  }

  private func look(
    _ hashes: [Digest32], _ endpoint: String
  ) async throws(NodeClient.Failure) -> TransactionSight {
    // The count first: what is mined in between is found by its receipt, and never taken for somebody else's.
    let count = try await client.number(
      endpoint, "eth_getTransactionCount", [.string(wallet.lowercaseHex), "latest"])
    let (base, tip) = try await fees(endpoint)
    var outcomes: [Digest32: TransactionOutcome] = [:]
    var known: Set<Digest32> = []
    for hash in hashes {
      let receipt = try await client.ask(
        endpoint, "eth_getTransactionReceipt", [.string(hash.prefixedHex)])
      if let outcome = Self.outcome(receipt, hash) {
        outcomes[hash] = outcome
        known.insert(hash)
        continue
      }
      let found = try await client.ask(
        endpoint, "eth_getTransactionByHash", [.string(hash.prefixedHex)])
      if found["hash"]?.string != nil { known.insert(hash) }
    }
    let head = try await client.number(endpoint, "eth_blockNumber", [])
    return TransactionSight(
      head: head, count: count, baseFee: base, tip: tip, outcomes: outcomes, known: known,
      isComplete: true)
  }

  /// The highest count and block; of a hash that two nodes have in different blocks the later one, which is the less
  /// deep.
  private static func merged(_ left: TransactionSight, _ right: TransactionSight)
    -> TransactionSight
  {
    var sight = left
    sight.head = max(left.head, right.head)
    sight.count = max(left.count, right.count)
    sight.outcomes.merge(right.outcomes) { $0.block >= $1.block ? $0 : $1 }
    sight.known.formUnion(right.known)
    return sight
  }

  private static func outcome(_ receipt: JSONValue, _ hash: Digest32) -> TransactionOutcome? {
    guard let block = NodeClient.number(receipt["blockNumber"]),
      let status = receipt["status"]?.string
    else { return nil }
    return TransactionOutcome(
      hash: hash, block: block, succeeded: status == "0x1",
      gasUsed: UInt64(clamping: NodeClient.number(receipt["gasUsed"]) ?? 0),
      price: UInt64(clamping: NodeClient.number(receipt["effectiveGasPrice"]) ?? 0))
  }

  // MARK: Taking it

  /// Hands the bytes to every node; the best of their answers.
  package func send(_ bytes: [UInt8]) async -> SendAnswer {
    let text = JSONValue.string("0x" + Hexadecimal.text(bytes))
    var answers: [SendAnswer] = []
    for endpoint in endpoints {
      do throws(NodeClient.Failure) {
        _ = try await client.ask(endpoint, "eth_sendRawTransaction", [text])
        answers.append(.accepted(node: endpoint))
      } catch .refused(let why) {
        answers.append(Self.answer(why, endpoint))
      } catch {
        answers.append(.doubtful("\(endpoint): \(error.text)"))
      }
    }
    return answers.min { Self.rank($0) < Self.rank($1) } ?? .doubtful("no node is named")
  }

  /// Nodes tell their reasons apart by their words alone; these are go-ethereum's, which Bor, Erigon, Besu and Reth
  /// share in these cases. What nobody knows is in doubt: never "not sent".
  private static func answer(_ why: String, _ endpoint: String) -> SendAnswer {
    let words = why.lowercased()
    func says(_ known: String...) -> Bool { known.contains { words.contains($0) } }
    let text = "\(endpoint): \(why)"
    if says("already known", "known transaction", "already imported") {
      return .accepted(node: endpoint)
    }
    if says("nonce too low") { return .stale(text) }
    if says("replacement transaction underpriced", "replacement fee too low") {
      return .underpriced(text)
    }
    if says(
      "insufficient funds", "intrinsic gas too low", "exceeds block gas limit", "tip cap",
      "gas price below minimum", "invalid sender", "invalid chain id", "max priority fee per gas",
      "oversized data", "transaction type not supported", "rlp:")
    {
      return .refused(text)
    }
    return .doubtful(text)
  }

  /// The best first: one node that has it is enough, and one that may have it is no refusal.
  private static func rank(_ answer: SendAnswer) -> Int {
    switch answer {
    case .accepted: 0
    case .stale: 1
    case .doubtful: 2
    case .underpriced: 3
    case .refused: 4
    }
  }
}
