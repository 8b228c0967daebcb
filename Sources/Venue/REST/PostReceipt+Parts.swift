extension PostReceipt {
  /// A receipt of these parts, as a simulated venue gives it; amounts are as the venue writes them.
  package init(
    of id: VenueOrderID, status: VenueOrderStatus, making: String = "", taking: String = "",
    trades: [String] = []
  ) {
    self.init(
      id: id, status: status, makingAmount: making, takingAmount: taking, transactionHashes: [],
      tradeIDs: trades)
  }
}
