extension CancelReceipt {
  /// A receipt of these parts, as a simulated venue gives it.
  package init(canceled: [VenueOrderID], refused: [Refusal] = []) {
    self.canceled = canceled
    self.refused = refused
  }
}

extension CancelReceipt.Refusal {
  /// A refusal in the venue's words.
  package init(id: VenueOrderID, text: String) {
    self.init(id: id, reason: CancelReceipt.Reason(text: text), text: text)
  }
}
