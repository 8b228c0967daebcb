/// Why events cannot be held against two policies, or a question about one cannot be answered.
package enum DiffProblem: Error, Equatable, Sendable {
  case badEnvelope(path: String, row: Int64, fault: String)
  /// Not both sides have the bot whose events were given.
  case noBot(String?, known: [String])
  /// The closed loop needs market messages, which journals and files of events do not hold.
  case notClosable(path: String)
  case emptyFile(path: String)
  /// A param or staleness value that no policy has.
  case unknownParameter(String, known: [String])
  /// A value of the sweep that is none.
  case badSweep(String, fault: String)
  /// What texts and lists are computed from cannot be followed along a line.
  case inComputation(String, bot: String)
  case tooManyPieces(String)
  case unknownCode(String, bot: String, known: [String])
  case noSuchEvent(path: String, place: String)
}
