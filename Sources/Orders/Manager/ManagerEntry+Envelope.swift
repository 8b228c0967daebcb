package import Trading

extension ManagerEntry {
  /// The envelope of this entry. `terms` are those of the order it is about; `time` is the time of the event, in
  /// milliseconds since 1970.
  package func draft(terms: OrderTerms?, time: Int64) -> EnvelopeDraft {
    EnvelopeDraft(kind: .order, time: time, recorded: time, scope: "global")
  }
}
