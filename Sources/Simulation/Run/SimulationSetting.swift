import Desk
import FixedPoint
package import Graph
import Hashing
import JSON
import Orders
import Runner
import Signing
import Stores
import Trading
import Venue
import VenueSimulator

/// What all runs have in common: the key, the policies, the limits of the shared store.
package struct SimulationSetting: Sendable {
  /// The key that signs; its address holds the funds.
  let key: SigningKey
  let policy: ManagerPolicy
  /// Those who may reset kills, with their keys.
  let approvers: [Approver]
  private let graph: CompiledGraph

  /// Cancel-replaces that the window takes in 60 s: few, so that runs come by the cap.
  static let cap = 3
  /// After the last fault: when trades end, when the desk is told to end, when the run is over.
  static let closing: Int64 = 60_000
  static let drain: Int64 = 150_000
  static let end: Int64 = 240_000

  /// A setting with these policies and a published key (account 9 of Anvil's), which holds nothing anywhere.
  package init(_ graph: CompiledGraph) throws(SimulationProblem) {
    do throws(KeyError) {
      approvers = try ["ada", "ben", "cleo"].enumerated().map { index, name throws(KeyError) in
        Approver(
          name: name, key: try SigningKey(hex: String(repeating: "0", count: 63) + "\(index + 1)"))
      }
      key = try SigningKey(hex: "2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6")
    } catch { throw .key(error) }
    self.graph = graph
    var policy = ManagerPolicy(
      owner: "simulation", apiKey: VenueFloor.owner.text, wallet: key.address.lowercaseHex,
      builder: Digest32(0, 0, 0, 0xB1))
    policy.approvers = approvers.map { KillApprover(name: $0.name, address: $0.key.address) }
    self.policy = policy
  }

  /// Somebody who may reset.
  struct Approver: Sendable {
    var name: String
    var key: SigningKey
  }

  /// The shared store as a process of a run reaches it.
  func makeStore(_ medium: MemoryDeskStore.Medium) -> any DeskStore & KillLatch {
    MemoryDeskStore(
      owner: policy.owner, wallet: policy.wallet,
      limits: DeskLimits(
        nonce: NonceLimits(
          pendingCeiling: 20, gapTolerance: 30_000, renewalWindow: 3_600_000,
          resequencesOnGap: true), cancelReplaces: Self.cap), medium: medium)
  }

  /// The signer of a process that goes on from `manager`.
  func makeSigner(_ manager: OrderManager, _ latch: any KillLatch) -> any DeskSigner {
    KeyDeskSigner(
      KeyDeskSigner.Identity(
        key: key, apiKey: VenueFloor.owner.text, chain: .polygon, secret: Array("lane".utf8)),
      latch: latch, lastTimestamp: manager.books.lastTimestamp
    ) { _ in .v2 }
  }

  /// The evaluation graph of a process that writes into `log`.
  func makeJudge(_ log: any DurableLog) -> any DeskJudge {
    GraphJudge(graph, log: log, engine: "polytraders-simulation")
  }

  /// The manager as the envelopes of a journal give it back.
  func recover(
    _ envelopes: [[UInt8]], _ tampering: Tampering
  ) throws(SimulationProblem) -> OrderManager {
    var fold = ManagerFold(policy)
    do throws(RecoveryFailure) {
      for envelope in envelopes where Self.isKept(envelope, tampering) { try fold.take(envelope) }
    } catch { throw .unreadable(error) }
    return fold.manager
  }

  private static func isKept(_ envelope: [UInt8], _ tampering: Tampering) -> Bool {
    guard let isRecovered = tampering.isRecovered else { return true }
    let reader = JSONReader(maximumDepth: 64)
    let entry = try? reader.withNode(of: envelope) { node in
      node.member("payload").flatMap { try? ManagerEntry(payload: $0) }
    }
    return entry.flatMap(\.self).map(isRecovered) ?? true
  }
}
