import Desk
import FixedPoint
package import Hashing
import Orders
import Runner
package import Signing
import Stores
import Trading
import Venue

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

  /// The shared store of a run, empty.
  func makeStore() -> any DeskStore {
    MemoryDeskStore(
      owner: policy.owner, wallet: policy.wallet,
      limits: DeskLimits(
        nonce: NonceLimits(
          pendingCeiling: 20, gapTolerance: 30_000, renewalWindow: 3_600_000,
          resequencesOnGap: true), cancelReplaces: Self.cap))
  }

  func makeSigner(_ manager: OrderManager, _ store: any DeskStore) -> any DeskSigner {
    ProvisionalSigner(key, owner: VenueFloor.owner.text)
  }

  func makeJudge(_ log: any DurableLog) -> any DeskJudge { ProvisionalJudge() }

  /// The manager as the envelopes of a journal give it back.
  func recover(_ envelopes: [[UInt8]], _ tampering: Tampering) -> OrderManager {
    OrderManager(policy)
  }
}
