package import VenueSimulator

/// One thing of the script of a run: what strategies, people and bad luck do, at times that were drawn before the
/// run began. Leaving one out changes nothing about the others, which is what shrinking lives on.
package struct Incident: Sendable {
  /// What happens.
  package enum Kind: Sendable {
    /// A strategy looks at its market and decides something; what, follows from this number.
    case strategy(UInt64)
    /// The user channel is down for so many milliseconds; nothing of what happens then is told.
    case channelDown(Int64)
    /// Nothing comes through in either direction for so long.
    case partition(Int64)
    /// The process dies when it has come by its crash points so many times, and starts again after so long.
    case crash(points: Int, downtime: Int64)
    /// The engine's mode for so long.
    case mode(EngineMode, Int64)
    /// 429 for so long.
    case throttled(Int64)
    /// All beats are lost for so long.
    case silentHeart(Int64)
    /// The clock of the desk leaps by so many milliseconds.
    case clockLeap(Int64)
    /// What the nodes do for so long.
    case nodes(NodeTrouble, Int64)
    /// The shared store answers nothing for so long.
    case storeDown(Int64)
    /// The shared store answers nothing to the next calls.
    case storeFails(calls: Int)
    /// A trip by the desk itself, or of the latch by somebody else; with a number, a strategy decides something
    /// in the same moment.
    case trip(TripTarget, fromOutside: Bool, behind: UInt64?)
    /// What becomes of the settlement of trades to come.
    case settlement(SettlementOutcome, count: Int)
    /// Somebody else places an order with our key.
    case foreign(UInt64)
    /// Somebody signs the reset of a kill, well or not; who and how follows from the number.
    case approval(UInt64)
    /// Our balances move without a trade; which and by how much follows from the number.
    case movement(UInt64)
  }

  /// What is wrong with the chain's nodes.
  package enum NodeTrouble: String, Sendable {
    /// No answer.
    case silent
    /// Blocks behind.
    case lagging
    /// A block that was told is taken back.
    case reorganised
  }

  /// What is tripped; markets and strategies by their number.
  package enum TripTarget: Hashable, Sendable {
    case global
    case market(Int)
    case strategy(Int)
  }

  /// Its number in the script, by which a case keeps or drops it.
  package var number: Int
  /// Milliseconds since the start of the run.
  package var time: Int64
  package var kind: Kind

  /// The fault it belongs to; nil for what strategies do.
  package var fault: SimulationFault? {
    switch kind {
    case .strategy: nil
    case .channelDown, .partition: .loss
    case .crash: .crash
    case .mode, .throttled: .modes
    case .silentHeart: .heartbeat
    case .clockLeap(let step): step < SimulationScript.longLeap ? .clock : .skew
    case .nodes: .chain
    case .storeDown, .storeFails: .store
    case .trip: .kill
    case .settlement: .settlement
    case .foreign: .foreign
    case .approval: .reset
    case .movement: .movement
    }
  }
}
