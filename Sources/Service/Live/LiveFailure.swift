package import Desk
package import Journal

/// Why a trading run ends before it is asked to: what happens can no longer be recorded, so nothing more may happen.
/// Its heartbeats end with it, and the venue cancels what rests.
package enum LiveFailure: Error {
  case desk(DeskFailure)
  case journal(JournalError)
}
