import Desk
import FixedPoint
package import Graph
package import Hashing
import JSON
import Orders
import Runner
package import Signing
import Stores
import Trading
import Venue
import VenueSimulator

/// What all runs have in common: the key, the limits of the shared store, the rules.
package struct SimulationSetting: Sendable {
  /// The key that signs; its address holds the funds.
  package let key: SigningKey
  let policy: ManagerPolicy

  /// Cancel-replaces that the window takes in 60 s: few, so that runs come by the cap.
  static let cap = 3
  /// After the last fault: when trades end, when the desk is told to end, when the run is over.
  static let closing: Int64 = 60_000
  static let drain: Int64 = 150_000
  static let end: Int64 = 240_000

  /// A setting for this key; orders carry `builder`.
  package init(key: SigningKey, builder: Digest32) {
    self.key = key
    policy = ManagerPolicy(
      owner: "simulation", apiKey: VenueFloor.owner.text, wallet: key.address.lowercaseHex,
      builder: builder)
  }

  /// A setting with a published key (account 9 of Anvil's), which holds nothing anywhere.
  package static func demonstration(
    _ graph: CompiledGraph
  ) throws(SimulationProblem) -> SimulationSetting {
    do throws(KeyError) {
      let key = try SigningKey(
        hex: "2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6")
      return SimulationSetting(key: key, builder: Digest32(0, 0, 0, 0xB1))
    } catch { throw .key(error) }
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

  func makeSigner(_ manager: OrderManager, _ store: any DeskStore) -> any DeskSigner {
    ProvisionalSigner(key, owner: VenueFloor.owner.text)
  }

  func makeJudge(_ log: any DurableLog) -> any DeskJudge { ProvisionalJudge() }

  /// The manager as the envelopes of a journal give it back.
  func recover(
    _ envelopes: [[UInt8]], _ tampering: Tampering
  ) throws(SimulationProblem) -> OrderManager {
    var manager = OrderManager(policy)
    let reader = JSONReader(maximumDepth: 32, maximumBytes: 1 << 20)
    for (position, envelope) in envelopes.enumerated() {
      do {
        let entry = try reader.withNode(of: envelope) { node -> RecordedEntry? in
          guard let payload = node.member("payload"), ManagerEntry.isEntry(payload) else {
            return nil
          }
          do throws(FieldProblem) {
            return .entry(try ManagerEntry(payload: payload), node.member("ts_ms")?.int64 ?? 0)
          } catch {
            return .unreadable("\(error)")
          }
        }
        switch entry {
        case .entry(let entry, let time):
          if tampering.isRecovered(entry) { manager.apply(entry, at: time) }
        case .unreadable(let text): throw SimulationProblem.unreadable(envelope: position + 1, text)
        case nil: break
        }
      } catch { throw .unreadable(envelope: position + 1, "\(error)") }
    }
    return manager
  }
}

/// What an envelope of a journal holds for the order manager.
private enum RecordedEntry {
  case entry(ManagerEntry, Int64)
  case unreadable(String)
}
