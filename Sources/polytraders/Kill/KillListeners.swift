import Diagnostics
import Stores

/// Whether a folder is one that runs use: a latch in any other stops nobody.
struct KillListeners {
  let folder: String

  /// PT2530 where no run ever held a lease there; nil where one did, alive or not.
  var trouble: Diagnostic? {
    let leases = (try? DeskStoreReport(path: "\(folder)/desk.sqlite"))?.leases ?? []
    guard !leases.contains(where: \.isOfRun) else { return nil }
    return Diagnostic(
      "PT2530", .error,
      "NOBODY LISTENS: no run ever used \(Folders.absolute(folder)); a run elsewhere goes on trading",
      at: nil,
      help: [
        "trip again with --store and the folder that the run printed as 'store:' when it started",
        "or send SIGUSR1 to the run: that trips everything",
      ])
  }
}
